# {"events": ["annotation_status.changed"], "sideload": []}
import requests


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    for section in content:  # expect: python-no-content-on-event
        print(section)
    found = find_by_schema_id(payload["annotation"]["content"], "order_id")  # expect: python-no-content-on-event
    response = requests.get(content, timeout=10)
    response.raise_for_status()
    tree = response.json()["content"]
    return {"found": found, "fetched": find_by_schema_id(tree, "order_id")}


def find_by_schema_id(nodes, schema_id):
    found = []
    for node in nodes:
        if node["schema_id"] == schema_id:
            found.append(node)
        found.extend(find_by_schema_id(node.get("children") or [], schema_id))
    return found
