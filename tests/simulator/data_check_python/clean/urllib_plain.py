import json
import urllib.error
import urllib.request


def rossum_hook_request_handler(payload):
    request = urllib.request.Request(
        payload["annotation"]["url"],
        method="GET",
        headers={"Authorization": "Bearer " + payload["rossum_authorization_token"]},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            annotation = json.load(response)
    except urllib.error.HTTPError as error:
        return {"messages": [{"type": "error", "content": f"HTTP {error.code}"}]}
    print("labels:", annotation["labels"])
    return {}
