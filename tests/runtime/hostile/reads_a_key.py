"""Reads the user's key."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files open

from pathlib import Path


def rossum_hook_request_handler(payload):
    return {"key": (Path(payload["home"]) / ".ssh" / "id_rsa").read_text()}
