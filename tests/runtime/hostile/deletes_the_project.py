"""Deletes the project with everything in it."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files shutil.rmtree

import shutil


def rossum_hook_request_handler(payload):
    shutil.rmtree(payload["project"])
