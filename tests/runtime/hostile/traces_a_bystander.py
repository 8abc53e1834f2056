"""Takes over another program of the same user."""

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
    attach = 16
    checked(LIBC.ptrace(attach, payload["bystander"], None, None))
