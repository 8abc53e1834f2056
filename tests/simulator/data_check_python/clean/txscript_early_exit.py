from txscript import TxScript

ACTIONS = ("initialize", "updated", "user_update")


def rossum_hook_request_handler(payload):
    if payload["action"] not in ACTIONS:
        return {}
    t = TxScript.from_payload(payload)
    if t.field.document_type != "tax_invoice":
        return {}
    if t.annotation and t.annotation.status == "importing":
        t.automation_blocker("First look by a person")
    return t.hook_response()
