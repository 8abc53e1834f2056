import jmespath

QUERY = jmespath.compile("[].children[?schema_id=='iban'][] | [0].content.value")


def rossum_hook_request_handler(payload):
    iban = QUERY.search(payload["annotation"]["content"])
    if iban and not iban.replace(" ", "").isalnum():
        return {"messages": [{"type": "error", "content": "IBAN has odd characters"}]}
    return {}
