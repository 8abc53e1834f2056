from __future__ import annotations

from txscript import TxScript, is_set


class InvoiceChecker:
    LIMIT = 100_000

    def __init__(self, payload: dict) -> None:
        self.t = TxScript.from_payload(payload)
        self.settings = payload.get("settings") or {}

    @property
    def limit(self) -> float:
        return self.settings.get("limit", self.LIMIT)

    def run(self) -> dict:
        for check in (self.check_total, self.check_sender):
            check()
        return self.t.hook_response()

    def check_total(self) -> None:
        total = self.t.field.amount_total
        if is_set(total) and total > self.limit:
            self.t.show_error(f"Over {self.limit}", total)

    def check_sender(self) -> None:
        if not self.t.field.sender_name:
            self.t.show_warning("No sender", self.t.field.sender_name)


def rossum_hook_request_handler(payload: dict) -> dict:
    return InvoiceChecker(payload).run()
