# {"events": ["annotation_status.changed", "annotation_content.initialize"]}
import txscript


def rossum_hook_request_handler(payload):
    t = txscript.TxScript.from_payload(payload)  # expect: python-txscript-event
    return t.hook_response()
