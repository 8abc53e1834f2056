from txscript import TxScript, is_empty as empty, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.bic is None:  # expect: python-is-none-on-field
        t.show_info("no bic")
    if t.field.iban is not None or empty(t.field.bic) or is_set(t.field.notes):  # expect: python-is-none-on-field
        t.show_info("iban")
    return t.hook_response()
