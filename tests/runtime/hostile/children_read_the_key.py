"""Has a program read the user's key, where programs are allowed."""

# status: exception
# sentence: CalledProcessError
# limits: allow_children=True
# needs: landlock

import subprocess


def rossum_hook_request_handler(payload):
    subprocess.run(["cat", payload["home"] + "/.ssh/id_rsa"], check=True)
