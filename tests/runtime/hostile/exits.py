"""Leaves without a word."""

# status: crashed
# sentence: The process exited with status 3 before the handler returned

import os


def rossum_hook_request_handler(payload):
    os._exit(3)
