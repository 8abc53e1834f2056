"""What the window shows of a run."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QListView, QToolButton, QTreeView, QWidget
from run_reports import DIVIDES, EMPTY, FIRST_ROW, RICH, TOTAL, run

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.run.history import MOST_BYTES, MOST_RUNS
from rossum_studio.gui.run.json_view import MOST_SHOWN
from rossum_studio.gui.run.results_panel import ResultsPanel
from rossum_studio.gui.theme import DARK, LIGHT
from rossum_studio.runtime.launch import Limits

NINE = datetime(2026, 1, 5, 9, 0, 0)

BLOCKS = f"""
def rossum_hook_request_handler(payload):
    return {{"automation_blockers": [{{"id": {TOTAL}, "content": "Vendor is unknown"}}]}}
"""


@pytest.fixture(scope="module")
def rich():
    return run(RICH)


@pytest.fixture(scope="module")
def failed():
    return run(DIVIDES)


@pytest.fixture(scope="module")
def empty():
    return run(EMPTY)


@pytest.fixture
def panel(qtbot):
    panel = ResultsPanel(LIGHT)
    qtbot.addWidget(panel)
    panel.resize(460, 600)
    panel.show()
    return panel


def shown_hints(panel: QWidget) -> str:
    return "\n".join(hint.text() for hint in panel.findChildren(Hint) if hint.isVisible())


def operations(panel: ResultsPanel) -> QTreeView:
    return panel.findChild(QTreeView, "operationsView")


def texts(view: QTreeView, parent: QModelIndex | None = None) -> list[list[str]]:
    model, parent = view.model(), parent or QModelIndex()
    rows, columns = range(model.rowCount(parent)), range(model.columnCount(parent))
    return [[model.index(row, column, parent).data() for column in columns] for row in rows]


def click_tab(qtbot, panel: ResultsPanel, tab: QWidget) -> None:
    bar = panel.tabs.tabBar()
    row = panel.tabs.indexOf(tab)
    panel.tabs.setCurrentIndex(row)  # scrolls it into view
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(row).center())


def click_row(qtbot, view: QListView | QTreeView, index: QModelIndex) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())


def test_before_the_first_run_a_sentence_says_how_to_get_a_result(panel):
    assert "Run the function (F5)" in shown_hints(panel)
    assert panel.report is None


def test_a_run_shows_its_consequence_and_its_counts(panel, rich):
    panel.add_report(rich)

    assert panel.consequence.text == "Blocks confirmation.\nRossum would drop 1 part of this answer."
    assert panel.headline.text() == rich.headline
    assert not panel.failure.isVisible()
    assert [panel.tabs.tabText(i) for i in (0, 1)] == ["Messages 4", "Operations 3"]


def test_each_operation_shows_field_change_and_result(panel, rich):
    panel.add_report(rich)

    assert texts(operations(panel)) == [
        ["replace Total", "1200 → 1 210", "Applied"],
        ["remove Line item, row 1", "row removed: 600", "Applied"],
        ["replace id 99", "No datapoint has the id 99.", "Rejected"],
    ]
    first = operations(panel).model().index(0, 0)
    assert texts(operations(panel), first) == [
        ["Total · value", "1200 → 1 210", ""],
        ["Total · normalized_value", "1200 → 1210", ""],
    ]


def test_the_reason_of_a_rejected_operation_is_seen_without_a_click(panel, rich):
    panel.add_report(rich)

    rejected = operations(panel).model().index(2, 0)
    assert operations(panel).isExpanded(rejected)
    assert texts(operations(panel), rejected) == [["No datapoint has the id 99.", "", ""]]


def test_clicking_an_operation_asks_for_its_datapoint(qtbot, panel, rich):
    panel.add_report(rich)
    click_tab(qtbot, panel, panel.tabs.operations)

    with qtbot.waitSignal(panel.datapoint_requested) as asked:
        click_row(qtbot, operations(panel), operations(panel).model().index(1, 0))

    assert asked.args == [FIRST_ROW]


def test_an_automation_blocker_is_listed_with_the_operations(panel):
    panel.add_report(run(BLOCKS, "annotation_content.initialize"))

    assert texts(operations(panel)) == [
        ["Automation blocker: Total · amount_total", "Vendor is unknown", "Blocked"]
    ]


def test_the_model_of_operations_keeps_the_rules_of_qt(qtmodeltester, panel, rich):
    panel.add_report(rich)

    qtmodeltester.check(operations(panel).model())


def test_an_answer_that_asks_for_nothing_says_so(qtbot, panel, empty):
    panel.add_report(empty)
    click_tab(qtbot, panel, panel.tabs.operations)

    assert "No operations" in shown_hints(panel)
    assert panel.tabs.tabText(1) == "Operations"


def test_the_response_is_pretty_printed_and_cannot_be_edited(qtbot, panel, rich):
    panel.add_report(rich)
    click_tab(qtbot, panel, panel.tabs.response)
    view = panel.findChild(QWidget, "responseView")

    qtbot.keyClicks(view.editor, "x")

    assert json.loads(view.text()) == rich.outcome.response
    assert view.text().startswith('{\n  "messages": [\n')


def test_a_failed_run_says_so_and_keeps_the_last_good_result(panel, rich, failed):
    panel.add_report(rich, NINE)

    panel.add_report(failed, NINE + timedelta(seconds=5))

    assert panel.failure.text == (
        "The function failed: ZeroDivisionError: division by zero (line 2)\n"
        "A reviewer sees: CallFunctionException, ZeroDivisionError: division by zero"
    )
    assert "last good run, at 09:00:00" in shown_hints(panel)
    kept = [row.text for row in panel.tabs.messages.messages.rows if row.is_dimmed]
    assert kept == ["Too big", "Value is too big", "Checked"]
    assert texts(operations(panel))[0] == ["replace Total", "1200 → 1 210", "Applied"]
    assert operations(panel).model().index(0, 0).data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.muted)
    assert json.loads(panel.tabs.response.text()) == rich.outcome.response
    assert "before" in panel.tabs.log.toPlainText(), "the output is of the failed run"


def test_the_next_good_run_takes_the_banner_away(panel, rich, failed):
    panel.add_report(rich)
    panel.add_report(failed)

    panel.add_report(rich)

    assert not panel.failure.isVisible()
    assert not any(row.is_dimmed for row in panel.tabs.messages.messages.rows)
    assert "last good run" not in shown_hints(panel)


def test_a_first_run_that_fails_shows_its_own_message(panel, failed):
    panel.add_report(failed)

    assert panel.failure.isVisible()
    assert len(panel.tabs.messages.messages.rows) == 1
    assert "last good run" not in shown_hints(panel)


def test_the_banner_leads_to_the_line_that_failed(qtbot, panel, failed):
    panel.add_report(failed)
    button = next(each for each in panel.findChildren(QToolButton) if each.text() == "Go to line 2")

    with qtbot.waitSignal(panel.line_requested) as asked:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    assert asked.args == [2]


@pytest.mark.parametrize(
    ("code", "limits", "sentence"),
    [
        ("    while True: pass", Limits(timeout_s=0.2), "Timed out (limit 0.2 s)"),
        ("    return [1]", Limits(), "Invalid response: The handler returned a list"),
        ("    import os; os._exit(3)", Limits(), "The process exited with status 3"),
    ],
)
def test_a_run_without_an_answer_says_why(panel, code, limits, sentence):
    panel.add_report(run(f"def rossum_hook_request_handler(payload):\n{code}\n", limits=limits))

    assert panel.failure.text.startswith(sentence)


def test_after_a_change_the_result_is_marked_as_old(panel, rich):
    panel.add_report(rich)
    fresh = panel.consequence.grab().toImage()

    panel.set_stale(True)

    assert "From before your last change." in shown_hints(panel)
    assert panel.consequence.grab().toImage() != fresh

    panel.set_stale(False)
    assert "before your last change" not in shown_hints(panel)
    assert panel.consequence.grab().toImage() == fresh


def test_taking_a_change_back_leaves_a_failed_run_as_it_was(panel, rich, failed):
    panel.add_report(rich, NINE)
    panel.add_report(failed)
    before = shown_hints(panel)

    panel.set_stale(True)
    panel.set_stale(False)

    assert shown_hints(panel) == before
    assert operations(panel).model().index(0, 0).data(Qt.ItemDataRole.ForegroundRole) == QColor(LIGHT.muted)


def test_a_run_that_could_not_start_says_why_and_keeps_the_result(panel, rich):
    panel.add_report(rich)

    panel.show_failure("The payload could not be built.")

    assert panel.failure.text == "The payload could not be built."
    assert panel.report is rich
    assert "There is no new result" in shown_hints(panel)


def test_a_run_that_takes_a_while_says_that_it_is_running(qtbot, panel, rich):
    panel.add_report(rich)

    panel.show_running()
    assert panel.headline.text() == rich.headline, "a run over in a moment changes nothing"
    qtbot.waitUntil(lambda: panel.headline.text() == "Running…")

    panel.add_report(rich)
    assert panel.headline.text() == rich.headline


def test_escape_in_the_results_asks_to_stop(qtbot, panel, rich):
    panel.add_report(rich)
    panel.activateWindow()
    panel.tabs.messages.messages.setFocus()

    with qtbot.waitSignal(panel.stop_requested):
        qtbot.keyClick(panel.tabs.messages.messages, Qt.Key.Key_Escape)


def test_choosing_a_past_run_shows_it_again(qtbot, panel, rich, empty):
    panel.add_report(rich, NINE)
    panel.add_report(empty, NINE + timedelta(minutes=1))
    click_tab(qtbot, panel, panel.tabs.history)
    history = panel.findChild(QListView, "runHistory")
    assert history.model().index(1, 0).data().startswith("Completed: 1 error, 1 warning")
    assert "09:00:00 · annotation_content · updated" in history.model().index(1, 0).data()

    with qtbot.waitSignal(panel.report_chosen) as chosen:
        click_row(qtbot, history, history.model().index(1, 0))

    assert chosen.args == [rich]
    assert panel.headline.text() == rich.headline
    assert "The run of 09:00:00, from the history." in shown_hints(panel)
    assert len(panel.tabs.history.runs) == 2, "looking at a run is no run"


def test_the_history_keeps_the_last_fifty_runs(panel, empty):
    for second in range(MOST_RUNS + 5):
        panel.add_report(empty, NINE + timedelta(seconds=second))

    runs = panel.tabs.history.runs
    assert len(runs) == 50
    assert runs[0].at == NINE + timedelta(seconds=54)


def test_the_history_keeps_fewer_runs_of_huge_documents(panel, empty):
    huge = replace(empty, payload=b" " * (MOST_BYTES // 2 + 1))

    panel.add_report(empty)
    panel.add_report(huge)
    panel.add_report(huge)

    assert [run.report for run in panel.tabs.history.runs] == [huge]


def test_the_payload_is_written_when_it_is_first_looked_at(qtbot, panel, rich):
    panel.add_report(rich)
    assert panel.tabs.payload.editor.text() == ""

    click_tab(qtbot, panel, panel.tabs.payload)

    assert json.loads(panel.tabs.payload.editor.text()) == json.loads(rich.payload)


def test_a_long_payload_is_cut_until_all_of_it_is_asked_for(qtbot, panel, rich):
    rows = [{"id": number, "value": "x" * 40} for number in range(20_000)]
    panel.add_report(replace(rich, payload=json.dumps(rows).encode()))
    click_tab(qtbot, panel, panel.tabs.payload)
    view = panel.tabs.payload
    assert view.is_cut
    assert len(view.text()) <= MOST_SHOWN
    assert "of 1.6 MB" in shown_hints(view)

    qtbot.mouseClick(view.findChild(QToolButton), Qt.MouseButton.LeftButton)

    assert json.loads(view.text()) == rows
    assert not view.is_cut


def test_a_payload_that_is_not_json_is_shown_as_it_is(qtbot, panel, rich):
    panel.add_report(replace(rich, payload=b"not json \xff"))

    assert panel.tabs.payload.text() == "not json \ufffd"


def test_a_response_keeps_its_numbers_and_odd_characters(panel, empty):
    code = "def rossum_hook_request_handler(payload):\n    return {'a': 10**30, 'b': 1.50, 'c': '\\ud800č'}\n"
    panel.add_report(run(code))

    assert panel.tabs.response.text() == (
        '{\n  "a": 1000000000000000000000000000000,\n  "b": 1.5,\n  "c": "\\ud800č"\n}'
    )


def test_a_problem_of_the_response_opens_the_response(qtbot, panel, rich):
    panel.add_report(rich)
    problems = panel.tabs.messages.problems

    click_row(qtbot, problems, problems.model().index(0, 0))

    assert panel.tabs.currentWidget() is panel.tabs.response


def test_every_view_has_a_name_for_a_screen_reader(panel, rich):
    panel.add_report(rich)

    for name in ("messagesView", "operationsView", "responseView", "logView", "payloadView", "runHistory"):
        assert panel.findChild(QWidget, name).accessibleName(), name


def test_the_theme_can_be_switched(qtbot, panel, rich):
    panel.add_report(rich)
    for tab in (panel.tabs.messages, panel.tabs.operations, panel.tabs.response, panel.tabs.log):
        click_tab(qtbot, panel, tab)
        panel.apply_theme(LIGHT)
        light = panel.grab().toImage()
        panel.apply_theme(DARK)
        assert panel.grab().toImage() != light
