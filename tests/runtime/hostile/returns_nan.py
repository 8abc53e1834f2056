"""Returns a number that is none."""

# status: invalid_response
# sentence: nan is not valid JSON


def rossum_hook_request_handler(payload):
    return {"value": float("nan")}
