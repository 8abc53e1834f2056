import requests


def rossum_hook_request_handler(payload):
    settings, secrets = payload.get("settings", {}), payload.get("secrets", {})
    response = requests.post(
        settings.get("url"),
        json={"document": payload["document"]["id"]},
        auth=(secrets.get("user"), secrets.get("password")),
        timeout=(3, 20),
    )
    if response.status_code == 404:
        return {"messages": [{"type": "warning", "content": "Not found in the ERP"}]}
    if not response.ok:
        return {"messages": [{"type": "error", "content": f"The ERP answered {response.status_code}"}]}
    return {"messages": [{"type": "info", "content": response.json()["text"]}]}
