from collections import defaultdict
from decimal import Decimal, InvalidOperation


def rossum_hook_request_handler(payload: dict) -> dict:
    fields = defaultdict(list)
    for datapoint in walk(payload["annotation"]["content"]):
        fields[datapoint["schema_id"]].append(datapoint)

    total = number(fields["amount_total"][0])
    parts = [number(one) for one in fields["item_amount_total"]]
    if total is not None and None not in parts and abs(total - sum(parts)) > Decimal("0.01"):
        text = f"The lines add up to {sum(parts)}, not {total}"
        return {"messages": [{"type": "error", "content": text, "id": fields["amount_total"][0]["id"]}]}
    return {"messages": []}


def walk(nodes):
    for node in nodes:
        if node["category"] == "datapoint":
            yield node
        yield from walk(node.get("children") or [])


def number(datapoint):
    try:
        return Decimal(datapoint["content"]["normalized_value"])
    except (InvalidOperation, TypeError):
        return None
