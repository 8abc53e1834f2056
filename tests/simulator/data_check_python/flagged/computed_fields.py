from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.field.amount_lines_total = 12  # expect: python-computed-field-written
    setattr(t.field, "amount_lines_total", 12)  # expect: python-computed-field-written
    t.field.amount_lines_total.attr.value = "12"  # expect: python-computed-field-written
    t.field.amount_lines_total.attr.hidden = True
    node = find_by_schema_id(payload["annotation"]["content"], "amount_lines_total")[0]
    operations = [
        {"op": "replace", "id": node["id"], "value": {"content": {"value": "12"}}},  # expect: python-computed-field-written
        create_replace_operation(node, "12"),  # expect: python-computed-field-written
        {"op": "replace", "id": node["id"], "value": {"hidden": True}},
    ]
    t.field.amount_total = t.field.amount_lines_total
    response = t.hook_response()
    response["operations"] += operations
    return response


def find_by_schema_id(nodes, schema_id):
    return [node for node in nodes if node["schema_id"] == schema_id]


def create_replace_operation(datapoint, value):
    return {"op": "replace", "id": datapoint["id"], "value": {"content": {"value": value}}}
