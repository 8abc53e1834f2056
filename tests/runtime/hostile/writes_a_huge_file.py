"""Writes one file without end."""

# status: exception
# sentence: File too large
# ruff: noqa: PTH123


def rossum_hook_request_handler(payload):
    with open("big", "wb") as file:
        while True:
            file.write(bytes(1024 * 1024))
