"""Take the README's picture: the real window, a real run.

    python docs/make_screenshot.py [--dark] [FILE]

Drawn offscreen, so it needs no display; QT_QPA_PLATFORM=xcb uses one.
"""

import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rossum_studio.bundled import sample_events
from rossum_studio.gui.app import create_window
from rossum_studio.preferences.profile import temporary_profile

WAIT_S = 20.0
CODE = """\
from txscript import TxScript, default_to, is_empty


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)

    for row in t.field.line_items:
        if default_to(row.item_amount_base, 0) > 1_000_000:
            t.show_warning("Value is too big", row.item_amount_base)

    if is_empty(t.field.amount_paid):
        t.show_error("Nothing was paid yet", t.field.amount_paid)

    if not t.field.account_num:
        t.field.account_num = t.field.iban[-10:]
        t.show_info("Account number taken from the IBAN", t.field.account_num)

    return t.hook_response()
"""


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not until():
        assert time.monotonic() < deadline, "it took too long"
        QTest.qWait(20)


def main() -> None:
    """Open, run, and save the picture."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("file", nargs="?", type=Path, default=Path(__file__).with_name("screenshot.png"))
    options = parser.parse_args()
    app = QApplication([])
    app.setStyle("Fusion")
    profile = temporary_profile()
    handler = profile.folder / "invoice_checks.py"
    handler.write_text(CODE, encoding="utf-8")
    sample = Path(str(sample_events() / "annotation_content.updated.line_items.json"))
    window = create_window([handler, sample], profile)
    window.appearance.choose("dark" if options.dark else "light")
    window.resize(1280, 800)  # the offscreen platform's screen is smaller
    window.show()
    studio = window.studio
    _wait(lambda: {"hook", "document"} <= studio.present and studio.tasks.is_idle)
    window.commands["hook.run"].trigger()
    _wait(lambda: studio.run_flow.report is not None and bool(window.status.isolation.text()))
    window.notices.close_all()
    QTest.qWait(300)
    window.grab().save(str(options.file))
    window.close()


if __name__ == "__main__":
    main()
