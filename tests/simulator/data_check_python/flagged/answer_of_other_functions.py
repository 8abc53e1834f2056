from txscript import TxScript


class Checker:
    def __init__(self, payload):
        self.t = TxScript.from_payload(payload)

    def run(self):
        self.mark()
        if self.t.field.iban:
            return {}  # expect: python-answer-not-returned
        return self.t.hook_response()

    def mark(self):
        self.t.show_info("seen")


def rossum_hook_request_handler(payload):
    if payload["action"] == "updated":
        return update(payload)
    return Checker(payload).run()


def update(payload):  # expect: python-answer-not-returned
    t = TxScript.from_payload(payload)
    t.field.notes = "seen"
