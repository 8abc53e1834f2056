"""Ends the group of another program."""

# status: exception
# sentence: this run may not signal other processes
# blocked: signals os.killpg

import os
import signal


def rossum_hook_request_handler(payload):
    os.killpg(payload["bystander"], signal.SIGKILL)
