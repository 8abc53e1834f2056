import json  # expect: python-no-handler


def handle(payload):
    return {"log": json.dumps(payload["action"])}
