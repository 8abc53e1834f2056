"""Gives another program the lowest priority."""

# status: exception
# sentence: PermissionError
# needs: seccomp

import os


def rossum_hook_request_handler(payload):
    os.setpriority(os.PRIO_PROCESS, payload["bystander"], 19)
