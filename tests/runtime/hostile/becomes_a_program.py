"""Becomes another program."""

# status: exception
# sentence: this run may not start other programs
# blocked: children os.exec

import os


def rossum_hook_request_handler(payload):
    os.execv("/bin/rm", ["rm", "-rf", payload["project"]])
