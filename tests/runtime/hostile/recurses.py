"""Calls itself for ever."""

# status: exception
# sentence: RecursionError


def rossum_hook_request_handler(payload):
    return rossum_hook_request_handler(payload)
