"""Connects to a server."""

# status: exception
# sentence: network is off for this run
# blocked: network socket.connect

import socket


def rossum_hook_request_handler(payload):
    socket.socket().connect(("127.0.0.1", payload["port"]))
