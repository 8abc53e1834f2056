def rossum_hook_request_handler(payload):
    total = len(payload["updated_datapoints"])
    operations = [
        {"op": "replace", "id": 1, "value": {"content": {"value": 12.5}}},  # expect: python-number-in-operation
        {"op": "replace", "id": 1, "value": {"content": {"value": -3}}},  # expect: python-number-in-operation
        {"op": "replace", "id": 2, "value": {"content": {"value": round(total / 3, 2)}}},  # expect: python-number-in-operation
        {"op": "replace", "id": 2, "value": {"content": {"value": str(total)}}},
        {"op": "replace", "id": 2, "value": {"content": {"value": f"{total:.2f}"}}},
        {"op": "replace", "id": 2, "value": {"content": {"value": "12.5"}}},
        {"op": "add", "id": 3, "value": [{"schema_id": "item_rate", "content": {"value": 21}}]},  # expect: python-number-in-operation
    ]
    return {"operations": operations, "value": 12.5}
