"""Does not want to end."""

# status: timeout
# sentence: Timed out
# limits: timeout_s=0.5

import signal
import time


def rossum_hook_request_handler(payload):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
