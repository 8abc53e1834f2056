from txscript import TxScript


def is_empty(value):
    return not value


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.bic is None:  # expect: python-is-none-on-field
        t.show_info("no bic", t.field.iban if is_empty(t.field.bic) else t.field.bic)
    return t.hook_response()
