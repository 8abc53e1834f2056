def create_message(message_type, text, datapoint_id=None):
    """A message of type error, warning or info; without an id it is about the whole document."""
    return {"type": message_type, "content": text, "id": datapoint_id}
