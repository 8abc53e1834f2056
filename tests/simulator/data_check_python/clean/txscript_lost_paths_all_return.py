from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    match t.field.document_type:
        case "credit_note":
            t.show_info("Credit note")
            return t.hook_response()
        case "tax_invoice" if t.field.iban:
            t.show_info("Invoice")
        case _:
            raise ValueError("unknown type")
    with open("/tmp/seen", "w") as file:
        file.write(str(t.field.document_id))
    while t.field.notes.endswith(" "):
        t.field.notes = t.field.notes[:-1]
    try:
        t.field.bic = t.field.bic.upper()
    finally:
        answer = t.hook_response()
    return answer
