"""Writes junk to every descriptor, also to the one its result travels on."""

# status: ok

import os
from contextlib import suppress


def rossum_hook_request_handler(payload):
    for fd in range(1024):
        with suppress(OSError):
            os.write(fd, b"\x1erossum " + b"0" * 32 + b" result 2\n{}")
    return {}
