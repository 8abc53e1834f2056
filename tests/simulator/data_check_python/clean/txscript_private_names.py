from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    changed = payload["updated_datapoints"]
    rows = [row for row in t.field.line_items if row._index < 3 and row.item_code.id in changed]
    summarize(t, rows)
    return t.hook_response()


def summarize(t, rows):
    if not rows:
        return None
    t.field.notes = ", ".join(row.item_description for row in rows)
    return len(rows)
