from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.item_amount > 100:  # expect: python-column-as-value
        t.show_error("Too much", t.field.item_amount)  # expect: python-message-for-column
    if t.field.order_id:  # expect: python-column-as-value
        t.show_error("Order", t.field.order_id.all_values)  # expect: python-message-without-field
    for amount in t.field.item_amount:  # expect: python-column-as-value
        print(amount)
    total = sum(t.field.item_amount)  # expect: python-column-as-value
    if t.field.item_amount.all_values:  # expect: python-truth-of-column
        print(f"{total}, {t.field.item_code}")  # expect: python-column-as-value
    if not t.field.item_amount.all_values:  # expect: python-truth-of-column
        print(total)
    if len(t.field.item_amount.all_values) and any(t.field.item_amount.all_values > 3):
        print(sum(t.field.item_amount.all_values), list(t.field.order_ids), len(t.field.line_items))
    for row in t.field.line_items:
        if row.item_amount > 100:
            t.show_error("Too much", row.item_amount)
    t.show_info("table", t.field.line_items)
    for order in t.field.order_ids:
        if order == "4711":
            t.show_info("order", order)
    t.field.order_ids = ["1", "2"]  # expect: python-list-assigned
    t.field.order_id = [order.upper() for order in t.field.order_id.all_values]  # expect: python-list-assigned
    t.field.item_code = "A"  # expect: python-list-assigned
    t.field.order_id.all_values = ["1", "2"]
    t.field.line_items = []
    return t.hook_response()
