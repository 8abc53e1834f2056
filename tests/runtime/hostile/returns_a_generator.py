"""Returns a generator."""

# status: invalid_response
# sentence: generator is not JSON


def rossum_hook_request_handler(payload):
    return {"value": (n for n in [1])}
