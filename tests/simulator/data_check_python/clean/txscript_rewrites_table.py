from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    kept = [row for row in t.field.line_items if row.item_description]
    t.field.line_items = kept
    t.field.line_items.append({"item_code": "FEE", "item_description": "Fee", "item_quantity": 1})
    if len(t.field.line_items) > 50:
        del t.field.line_items[50:]
    t.field.order_ids.append("4711")
    t.field.order_id.all_values = sorted({order for order in t.field.order_id.all_values})
    return t.hook_response()
