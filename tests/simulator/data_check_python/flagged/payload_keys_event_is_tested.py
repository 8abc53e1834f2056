# {"events": ["annotation_status.changed", "annotation_content.initialize"]}
def rossum_hook_request_handler(payload):
    changed = payload["updated_datapoints"] if payload.get("event") == "annotation_content" else []
    return {"messages": [], "changed": changed}
