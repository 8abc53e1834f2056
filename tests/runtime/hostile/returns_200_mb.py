"""Returns more than fits."""

# status: invalid_response
# sentence: too long: 200 MB
# limits: memory_mb=1024


def rossum_hook_request_handler(payload):
    return {"text": "a" * 200 * 1024 * 1024}
