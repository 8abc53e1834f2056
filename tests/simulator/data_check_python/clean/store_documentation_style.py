"""Handler in the style of the documentation: find_by_schema_id, create_message, create_replace_operation."""


def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    try:
        amount_total_column_datapoints = find_by_schema_id(content, "item_amount_total")
        messages = []
        operations = []
        for datapoint in amount_total_column_datapoints:
            if float(datapoint["content"]["normalized_value"] or 0) >= 1000000:
                messages.append(create_message("error", "Value is too big", datapoint["id"]))
        (document_id_datapoint,) = find_by_schema_id(content, "document_id")
        operations.append(
            create_replace_operation(
                document_id_datapoint, document_id_datapoint["content"]["value"].replace("-", "")
            )
        )
        return {"messages": messages, "operations": operations}
    except Exception as e:
        messages = [create_message("error", "Serverless Function: " + str(e))]
        return {"messages": messages}


def find_by_schema_id(content, schema_id):
    accumulator = []
    for node in content:
        if node["schema_id"] == schema_id:
            accumulator.append(node)
        elif "children" in node:
            accumulator.extend(find_by_schema_id(node["children"], schema_id))
    return accumulator


def create_message(type, content, datapoint_id=None):
    return {
        "content": content,
        "type": type,
        "id": datapoint_id,
    }


def create_replace_operation(datapoint, new_value):
    return {
        "op": "replace",
        "id": datapoint["id"],
        "value": {
            "content": {
                "value": new_value,
            },
        },
    }
