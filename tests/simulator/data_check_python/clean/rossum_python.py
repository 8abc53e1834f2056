from rossum_python import RossumPython, is_empty


def rossum_hook_request_handler(payload):
    x = RossumPython.from_payload(payload)
    if is_empty(x.field.sender_vat_id):
        x.show_error("VAT id is missing", x.field.sender_vat_id)
    return x.hook_response()
