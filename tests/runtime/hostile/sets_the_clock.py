"""Sets the clock."""

# status: exception
# sentence: PermissionError

import time


def rossum_hook_request_handler(payload):
    time.clock_settime(time.CLOCK_REALTIME, 0)
