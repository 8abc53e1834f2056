"""Check that the amount due equals the sum of the line totals.

The settings of the hook may name other fields, and how far apart they may be.
"""

from decimal import Decimal, InvalidOperation

DEFAULT_SETTINGS = {"amount_field": "amount_due", "column": "item_amount_total", "tolerance": 0.01}


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    settings = DEFAULT_SETTINGS | payload.get("settings", {})
    tolerance = Decimal(str(settings["tolerance"]))

    totals = [read_number(cell) for cell in find_by_schema_id(content, settings["column"])]
    filled = [total for total in totals if total is not None]
    if not filled:
        return {"messages": [], "operations": []}  # no line has a total: nothing to compare with

    line_sum = sum(filled)
    messages = []
    for datapoint in find_by_schema_id(content, settings["amount_field"]):
        amount = read_number(datapoint)
        if amount is not None and abs(amount - line_sum) > tolerance:
            text = f"Amount due is {amount:.2f}, but the lines add up to {line_sum:.2f}"
            messages.append(create_message("error", text, datapoint["id"]))
    return {"messages": messages, "operations": []}


def find_by_schema_id(nodes, schema_id):
    """All content nodes of one field, in document order."""
    found = []
    for node in nodes:
        if node["schema_id"] == schema_id:
            found.append(node)
        else:
            found.extend(find_by_schema_id(node.get("children") or [], schema_id))
    return found


def read_number(datapoint):
    """The number in a datapoint; None when it is empty. A Decimal adds up cents exactly, a float does not."""
    content = datapoint.get("content") or {}
    try:
        return Decimal(content.get("normalized_value"))
    except (TypeError, InvalidOperation):
        return None


def create_message(message_type, text, datapoint_id=None):
    """A message of type error, warning or info; without an id it is about the whole document."""
    return {"type": message_type, "content": text, "id": datapoint_id}
