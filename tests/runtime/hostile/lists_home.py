"""Looks around in the home folder."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files os.listdir
# ruff: noqa: PTH208

import os


def rossum_hook_request_handler(payload):
    return {"found": os.listdir(payload["home"])}
