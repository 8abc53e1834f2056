"""Moves the project away."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files os.rename
# ruff: noqa: PTH104

import os


def rossum_hook_request_handler(payload):
    os.rename(payload["project"], "stolen")
