import math

from txscript import TxScript, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    f = t.field
    if f.amount_total == f.amount_due:  # expect: python-number-equality
        t.show_info("paid")
    if f.amount_total != f.amount_total_base + f.amount_total_tax:  # expect: python-number-equality
        t.show_error("sum")
    if f.amount_total == 0 or round(f.amount_total, 2) == round(f.amount_due, 2):
        t.show_info("zero")
    if math.isclose(f.amount_total, f.amount_due) or f.currency == "eur" or f.sender_name == f.recipient_name:
        t.show_info("close")
    for row in f.line_items:
        if row.item_quantity * row.item_amount == row.item_amount_total:  # expect: python-number-equality
            t.show_info("row", row.item_amount)
    if isinstance(f.amount_total, (int, float)):  # expect: python-isinstance-of-field
        print(isinstance(f.sender_name, str))
    print(str(f.amount_due))  # expect: python-empty-field-as-text
    print(f"due {f.date_due}")  # expect: python-empty-field-as-text
    if is_set(f.date_due):
        print(f"due {f.date_due}")
    print(f"issued {f.date_issue}" if f.date_issue else "", f"from {f.sender_name}")
    return t.hook_response()
