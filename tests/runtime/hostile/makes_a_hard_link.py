"""Gives the user's key a second name in its own folder."""

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
    checked(LIBC.link(os.fsencode(payload["home"] + "/.ssh/id_rsa"), b"key"))
