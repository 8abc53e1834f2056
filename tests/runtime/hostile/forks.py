"""Multiplies."""

# status: exception
# sentence: this run may not start other programs
# blocked: children os.fork

import os


def rossum_hook_request_handler(payload):
    while True:
        os.fork()
