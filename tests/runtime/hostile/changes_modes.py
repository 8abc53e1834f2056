"""Opens the project to everybody."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files os.chmod
# ruff: noqa: PTH101

import os


def rossum_hook_request_handler(payload):
    os.chmod(payload["project"], 0o777)
