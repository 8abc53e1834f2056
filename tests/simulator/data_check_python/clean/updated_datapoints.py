# {"events": ["annotation_content.updated", "annotation_content.user_update", "annotation_content.started"]}
def rossum_hook_request_handler(payload):
    changed = set(payload["updated_datapoints"])
    operations = []
    for section in payload["annotation"]["content"]:
        for child in section["children"]:
            is_button = child["category"] == "datapoint" and child["schema_id"] == "email_button"
            if is_button and child["id"] in changed:
                operations.append({"op": "replace", "id": child["id"], "value": {"hidden": True}})
    return {"messages": [], "operations": operations, "automation_blockers": []}
