"""Scenario 11 of ux.md: network blocked, mocked, green; a secret asked once, kept, and seen by nobody."""

import json
import logging

import pytest
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


SECRET = "hunter2-is-no-password"
LOGIN = """\
import base64


def rossum_hook_request_handler(payload):
    password = payload["secrets"]["password"]
    print("logging in with", password)
    print(base64.b64encode(b"me:" + password.encode()).decode())
    if payload["settings"].get("fails"):
        raise ValueError(password)
    return {"messages": [{"type": "info", "content": "Logged in with " + password}]}
"""


@pytest.fixture
def login(open_window, tmp_path, keychain):
    project = tmp_path / "project"
    project.mkdir()
    path = project / "login.py"
    path.write_text(LOGIN, "utf-8")
    user = open_window(EVENT, path)
    user.wait_for_document("amount_total")
    user.wait(lambda: user.code.text() == LOGIN)
    return user


def give(user, value: str) -> None:
    """Answer the question for the secret, and wait for the run."""
    user.keys("F5")
    dialog = user.dialog(QDialog)
    dialog.findChild(QLineEdit, "secret_password").setText(value)
    dialog.accept()
    user.leave_dialog(dialog)
    user.wait(lambda: user.window.studio.run_flow.report is not None or user.history.model().rowCount())
    user.wait(lambda: not user.window.studio.runs.is_running)


def test_a_secret_is_asked_once_kept_in_the_keychain_and_printed_as_dots(login, keychain):
    give(login, SECRET)

    assert any("Logged in with ••••" in line for line in login.lines(login.messages))
    login.wait(lambda: list(keychain.kept.values()) == [SECRET])
    assert "logging in with ••••" in login.log.toPlainText()
    login.run()  # is not asked again
    assert SECRET not in login.texts


def test_the_next_window_knows_it(login, keychain, open_window):
    give(login, SECRET)
    login.wait(lambda: keychain.kept)
    login.leave()

    again = open_window()
    again.wait(lambda: again.code.text() == LOGIN)
    again.wait_for_document("amount_total")
    again.wait(lambda: again.window.studio.secrets.is_idle)
    again.run()

    assert any("Logged in with ••••" in line for line in again.lines(again.messages))


def test_no_file_log_or_pane_has_it_afterwards(login, keychain, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    give(login, SECRET)
    login.window.panels.simulator.set_settings({"fails": True})
    login.window.studio.hook.set_settings({"fails": True})
    login.run()
    login.code.setFocus()
    login.type("# changed")
    login.wait(lambda: list(login.window.profile.recovery_folder.glob("*.json")))
    login.keys("Ctrl+S")
    login.wait(lambda: not login.window.studio.hook.is_dirty)
    for title in ("Output", "Response", "Payload", "Messages"):
        login.open_tab(title)
        assert SECRET not in login.texts
    login.leave()

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 2
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert SECRET not in caplog.text


def test_running_without_is_asked_once_only(login, keychain):
    login.keys("F5")
    dialog = login.dialog(QDialog)
    login.click(dialog.without)
    login.leave_dialog(dialog)
    login.wait(lambda: "KeyError" in login.texts)

    login.run()

    assert keychain.kept == {}
