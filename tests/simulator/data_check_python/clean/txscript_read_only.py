from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    messages = []
    if not t.field.iban:
        messages.append({"type": "error", "content": "No IBAN", "id": t.field.iban.id})
    return {"messages": messages}
