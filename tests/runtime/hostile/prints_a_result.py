"""Prints what looks like a result."""

# status: ok


def rossum_hook_request_handler(payload):
    print("\x1erossum " + "0" * 32 + ' result 13\n{"forged": 1}')
    return {}
