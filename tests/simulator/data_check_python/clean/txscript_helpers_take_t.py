from txscript import TxScript, is_set


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    check_bank(t)
    for row in t.field.tax_details:
        check_rate(t, row)
    return t.hook_response()


def check_bank(t):
    if is_set(t.field.iban) and not t.field.iban.startswith("CZ"):
        t.show_warning("Foreign account", t.field.iban)


def check_rate(t, row):
    if is_set(row.tax_detail_rate) and row.tax_detail_rate not in (0, 10, 21):
        t.show_error(f"Rate {row.tax_detail_rate} is not known", row.tax_detail_rate)
