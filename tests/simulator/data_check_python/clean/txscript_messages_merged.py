from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.field.notes = "checked"
    response = t.hook_response()
    return {
        "messages": response["messages"] + [{"type": "info", "content": "Checked"}],
        "operations": response["operations"],
    }
