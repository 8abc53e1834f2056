"""Leaves processes behind that hold on to its output, where programs are allowed."""

# status: ok
# limits: allow_children=True

import subprocess


def rossum_hook_request_handler(payload):
    for _ in range(20):
        subprocess.Popen(["sleep", "60"])
    return {}
