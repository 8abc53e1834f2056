"""Switch the columns "total" and "total without tax" when they were read the wrong way round.

The totals of the document tell: the column of totals adds up to the total without
tax, and the other column to the total.
"""

from decimal import Decimal, InvalidOperation

TOTAL = "item_amount_total"
TOTAL_BASE = "item_total_base"


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    operations = []
    if columns_are_switched(content):
        for row in find_by_schema_id(content, "line_item"):
            operations.extend(switch_cells(row))
    return {"messages": [], "operations": operations}


def columns_are_switched(content):
    """Whether each column adds up to the total that belongs to the other one."""
    total = add_up(content, "amount_total")
    total_base = add_up(content, "amount_total_base")
    if total is None or total_base is None or total == total_base:
        return False  # nothing to tell the columns apart by
    return add_up(content, TOTAL) == total_base and add_up(content, TOTAL_BASE) == total


def switch_cells(row):
    """Operations that give each of the two cells of a row the other's value."""
    cells = find_by_schema_id(row["children"], TOTAL) + find_by_schema_id(row["children"], TOTAL_BASE)
    if len(cells) != 2:
        return []
    total, total_base = cells
    if read_number(total) == read_number(total_base):
        return []  # both empty, or a line without tax
    return [
        create_replace_operation(total, write_number(read_number(total_base))),
        create_replace_operation(total_base, write_number(read_number(total))),
    ]


def add_up(content, schema_id):
    """The sum of all values of a field; None when there is no value."""
    numbers = [read_number(datapoint) for datapoint in find_by_schema_id(content, schema_id)]
    filled = [number for number in numbers if number is not None]
    return sum(filled) if filled else None


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


def write_number(number):
    """The text for an operation, such as "1250.50"; Rossum brings it into the format of the schema."""
    return "" if number is None else f"{number:f}"


def create_replace_operation(datapoint, value):
    """An operation that puts a text into a datapoint."""
    return {"op": "replace", "id": datapoint["id"], "value": {"content": {"value": value}}}
