from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.show_info("seen")
    t.hook_response()  # expect: python-answer-not-returned
