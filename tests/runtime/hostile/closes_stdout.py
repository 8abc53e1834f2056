"""Closes what it prints to."""

# status: ok

import os


def rossum_hook_request_handler(payload):
    os.close(1)
    os.close(2)
    return {}
