from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    for source, target in payload["settings"].get("copy", {}).items():
        value = getattr(t.field, source)
        if value:
            setattr(t.field, target, value)
    return t.hook_response()
