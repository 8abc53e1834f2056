import requests
from requests.adapters import HTTPAdapter

TIMEOUT_S = 10


def rossum_hook_request_handler(payload):
    with requests.Session() as session:
        session.mount("https://", HTTPAdapter(max_retries=3))
        session.headers["Authorization"] = f"Bearer {payload['rossum_authorization_token']}"
        response = session.get(payload["annotation"]["queue"], timeout=TIMEOUT_S)
        response.raise_for_status()
        name = response.json()["name"]
    return {"messages": [{"type": "info", "content": f"Queue {name}"}]}
