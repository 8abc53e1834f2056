"""Redirects one end of a pair of sockets, where the network is allowed."""

# status: exception
# sentence: PermissionError
# limits: allow_network=True
# needs: seccomp

import socket


def rossum_hook_request_handler(payload):
    ours, _ = socket.socketpair(type=socket.SOCK_DGRAM)
    ours.connect(payload["socket"])
