def rossum_hook_request_handler(payload):
    messages, operations = [], []
    if payload["action"] == "initialize":
        return messages, operations  # expect: python-answer-not-object
    if payload["action"] == "updated":
        return "done"  # expect: python-answer-not-object
    if payload["action"] == "started":
        return None
    return {"messages": messages, "operations": operations}
