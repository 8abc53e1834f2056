"""Writes to the home folder through the C library."""

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
    flags = os.O_WRONLY | os.O_CREAT
    return {"fd": checked(LIBC.open(os.fsencode(payload["home"] + "/.profile"), flags, 0o600))}
