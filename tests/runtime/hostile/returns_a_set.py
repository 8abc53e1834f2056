"""Returns a set."""

# status: invalid_response
# sentence: set is not JSON


def rossum_hook_request_handler(payload):
    return {"value": {1}}
