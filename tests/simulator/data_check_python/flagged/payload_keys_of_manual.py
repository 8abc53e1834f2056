# {"events": ["invocation.manual"]}
def rossum_hook_request_handler(payload):
    return {"sent": payload["annotation_ids"]}
