from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    branch = getattr(t.field, "branch", None)
    if branch is None:
        return t.hook_response()
    if hasattr(t.field, "cost_center"):
        t.field.cost_center = branch
    try:
        t.field.approver = "nobody"
    except AttributeError:
        t.show_info("This schema has no approver")
    return t.hook_response()
