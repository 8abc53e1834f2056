"""Gives up."""

# status: crashed
# sentence: SIGABRT

import os


def rossum_hook_request_handler(payload):
    os.abort()
