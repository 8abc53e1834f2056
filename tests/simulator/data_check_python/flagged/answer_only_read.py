from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if not t.field.sender_name:
        return {"messages": [{"type": "error", "content": "No sender"}]}
    if t.field.iban:
        t.show_info("iban")
        return t.hook_response()
    return {}
