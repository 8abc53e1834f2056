from txscript import *


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if is_empty(t.field.date_due) and is_set(t.field.date_issue):
        t.field.date_due = t.field.date_issue + timedelta(days=30)
    t.field.document_id = substitute(r"\s", "", t.field.document_id)
    return t.hook_response()
