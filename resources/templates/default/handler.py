"""Warn about line items whose unit price is too big.

Rossum calls rossum_hook_request_handler with the payload of the event and shows
the messages it returns at the datapoints they name.
"""

TOO_BIG = 1_000_000


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    messages = []
    for datapoint in find_by_schema_id(content, "item_amount_base"):
        amount = read_number(datapoint)
        if amount is not None and amount > TOO_BIG:
            messages.append(create_message("warning", "Value is too big", datapoint["id"]))
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
    """The number in a datapoint; None when it is empty.

    "value" is the text as displayed ("1 250 000,00"); "normalized_value" is the number.
    """
    content = datapoint.get("content") or {}
    try:
        return float(content.get("normalized_value"))
    except (TypeError, ValueError):
        return None


def create_message(message_type, text, datapoint_id=None):
    """A message of type error, warning or info; without an id it is about the whole document."""
    return {"type": message_type, "content": text, "id": datapoint_id}
