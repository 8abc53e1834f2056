def rossum_hook_request_handler(payload):
    tolerance = payload["settings"].get("tolerance", 0)
    return {"messages": [{"type": "info", "content": f"Tolerance {tolerance}"}]}
