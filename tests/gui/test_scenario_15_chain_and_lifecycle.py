"""Scenario 15: a second function after the first, run as a chain, then the life of a document."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QTableView, QToolButton
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.roles import Role

FIRST = """
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if payload["action"] == "updated":
        t.field.line_items.append({"item_description": "Freight"})
        t.field.document_id = "CHAIN-1"
    if payload["action"] == "export":
        t.show_error("The ERP is closed")
    return t.hook_response()
"""
SECOND = """
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": f"received {len(payload['updated_datapoints'])}"}]}
"""
RECEIVED, CHANGED, SAID = 1, 2, 3


@pytest.fixture
def chain(open_window, tmp_path):
    """A document and a function, and a second one added after it."""
    (tmp_path / "first.py").write_text(FIRST)
    (tmp_path / "second.py").write_text(SECOND)
    studio = open_window(tmp_path / "first.py", SAMPLE_EVENTS / "annotation_content.updated.line_items.json")
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text() == FIRST)
    studio.part(QAction, "chain.add").trigger()
    studio.answer_file_dialog(tmp_path / "second.py")
    studio.wait(lambda: "first → second" in studio.status)
    return studio


def table(studio):
    return studio.part(QTableView, "stepsView").model()


def titles(studio):

    model = table(studio)
    return [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]


def cell(studio, row, column):
    return table(studio).index(row, column).data()


def step(studio, name):
    """Press a step's button and wait until it was taken."""
    before = table(studio).columnCount()
    studio.click(studio.part(QToolButton, f"{name}StepButton"))
    studio.wait(lambda: table(studio).columnCount() > before)


def status(studio):
    return studio.part(QLabel, "stepStatus").text()


def run_chain(studio):
    studio.part(QAction, "chain.run").trigger()
    studio.wait(lambda: table(studio).columnCount() == 2)


def test_the_second_function_receives_what_the_first_changed(chain):
    run_chain(chain)

    assert [title.split("\n")[1] for title in titles(chain)] == ["first", "second"]
    received = cell(chain, RECEIVED, 1)
    added = [line for line in cell(chain, CHANGED, 0).split("\n") if "row added" in line]
    assert len(added) == 1
    row_id = added[0].partition("(")[2].partition(")")[0]
    assert f"({row_id})" in received
    assert "Line items" in received or "line_items" in received
    count = len(received.split("\n"))
    assert f"info: received {count}" in cell(chain, SAID, 1) or "more" in received


def test_a_chain_leaves_the_document_as_it_was_and_shows_what_it_would_be(chain):
    before = chain.value("document_id")

    run_chain(chain)

    assert chain.value("document_id") == "CHAIN-1"
    assert chain.index("document_id").data(Role.CHANGE) == "changed"
    chain.keys("F4")
    assert chain.value("document_id") == before


def test_a_document_is_played_from_import_to_a_failed_export(chain):
    seen = [status(chain)]
    for name in ("initialize", "started"):
        step(chain, name)
        seen.append(status(chain))
    chain.edit_value("amount_due", "5")
    for name in ("updated", "confirm", "export"):
        step(chain, name)
        seen.append(status(chain))

    assert seen[0] == "Status: importing"
    assert seen[1] == "Status: importing → to_review"
    assert seen[2].endswith("→ reviewing")
    assert seen[4].endswith("→ exporting")
    assert seen[5].endswith("→ failed_export")
    assert "failed_export" in chain.status
    assert chain.value("document_id") == "CHAIN-1"


def test_a_step_out_of_turn_says_why(chain):
    button = chain.part(QToolButton, "exportStepButton")

    assert not button.isEnabled()
    assert "needs the status" in button.toolTip()


def test_undo_goes_back_to_before_the_step(chain):
    step(chain, "initialize")

    chain.tree.setFocus()
    chain.keys("Ctrl+Z")

    chain.wait(lambda: status(chain) == "Status: importing")
    assert table(chain).columnCount() == 0


def test_any_step_can_be_gone_back_to(chain):
    for name in ("initialize", "started", "confirm"):
        step(chain, name)

    chain.part(QAction, "step.back").trigger()
    chain.pick("2. Open")

    chain.wait(lambda: status(chain).endswith("to_review"))
    assert chain.part(QToolButton, "startedStepButton").isEnabled()


def test_a_circle_is_refused_with_its_path(open_window, tmp_path):
    api = "https://kestrel.rossum.app/api/v1/hooks"
    for number, after in ((1, 2), (2, 1)):
        known = {
            "id": number,
            "url": f"{api}/{number}",
            "name": f"Hook {number}",
            "type": "function",
            "active": True,
            "events": ["annotation_content"],
            "run_after": [f"{api}/{after}"],
            "config": {"runtime": "python3.12", "code": SECOND},
        }
        (tmp_path / f"hook{number}.json").write_text(json.dumps(known))
    studio = open_window(
        tmp_path / "hook1.json", SAMPLE_EVENTS / "annotation_content.updated.line_items.json"
    )
    studio.wait_for_document("amount_total")
    studio.part(QAction, "chain.add").trigger()
    studio.answer_file_dialog(tmp_path / "hook2.json")
    studio.wait(lambda: "In the chain" in studio.status)

    studio.part(QAction, "chain.run").trigger()

    studio.wait(lambda: any("goes in a circle" in each for each in studio.said))
    said = "\n".join(studio.said)
    assert "Hook 1 → Hook 2" in said or "Hook 2 → Hook 1" in said
