from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.show_error("Everything", None)  # expect: python-message-for-none
    t.show_warning("Everything", field=None)  # expect: python-message-for-none
    t.automation_blocker("Everything", None, detail={})  # expect: python-message-for-none
    t.show_info("A plain value", t.field.amount_total + 1)  # expect: python-message-without-field
    t.show_info("A name", "amount_total")  # expect: python-message-without-field
    t.show_info("A field", t.field.amount_total)
    t.show_info("All")
    messages = [
        {"type": "warn", "content": "Close to the limit"},  # expect: python-message-type
        {"type": "Error", "content": "Over the limit"},  # expect: python-message-type
        {"type": "error", "content": "Over the limit"},
        {"type": "text", "content": "Not a message of Rossum"},
    ]
    response = t.hook_response()
    return response | {"messages": response["messages"] + messages}
