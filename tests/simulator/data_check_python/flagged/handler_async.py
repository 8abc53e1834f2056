async def rossum_hook_request_handler(payload):  # expect: python-async-handler
    return {}
