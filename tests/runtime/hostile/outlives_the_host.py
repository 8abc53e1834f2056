"""Unties its life from that of the application."""

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
    set_parent_death_signal = 1
    checked(LIBC.prctl(set_parent_death_signal, 0, 0, 0, 0))
