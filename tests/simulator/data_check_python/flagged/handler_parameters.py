def rossum_hook_request_handler(payload, context):  # expect: python-handler-parameters
    return {}
