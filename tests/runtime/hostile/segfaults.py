"""Reads what is not there."""

# status: crashed
# sentence: SIGSEGV

import ctypes


def rossum_hook_request_handler(payload):
    ctypes.string_at(0)
