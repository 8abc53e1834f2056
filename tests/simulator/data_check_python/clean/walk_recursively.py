def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    messages = []
    iban = first(content, "iban")
    if iban is not None and not iban["content"]["value"]:
        messages.append({"type": "warning", "content": "IBAN is missing", "id": iban["id"]})
    return {"messages": messages, "operations": []}


def first(nodes, schema_id):
    for node in nodes:
        if node["schema_id"] == schema_id:
            return node
        found = first(node.get("children", []), schema_id)
        if found is not None:
            return found
    return None
