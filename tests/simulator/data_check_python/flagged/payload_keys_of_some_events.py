# {"events": ["annotation_status.changed", "annotation_content.initialize"]}
def rossum_hook_request_handler(payload):
    changed = payload["updated_datapoints"]  # expect: python-payload-key
    return {"messages": [], "changed": changed, "document": payload["document"]["id"]}
