def messages_of(payload):
    return [{"type": "info", "content": payload["annotation"]["status"]}]


rossum_hook_request_handler = lambda payload: {"messages": messages_of(payload)}  # noqa: E731
