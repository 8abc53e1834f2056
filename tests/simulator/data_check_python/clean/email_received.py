# {"events": ["email.received"], "sideload": []}
PICTURES = {"image/png", "image/jpeg"}


def rossum_hook_request_handler(payload):
    subject = payload["headers"]["subject"]
    body = payload["body"].get("body_text_plain") or ""
    kept = [one for one in payload["files"] if one["mime_type"] not in PICTURES]
    values = [{"id": "email:subject", "value": subject}, {"id": "email:length", "value": str(len(body))}]
    return {"files": [{"id": one["id"], "values": values} for one in kept]}
