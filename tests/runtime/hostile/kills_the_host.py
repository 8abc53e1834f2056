"""Ends the application."""

# status: exception
# sentence: this run may not signal other processes
# blocked: signals os.kill

import os
import signal


def rossum_hook_request_handler(payload):
    os.kill(payload["host"], signal.SIGKILL)
