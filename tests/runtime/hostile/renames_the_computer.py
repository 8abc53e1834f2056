"""Gives the computer another name."""

# status: exception
# sentence: PermissionError

import socket


def rossum_hook_request_handler(payload):
    socket.sethostname("pwned")
