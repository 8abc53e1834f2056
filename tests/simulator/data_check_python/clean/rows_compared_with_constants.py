import math

from txscript import TxScript, default_to, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    for row in t.field.line_items:
        if row.item_quantity == 0 or row.item_rate != 21:
            t.show_info("Unusual", row.item_quantity)
        if row.item_uom == "pcs" and row.item_code != t.field.document_id:
            row.item_uom = "piece"
        expected = default_to(row.item_quantity, 0) * default_to(row.item_amount_base, 0)
        if is_set(row.item_total_base) and not math.isclose(expected, row.item_total_base, abs_tol=0.01):
            t.show_warning(f"Expected {expected:.2f}, found {row.item_total_base:.2f}", row.item_total_base)
    return t.hook_response()
