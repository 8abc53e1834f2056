"""Scenario 5: replay a production failure; and webhooks, whose answers are shown like a function's."""

import json
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit, QTabWidget, QTreeWidget
from recorded_calls import Reply, datapoint_id, record_of, sample_payload, webhook, webhook_object

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.run.json_view import JsonView
from rossum_studio.simulator.payload import TOKEN_STAND_IN

HANDLER = """
def rossum_hook_request_handler(payload):
    print(payload["secrets"], payload["rossum_authorization_token"])
    return {
        "messages": [
            {"type": "warning", "content": "Check the total", "id": TOTAL},
            {"type": "info", "content": "Seen"},
        ],
        "operations": [{"op": "replace", "id": NUMBER, "value": {"content": {"value": "INV-1"}}}],
    }
"""


@pytest.fixture
def payload():
    return sample_payload()


@pytest.fixture
def handler(tmp_path, payload):
    path = tmp_path / "check.py"
    total, number = datapoint_id(payload, "amount_total"), datapoint_id(payload, "document_id")
    path.write_text(HANDLER.replace("TOTAL", str(total)).replace("NUMBER", str(number)))
    return path


@pytest.fixture
def response(payload):
    """What the platform logged: the messages in another order, another value."""
    total, number = datapoint_id(payload, "amount_total"), datapoint_id(payload, "document_id")
    return {
        "messages": [
            {"type": "info", "content": "Seen", "id": "all"},
            {"type": "warning", "content": "Check the total", "id": str(total)},
        ],
        "operations": [{"op": "replace", "id": number, "value": {"content": {"value": "INV-2"}}}],
    }


@pytest.fixture
def dropped(studio, tmp_path, handler, payload):
    """Drops the handler and a log record with this answer on the window."""

    def drop(response, **more):
        studio.drop(handler)
        studio.wait(lambda: "Check the total" in studio.code.text())
        path = tmp_path / "record.json"
        path.write_text(json.dumps(record_of(payload, response, **more)))
        studio.drop(path)
        studio.wait_for_document("amount_total")
        return studio

    return drop


def comparison(studio):
    return studio.part(QTreeWidget, "comparisonView")


def rows(studio):
    """The texts of the top rows."""
    tree = comparison(studio)
    items = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items]


def test_event_tree_and_expected_result_come_from_the_record(dropped, response):
    studio = dropped(response)

    assert studio.event.currentData() == "annotation_content.updated"
    assert studio.value("document_id") != ""
    said = "\n".join(studio.said)
    assert "Recorded call of 2026-03-04T09:15:27.402118Z: annotation_content.updated." in said
    assert "2 values removed: tokens and secrets." in said
    assert "Expected result: 2 messages, 1 operation. Run (F5) compares with it." in said


def test_f5_shows_what_differs_from_the_logged_response_field_by_field(dropped, response):
    studio = dropped(response)

    studio.run()

    assert studio.status.startswith("1 difference from the platform's answer")
    tabs = comparison(studio).parentWidget().parentWidget().parentWidget()
    assert isinstance(tabs, QTabWidget) and tabs.tabText(tabs.currentIndex()) == "Recorded 1"
    assert comparison(studio).isVisible()
    difference, values, equal = rows(studio)
    assert difference[0] == "Document number · operation value/content/value"
    assert difference[1:] == ["INV-2", "INV-1", "differs"]
    assert values[0] == "Values in the document afterwards"
    assert equal[0] == "2 equal"


def test_what_is_equal_is_closed_until_one_opens_it(dropped, response):
    studio = dropped(response)
    studio.run()
    tree = comparison(studio)
    equal = tree.topLevelItem(tree.topLevelItemCount() - 1)
    assert not equal.isExpanded()

    equal.setExpanded(True)

    assert [equal.child(i).text(3) for i in range(equal.childCount())] == ["equal", "equal"]


def test_the_same_answer_agrees(dropped, response):
    response["operations"][0]["value"]["content"]["value"] = "INV-1"
    studio = dropped(response)

    studio.run()

    assert studio.status.startswith("agrees with the platform's answer")
    assert studio.part(QLabel, "comparisonHeadline").text() == "Agrees with the platform's answer"
    assert [row[0] for row in rows(studio)] == ["3 equal"]


def test_no_token_or_secret_is_sent_shown_or_kept(dropped, response):
    studio = dropped(response)

    studio.run()

    printed, sent = studio.log.toPlainText(), studio.part(JsonView, "payloadView").text()
    assert "'password': ''" in printed and TOKEN_STAND_IN in printed
    assert "hunter2" not in printed + sent and "d1e2f3a4b5" not in printed + sent


def test_a_failed_call_is_compared_as_a_failure(dropped):
    message = "CallFunctionException, KeyError: 'due_date'"
    studio = dropped("", log_level="ERROR", status="failed", status_code=500, message=message)
    assert "Expected result: failed with status 500" in "\n".join(studio.said)

    studio.run()

    assert studio.status.startswith("1 difference from the platform's answer")
    assert rows(studio)[0] == ["Call", f"failed with status 500: {message}", "answered", "differs"]


def test_an_edit_of_the_document_makes_it_another_call(dropped, response):
    studio = dropped(response)
    studio.run()
    assert comparison(studio).isVisible()

    studio.edit_value("document_id", "INV-9")
    studio.run()

    assert "platform's answer" not in studio.status
    assert not comparison(studio).isVisible()


def test_clicking_a_difference_selects_its_datapoint(dropped, response):
    studio = dropped(response)
    studio.run()
    tree = comparison(studio)

    studio.click_row(tree, tree.indexFromItem(tree.topLevelItem(0)))

    assert studio.tree.currentIndex().siblingAtColumn(0) == studio.index("document_id")


def test_a_list_of_records_opens_a_chooser(studio, tmp_path, payload, response):
    path = tmp_path / "log.json"
    other = record_of(payload, {}, timestamp="2026-03-05T10:00:00Z", log_level="WARNING")
    path.write_text(json.dumps([record_of(payload, response), other]))

    studio.drop(path)

    assert "2 documents" in studio.dialog(QDialog).findChild(QLabel).text()
    studio.pick("2026-03-05")
    studio.wait_for_document("amount_total")
    assert "Expected result: an empty answer." in "\n".join(studio.said)


def test_a_pair_of_objects_is_a_record_too(studio, tmp_path, payload, response):
    path = tmp_path / "pair.json"
    path.write_text(json.dumps({"request": payload, "response": response}))

    studio.drop(path)
    studio.wait_for_document("amount_total")

    assert "Expected result: 2 messages, 1 operation." in "\n".join(studio.said)


@pytest.fixture
def opened_webhook(studio, tmp_path, payload):
    """Drops a webhook object and a document on the window."""

    def drop(url):
        path = tmp_path / "webhook.json"
        path.write_text(json.dumps(webhook_object(url, secret="s3cret")))
        document = tmp_path / "document.json"
        document.write_text(json.dumps(payload))
        studio.drop(document)
        studio.wait_for_document("amount_total")
        studio.drop(path)
        studio.wait(studio.part(QLabel, "webhookSentence").isVisible)
        return studio

    return drop


def test_a_webhook_is_called_on_this_computer_and_its_answer_shown(opened_webhook, payload):
    total = datapoint_id(payload, "amount_total")
    answer = {"messages": [{"type": "error", "content": "Too big", "id": total}]}
    with webhook(lambda _body: Reply(body=json.dumps(answer).encode())) as receiver:
        studio = opened_webhook(receiver.url)
        sentence = studio.part(QLabel, "webhookSentence").text()
        assert sentence.startswith("No code") and receiver.url in sentence
        assert "s3cret" not in studio.part(QPlainTextEdit, "webhookObject").toPlainText()
        assert not studio.part(CodeEditor, "codeEditor").isVisible()

        studio.run()

    assert studio.status.startswith("1 error")
    [(_, _, body)] = receiver.got
    assert json.loads(body)["annotation"]["id"] == payload["annotation"]["id"]
    assert "error: Too big" in studio.index("amount_total").data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_call_of_a_webhook_can_be_stopped(opened_webhook):
    released = threading.Event()

    def wait(_body):
        released.wait(30)
        return Reply()

    with webhook(wait) as receiver:
        studio = opened_webhook(receiver.url)
        studio.keys("F5")
        studio.wait(lambda: receiver.got)

        studio.part(QAction, "stopAction").trigger()

        studio.wait(lambda: studio.history.model().rowCount() == 1)
        released.set()
    assert studio.status.startswith("Stopped")


def test_a_webhook_elsewhere_is_refused_with_the_reason(opened_webhook):
    studio = opened_webhook("https://hooks.example.com/rossum")

    studio.keys("F5")

    studio.wait(lambda: "another computer" in studio.status)
    assert "so that no document leaves it" in studio.status
    assert studio.history.model().rowCount() == 0


def test_the_editor_is_back_with_the_next_function(opened_webhook, handler):
    studio = opened_webhook("http://localhost:1/")

    studio.drop(handler)

    studio.wait(studio.code.isVisible)
    assert not studio.part(QLabel, "webhookSentence").isVisible()
