from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.sender_name == "Spam Ltd":
        t.annotation.action("reject", note_content="Known spammer")
    return t.hook_response()
