import datetime

from txscript import TxScript, date

DUE = "28.1.2026"


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.field.date_due = "28/1/2026"  # expect: python-display-date-written
    t.field.date_due = "28.01.26"  # expect: python-display-date-written
    t.field.date_due = DUE  # expect: python-display-date-written
    t.field.date_due = datetime.date(2026, 1, 28).strftime("%d.%m.%Y")  # expect: python-display-date-written
    t.field.date_due = datetime.date(2026, 1, 28).strftime("%Y-%m-%d")
    t.field.date_due = "2026-01-28"
    t.field.date_due = date(2026, 1, 28)
    t.field.date_due = datetime.datetime(2026, 1, 28)
    t.field.date_due = ""
    t.field.notes = "28.01.26"
    content = payload["annotation"]["content"]
    issued = next((node for node in content if node["schema_id"] == "date_issue"), None)
    new = {"content": {"value": "28.01.26"}, "schema_id": "date_due"}  # expect: python-display-date-written
    text = f"{t.field.notes} 28.01.26"
    operations = [
        {"op": "replace", "id": issued["id"], "value": {"content": {"value": "28.01.26"}}},  # expect: python-display-date-written
        {"op": "replace", "id": issued["id"], "value": {"content": {"value": "2026-01-28"}}},
        {"op": "add", "id": 1, "value": [new]},
    ]
    return t.hook_response() | {"operations": operations, "text": text}
