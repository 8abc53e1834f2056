"""Asks through the C library whether it could end the application."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    checked(LIBC.kill(payload["host"], 0))
