"""Reads the memory of the application through the C library."""

# status: exception
# sentence: PermissionError
# needs: landlock

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    path = b"/proc/%d/mem" % payload["host"]
    return {"fd": checked(LIBC.open(path, os.O_RDONLY))}
