"""Leaves as a script does."""

# status: exception
# sentence: SystemExit: 3

import sys


def rossum_hook_request_handler(payload):
    sys.exit(3)
