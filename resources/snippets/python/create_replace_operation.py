def create_replace_operation(datapoint, value):
    """An operation that puts a text into a datapoint."""
    return {"op": "replace", "id": datapoint["id"], "value": {"content": {"value": value}}}
