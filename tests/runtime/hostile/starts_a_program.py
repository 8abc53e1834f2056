"""Starts a program."""

# status: exception
# sentence: this run may not start other programs
# blocked: children subprocess.Popen

import subprocess


def rossum_hook_request_handler(payload):
    subprocess.run(["touch", payload["project"] + "/touched"], check=True)
