"""Prints more than anyone can read."""

# status: crashed
# sentence: printed more than anyone can read

import os


def rossum_hook_request_handler(payload):
    while True:
        os.write(1, bytes(1024 * 1024))
