"""Talks to a service of the desktop, where the network is allowed."""

# status: exception
# sentence: PermissionError
# limits: allow_network=True
# needs: seccomp

import socket


def rossum_hook_request_handler(payload):
    socket.socket(socket.AF_UNIX).connect(payload["socket"])
