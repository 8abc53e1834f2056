"""Leaves a process behind in a session of its own, where programs are allowed."""

# status: exception
# limits: allow_children=True
# needs: seccomp

import subprocess


def rossum_hook_request_handler(payload):
    subprocess.Popen(["sleep", "60"], start_new_session=True)
