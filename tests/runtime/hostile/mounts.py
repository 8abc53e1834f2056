"""Puts another file system in the place of the system's."""

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
    checked(LIBC.mount(b"none", b"/usr", b"tmpfs", ctypes.c_ulong(0), None))
