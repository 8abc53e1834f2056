# {"events": ["annotation_content", "annotation_status", "invocation.scheduled"], "sideload": ["schemas"]}
from txscript import TxScript


def rossum_hook_request_handler(payload):
    handlers = {
        "annotation_content": on_content,
        "annotation_status": on_status,
        "invocation": on_invocation,
    }
    return handlers[payload["event"]](payload)


def on_content(payload):
    t = TxScript.from_payload(payload)
    if not payload["updated_datapoints"]:
        t.show_info("Nothing changed")
    return t.hook_response()


def on_status(payload):
    print(payload["annotation"]["status"], payload["annotation"]["content"])
    return {}


def on_invocation(payload):
    print(payload["timestamp"])
    return {}
