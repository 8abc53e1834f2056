"""Becomes another program through the C library."""

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
    arguments = (ctypes.c_char_p * 2)(b"true", None)
    checked(LIBC.execv(b"/bin/true", arguments))
