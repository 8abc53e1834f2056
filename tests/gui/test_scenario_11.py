"""Scenario 11 of ux.md, the half about the network: blocked, mocked, green."""

import json

from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QPushButton, QTreeWidget
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
HANDLER = """\
import json
import urllib.request


def rossum_hook_request_handler(payload):
    with urllib.request.urlopen("https://api.example.com/rates", timeout=5) as response:
        rates = json.load(response)
    return {"messages": [{"type": "info", "content": "The rate is " + str(rates["czk"])}]}
"""


def test_a_blocked_request_is_mocked_and_the_run_is_green(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    user = open_window(EVENT, path)
    user.wait_for_document("amount_total")
    user.wait(lambda: user.code.text() == HANDLER)

    user.run()
    assert "api.example.com" in user.texts
    user.open_tab("Calls")
    user.click(user.part(QPushButton, "mockButton"))
    dialog = user.dialog(QDialog)
    assert dialog.findChild(QLineEdit, "mockUrl").text() == "https://api.example.com/*"
    dialog.findChild(QPlainTextEdit, "mockBody").setPlainText('{"czk": 25.4}')
    dialog.accept()
    user.wait(lambda: list((tmp_path / "mocks").glob("*.json")))

    user.run()

    assert "1 mocked call" in user.status
    assert any("The rate is 25.4" in line for line in user.lines(user.messages))
    calls = user.part(QTreeWidget, "callsView")
    assert calls.topLevelItem(0).text(0) == "GET https://api.example.com/rates"
    assert calls.topLevelItem(0).text(2) == "mock"
    saved = json.loads(next((tmp_path / "mocks").glob("*.json")).read_text())
    assert saved == {
        "method": "GET",
        "url": "https://api.example.com/*",
        "status": 200,
        "body": {"czk": 25.4},
    }


def test_a_request_that_no_mock_answers_is_listed_and_its_line_opened(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "other.json").write_text('{"url": "https://other.example.com/*", "body": {}}')
    user = open_window(EVENT, path)
    user.wait_for_document("amount_total")
    user.wait(lambda: user.code.text() == HANDLER)

    user.run()

    calls = user.part(QTreeWidget, "callsView")
    assert calls.topLevelItem(0).text(2) == "nobody: blocked"
    calls.itemActivated.emit(calls.topLevelItem(0), 0)
    assert user.code.lineFromPosition(user.code.currentPos()) + 1 == 6
