"""Listens to everything that passes."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import socket


def rossum_hook_request_handler(payload):
    socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
