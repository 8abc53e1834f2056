from txscript import TxScript, is_empty, is_set


def rossum_hook_request_handler(payload: dict) -> dict:
    t = TxScript.from_payload(payload)
    f = t.field

    if is_empty(f.document_id):
        t.show_error("Document number is missing", f.document_id)
    elif not f.document_id.isalnum():
        t.show_warning(f"{f.document_id!r} has odd characters", f.document_id)
    if is_set(f.date_due) and is_set(f.date_issue) and (f.date_due - f.date_issue).days > 90:
        t.automation_blocker("Due in more than 90 days", f.date_due)
    f.sender_name = f.sender_name.strip().upper()
    return t.hook_response()
