"""Talks to a service of the desktop, which could start programs for it."""

# status: exception
# sentence: network is off for this run
# blocked: network socket.connect

import socket


def rossum_hook_request_handler(payload):
    socket.socket(socket.AF_UNIX).connect(payload["socket"])
