"""Becomes another user, which unties its life from that of the application."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import os


def rossum_hook_request_handler(payload):
    os.setuid(os.getuid())
