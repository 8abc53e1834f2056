"""Deletes a file of the project through the C library."""

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
    checked(LIBC.unlink(os.fsencode(payload["project"] + "/hook.py")))
