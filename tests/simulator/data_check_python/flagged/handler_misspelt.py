def rossum_hook_request_handle(payload):  # expect: python-no-handler
    return {}


rossum_hook_request_handle({})
