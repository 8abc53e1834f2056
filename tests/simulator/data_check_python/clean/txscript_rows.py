from txscript import TxScript, default_to, is_empty


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    for index, row in enumerate(t.field.line_items, start=1):
        if is_empty(row.item_quantity):
            row.item_quantity = 1
        if is_empty(row.item_amount_base):
            t.show_warning(f"Line {index} has no price", row.item_amount_base)
            continue
        row.item_total_base = round(default_to(row.item_quantity, 1) * row.item_amount_base, 2)
        row.item_description.attr.validation_sources = ["connector"]
    total = sum(default_to(t.field.item_total_base.all_values, 0))
    if abs(total - default_to(t.field.amount_total_base, 0)) > 0.01:
        t.show_info(f"Lines: {total:.2f}")
    return t.hook_response()
