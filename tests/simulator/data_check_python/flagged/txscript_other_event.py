# {"events": ["annotation_status.changed"]}
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)  # expect: python-txscript-event
    return t.hook_response()
