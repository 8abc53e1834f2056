# {"sideload": [], "token_owner": null, "settings": {}}
def rossum_hook_request_handler(payload):
    try:
        token = payload["rossum_authorization_token"]
    except KeyError:
        token = None
    queue = payload["queues"][0] if "queues" in payload else {}
    threshold = payload["settings"]["threshold"] if "threshold" in payload["settings"] else 0.8
    return {"messages": [{"type": "info", "content": f"{queue.get('name')} {threshold} {token is None}"}]}
