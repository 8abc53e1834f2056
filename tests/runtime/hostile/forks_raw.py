"""Multiplies through the C library."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import ctypes
import os
import time

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    checked(LIBC.fork())
    time.sleep(60)
