# {"events": ["invocation.scheduled"]}
def rossum_hook_request_handler(payload):
    print(payload["annotation"]["id"])  # expect: python-payload-key
    if "document" in payload:
        print(payload["document"]["id"])
    try:
        print(payload["queue"])
    except KeyError:
        print("no queue")
    print(payload.get("email"), payload["settings"], payload["base_url"], payload["timestamp"])
    return {}
