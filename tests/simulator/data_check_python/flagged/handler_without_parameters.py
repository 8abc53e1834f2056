def rossum_hook_request_handler():  # expect: python-handler-parameters
    return {}
