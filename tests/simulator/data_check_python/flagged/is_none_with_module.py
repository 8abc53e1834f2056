"""Checks the bank."""

import txscript


def rossum_hook_request_handler(payload):
    t = txscript.TxScript.from_payload(payload)
    if t.field.bic is None:  # expect: python-is-none-on-field
        t.show_info("no bic")
    return t.hook_response()
