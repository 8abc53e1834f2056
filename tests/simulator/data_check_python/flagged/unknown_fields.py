from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    total = t.field.amount_totl  # expect: python-unknown-field
    name = getattr(t.field, "sender_nam")  # expect: python-unknown-field
    other = getattr(t.field, "no_such_field", None)
    if hasattr(t.field, "branch"):
        t.field.branch = "Brno"
    try:
        print(t.field.cost_center)
    except AttributeError:
        print("none")
    for row in t.field.line_items:
        row.item_code = row.item_cod  # expect: python-unknown-column
        row.item_rate = row.currency  # expect: python-unknown-column
        print(row._index, row.item_description.attr.rir_confidence, row.id)
    t.field.line_items.append({"item_code": "A", "item_cost": "1"})  # expect: python-unknown-column
    if "order_id" in vars(t.field):  # expect: python-vars-of-fields
        print(total, name, other)
    if "order_id" not in t.field.__dict__:  # expect: python-vars-of-fields
        print("order_id" in vars(t))
    nodes = find_by_schema_id(payload["annotation"]["content"], "sender_vat")  # expect: python-unknown-field
    nodes += find_by_schema_id(payload["annotation"]["content"], "sender_vat_id")
    nodes += [one for one in nodes if one["schema_id"] == "vat"]  # expect: python-unknown-field
    nodes += [one for one in nodes if one.get("schema_id") == "iban"]
    print(nodes)
    return t.hook_response()


def find_by_schema_id(nodes, schema_id):
    return [node for node in nodes if node["schema_id"] == schema_id]
