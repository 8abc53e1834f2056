from datetime import datetime
from decimal import Decimal


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    total = float(find_by_schema_id(content, "amount_total")[0]["content"]["value"])  # expect: python-display-value-read
    due = find_by_schema_id(content, "amount_due")[0]["content"]
    due_value = due.get("value")
    if Decimal(due_value) > 100:  # expect: python-display-value-read
        print(due["value"])
    if due["value"] > total:  # expect: python-display-value-read
        print("more")
    issued = next(node for section in content for node in section["children"] if node["schema_id"] == "date_issue")  # expect: python-next-without-default
    day = datetime.strptime(issued["content"]["value"], "%d/%m/%Y")  # expect: python-display-value-read
    good = float(find_by_schema_id(content, "amount_total")[0]["content"]["normalized_value"])
    number = int(find_by_schema_id(content, "document_id")[0]["content"]["value"])
    for node in find_by_schema_id(content, "item_amount"):
        try:
            total += float(node["content"]["value"] or 0)  # expect: python-display-value-read
        except ValueError:
            continue
    return {"messages": [], "all": [day.isoformat(), good, number, issued["content"]["normalized_value"]]}


def find_by_schema_id(nodes, schema_id):
    found = []
    for node in nodes:
        if node["schema_id"] == schema_id:
            found.append(node)
        found.extend(find_by_schema_id(node.get("children") or [], schema_id))
    return found
