"""Returns bytes."""

# status: invalid_response
# sentence: bytes is not JSON


def rossum_hook_request_handler(payload):
    return {"value": b"x"}
