"""Sends its whole group the signal that cannot be caught."""

# status: crashed
# sentence: SIGKILL

import os
import signal


def rossum_hook_request_handler(payload):
    os.kill(0, signal.SIGKILL)
