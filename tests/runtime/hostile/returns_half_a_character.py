"""Returns a lone surrogate, which JSON can hold."""

# status: ok


def rossum_hook_request_handler(payload):
    return {"text": "\ud800"}
