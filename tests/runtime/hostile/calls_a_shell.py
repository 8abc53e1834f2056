"""Has a shell do it."""

# status: exception
# sentence: this run may not start other programs
# blocked: children os.system

import os


def rossum_hook_request_handler(payload):
    os.system(f"rm -rf {payload['project']}")
