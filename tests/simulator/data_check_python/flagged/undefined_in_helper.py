from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    report()
    return t.hook_response()


def report():
    show_info("done")  # expect: python-missing-t
