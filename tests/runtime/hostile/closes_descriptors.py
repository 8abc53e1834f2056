"""Closes every descriptor there is."""

# status: crashed
# sentence: closed the channel

import os


def rossum_hook_request_handler(payload):
    os.closerange(0, 65536)
    return {}
