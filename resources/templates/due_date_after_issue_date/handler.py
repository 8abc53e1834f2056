"""Refuse a due date that lies before the issue date.

TxScript reads the fields for us: t.field.date_due behaves like a date. It needs
the schema, so the hook sideloads "schemas".
"""

from txscript import TxScript, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)

    # None when the schema has no such field.
    date_issue = getattr(t.field, "date_issue", None)
    date_due = getattr(t.field, "date_due", None)

    # A date that was not found is empty; comparing it would raise an exception.
    if is_set(date_issue) and is_set(date_due) and date_issue > date_due:
        t.show_error("Due date is before the issue date", date_due)

    return t.hook_response()
