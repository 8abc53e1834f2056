from txscript import TxScript


def rossum_hook_request_handler(payload):  # expect: python-answer-not-returned
    t = TxScript.from_payload(payload)
    t.field.notes = "seen"
