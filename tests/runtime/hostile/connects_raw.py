"""Connects to a server through the C library."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import ctypes
import os
import socket
import struct

LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def rossum_hook_request_handler(payload):
    address = (
        struct.pack("=H", socket.AF_INET)
        + struct.pack(">H", payload["port"])
        + bytes([127, 0, 0, 1])
        + bytes(8)
    )
    fd = checked(LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0))
    checked(LIBC.connect(fd, address, len(address)))
