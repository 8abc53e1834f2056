# {"events": ["invocation.manual"]}
def rossum_hook_request_handler(payload):
    return [payload["erp_id"]]
