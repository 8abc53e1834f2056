def rossum_hook_request_handler(payload):
    operations = []
    for section in payload["annotation"]["content"]:
        for table in section["children"]:
            if table["schema_id"] != "line_items":
                continue
            for row in table["children"]:
                cells = {cell["schema_id"]: cell for cell in row["children"]}
                if not cells["item_description"]["content"]["value"]:
                    operations.append({"op": "remove", "id": row["id"]})
                    continue
                quantity = cells["item_quantity"]["content"]["normalized_value"]
                if quantity is None:
                    value = {"content": {"value": "1"}, "validation_sources": ["connector"]}
                    operations.append({"op": "replace", "id": cells["item_quantity"]["id"], "value": value})
            new = [{"schema_id": "item_code", "content": {"value": "FEE"}}]
            operations.append({"op": "add", "id": table["id"], "value": new})
    return {"operations": operations}
