# {"events": ["annotation_status"], "sideload": ["queues"]}
import requests


def rossum_hook_request_handler(payload):
    annotation = payload["annotation"]
    if annotation["status"] != "confirmed" or annotation["previous_status"] == "exported":
        return
    response = requests.get(
        annotation["content"],
        headers={"Authorization": f"Bearer {payload['rossum_authorization_token']}"},
        timeout=10,
    )
    response.raise_for_status()
    for section in response.json()["content"]:
        print(section["schema_id"], payload["queues"][0]["name"], payload["document"]["original_file_name"])
