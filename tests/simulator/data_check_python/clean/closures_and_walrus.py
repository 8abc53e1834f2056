import re
from functools import partial, reduce

NUMBER = re.compile(r"[A-Z]{2,3}-?(\d{4,})")


def rossum_hook_request_handler(payload):
    operations = []

    def replace(node, text):
        operations.append({"op": "replace", "id": node["id"], "value": {"content": {"value": text}}})

    for node in reduce(children, range(4), payload["annotation"]["content"]):
        content = node.get("content") or {}
        if (match := NUMBER.search(content.get("value", ""))) and node["schema_id"] == "document_id":
            partial(replace, node)(match.group(1))
    return {"operations": operations}


def children(nodes, _depth):
    return [child for node in nodes for child in node.get("children", [node])]
