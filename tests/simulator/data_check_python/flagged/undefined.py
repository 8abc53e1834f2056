import datetime

from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if is_empty(t.field.iban):  # expect: python-undefined-name
        show_error("No IBAN", field.iban)  # expect: python-missing-t, python-missing-t
    total = 1
    print(totl, __name__, [one for one in (1, 2) if (double := one * 2)], double)  # expect: python-undefined-name
    now = datetime.now()  # expect: python-datetime-is-module
    print(now, datetime.datetime.now(), datetime.date.today(), total)
    try:
        print(unicode)
    except NameError:
        print("Python 3")
    return t.hook_response()
