"""Moves the project away through the C library."""

# status: exception
# needs: landlock

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    checked(LIBC.rename(os.fsencode(payload["project"]), b"stolen"))
