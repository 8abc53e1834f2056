from txscript import TxScript


def rossum_hook_request_handler(payload):
    r = TxScript.from_payload(payload)
    if not r.field.sender_name:
        return {}
    for row in r.field.line_items:
        row.item_code = row.item_code.upper()
        if not row.item_code:
            return {"messages": [], "operations": []}  # expect: python-answer-not-returned
    if r.field.iban:
        r.show_info("iban", r.field.iban)
        return r.hook_response()
    elif r.field.bic:
        return  # expect: python-answer-not-returned
    try:
        mark(r)
    except ValueError:
        return {}  # expect: python-answer-not-returned
    return r.hook_response()


def mark(t):
    t.show_info("seen")
