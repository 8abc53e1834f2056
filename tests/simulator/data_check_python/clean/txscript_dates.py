import datetime

from txscript import TxScript, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    today = datetime.date.today()
    if is_set(t.field.date_issue) and t.field.date_issue > today:
        t.show_error("Issued in the future", t.field.date_issue)
    if not t.field.date_due:
        t.field.date_due = today + datetime.timedelta(days=14)
    t.field.notes = today.strftime("%d.%m.%Y")
    t.field.date_issue = datetime.datetime.strptime("28.01.2026", "%d.%m.%Y").strftime("%Y-%m-%d")
    return t.hook_response()
