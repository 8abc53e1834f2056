"""Opens a door for others."""

# status: exception
# sentence: network is off for this run
# blocked: network socket.bind

import socket


def rossum_hook_request_handler(payload):
    socket.create_server(("127.0.0.1", 0))
