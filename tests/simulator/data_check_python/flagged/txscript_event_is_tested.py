# {"events": ["annotation_status.changed", "annotation_content.initialize"]}
from txscript import TxScript


def rossum_hook_request_handler(payload):
    if payload["event"] != "annotation_content":
        return {}
    t = TxScript.from_payload(payload)
    return t.hook_response()
