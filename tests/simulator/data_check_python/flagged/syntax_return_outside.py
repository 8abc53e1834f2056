def rossum_hook_request_handler(payload):
    pass


return {}  # expect: python-syntax
