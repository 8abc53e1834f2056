"""Has a program end another one, where programs are allowed."""

# status: exception
# sentence: CalledProcessError
# limits: allow_children=True
# needs: seccomp

import subprocess


def rossum_hook_request_handler(payload):
    subprocess.run(["/bin/sh", "-c", f"kill -9 {payload['bystander']}"], check=True)
