"""Returns what contains itself."""

# status: invalid_response
# sentence: contains itself


def rossum_hook_request_handler(payload):
    loop = {}
    loop["loop"] = loop
    return loop
