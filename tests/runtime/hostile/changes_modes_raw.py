"""Closes the project to its owner through the C library, which says that it was done."""

# status: ok
# needs: seccomp

import ctypes
import os

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    checked(LIBC.chmod(os.fsencode(payload["project"] + "/hook.py"), 0))
    return {}
