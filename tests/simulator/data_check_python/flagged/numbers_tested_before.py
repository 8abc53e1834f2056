from txscript import TxScript, is_empty


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if is_empty(t.field.amount_due):
        return t.hook_response()
    t.show_info(f"Due: {t.field.amount_due}", t.field.amount_due)
    return t.hook_response()
