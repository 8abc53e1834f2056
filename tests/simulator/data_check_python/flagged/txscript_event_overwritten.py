# {"events": ["annotation_status.changed"]}
from txscript import TxScript


def rossum_hook_request_handler(payload):
    payload["event"] = "annotation_content"
    t = TxScript.from_payload(payload)
    return t.hook_response()
