# {"schema": false}
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    for row in t.field.goods:
        row.price = row.net
    t.field.branch = t.field.site
    return t.hook_response()
