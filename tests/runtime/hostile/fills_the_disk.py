"""Writes many files, each of them small enough."""

# status: exception
# sentence: No space left
# needs: scratch-size

from pathlib import Path


def rossum_hook_request_handler(payload):
    for number in range(8):
        Path(f"part{number}").write_bytes(bytes(60 * 1024 * 1024))
