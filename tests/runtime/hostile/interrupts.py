"""Pretends that somebody pressed Ctrl+C."""

# status: exception
# sentence: KeyboardInterrupt


def rossum_hook_request_handler(payload):
    raise KeyboardInterrupt
