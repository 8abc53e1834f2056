"""Waits for a lock that nobody opens."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5

import threading


def rossum_hook_request_handler(payload):
    threading.Event().wait()
