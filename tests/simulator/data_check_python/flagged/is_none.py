from txscript import TxScript


class Rules:
    def __init__(self, t):
        self.t = t

    def check(self):
        if self.t.field.currency is None:  # expect: python-is-none-on-field
            self.t.show_info("no currency")


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    total = t.field.amount_total
    if total is None:  # expect: python-is-none-on-field
        t.show_error("No total", total)
    if t.field.date_due is not None and t.field.iban == None:  # expect: python-is-none-on-field, python-is-none-on-field  # noqa: E711
        t.show_info("x")
    if not t.field.date_issue is None:  # expect: python-is-none-on-field  # noqa: E714
        t.show_info("y")
    for index, row in enumerate(t.field.line_items):
        if None is not row.item_code:  # expect: python-is-none-on-field
            print(index)
        show(t, row)
    optional = getattr(t.field, "branch", None)
    if optional is None:
        print("no branch")
    Rules(t).check()
    code = t.field.bic
    code = code.strip() if code else None
    if code is None:
        print("no code")
    return t.hook_response()


def show(t, row):
    if row.item_amount is None:  # expect: python-is-none-on-field
        t.show_warning("No amount", row.item_amount)
    if t is None or row.item_description.attr.ocr_text is None:
        print("no text")
