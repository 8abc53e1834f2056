"""A label, a queue and a schema that come with the payload are no ids in code."""


def rossum_hook_request_handler(payload):
    schema_id = "amount_total"
    queue_id = int(payload["annotation"]["queue"].rsplit("/", 1)[1])
    label_id, user_ids = None, []
    message_id = "all"
    print(schema_id, queue_id, label_id, user_ids)
    return {"messages": [{"type": "info", "content": "fine", "id": message_id}]}
