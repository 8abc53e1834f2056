"""Goes through a link in its own folder."""

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
    checked(LIBC.symlink(os.fsencode(payload["home"]), b"link"))
    return {"fd": checked(LIBC.open(b"link/.ssh/id_rsa", os.O_RDONLY))}
