# {"events": ["upload"], "sideload": []}
def rossum_hook_request_handler(payload):
    by_url = {document["url"]: document for document in payload["documents"]}
    batch = payload["metadata"].get("batch")
    files = []
    for file in payload["files"]:
        document = by_url[file["document"]]
        is_json = document["mime_type"] == "application/json"
        files.append({"document": file["document"], "prevent_importing": is_json and batch is not None})
    return {"files": files}
