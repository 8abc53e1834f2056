# {"sideload": ["schemas"], "settings": {"limit": 3}, "secrets_schema": {"properties": {"erp_key": {}}}}
def rossum_hook_request_handler(payload):
    queue = payload["queues"][0]  # expect: python-sideload-missing
    schema = payload["schemas"][0]
    labels = payload.get("labels") or []
    limit = payload["settings"]["limit"]
    settings = payload.get("settings", {})
    other = settings["limits"]  # expect: python-settings-key
    safe = settings.get("limit")
    key = payload["secrets"]["erp_token"]  # expect: python-settings-key
    erp_key = payload["secrets"]["erp_key"]
    return {"all": [queue, schema, labels, limit, other, safe, key, erp_key]}
