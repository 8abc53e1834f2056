from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.field.currency.attr.options = [{"value": code.lower(), "label": code} for code in ("EUR", "CZK")]
    t.field.notes.attr.hidden = t.field.currency == "eur"
    if "connector" not in t.field.iban.attr.validation_sources:
        t.field.iban.attr.validation_sources.append("connector")
    return t.hook_response()
