"""The list of messages and problems."""

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListView
from run_reports import DIVIDES, EMPTY, RICH, SECOND_AMOUNT, TOTAL, run

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.messages.panel import MessagesPanel
from rossum_studio.gui.messages.sign_list import SignList
from rossum_studio.gui.theme import DARK, LIGHT
from rossum_studio.model.problem import Where


@pytest.fixture(scope="module")
def rich():
    return run(RICH)


@pytest.fixture(scope="module")
def failed():
    return run(DIVIDES)


@pytest.fixture
def panel(qtbot):
    panel = MessagesPanel()
    qtbot.addWidget(panel)
    panel.resize(420, 500)
    panel.show()
    return panel


def sentences(view: QListView) -> list[str]:
    model = view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click(qtbot, view: QListView, row: int) -> None:
    box = view.visualRect(view.model().index(row, 0))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_a_message_says_how_bad_it_is_and_which_field_it_is_about(panel, rich):
    panel.set_report(rich)

    assert sentences(panel.messages) == [
        "Error: Too big (Total · amount_total)",
        "Warning: Value is too big (Amount, row 2 · item_amount)",
        "Info: Checked (Whole document)",
    ]
    first = panel.messages.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole) == "Error: Too big (Total · amount_total)"
    assert not first.data(Qt.ItemDataRole.DecorationRole).isNull()


def test_clicking_a_message_asks_for_its_datapoint(qtbot, panel, rich):
    panel.set_report(rich)

    with qtbot.waitSignal(panel.datapoint_requested) as asked:
        click(qtbot, panel.messages, 1)

    assert asked.args == [SECOND_AMOUNT]


def test_enter_on_a_message_asks_for_its_datapoint(qtbot, panel, rich):
    panel.set_report(rich)
    panel.messages.setCurrentIndex(panel.messages.model().index(0, 0))

    with qtbot.waitSignal(panel.datapoint_requested) as asked:
        qtbot.keyClick(panel.messages, Qt.Key.Key_Return)

    assert asked.args == [TOTAL]


def test_a_message_about_the_whole_document_selects_nothing(qtbot, panel, rich):
    panel.set_report(rich)

    with qtbot.assertNotEmitted(panel.datapoint_requested):
        click(qtbot, panel.messages, 2)


def test_problems_are_listed_below_with_place_and_code(panel, rich):
    panel.set_report(rich)

    assert panel.problems.isVisible()
    assert sentences(panel.problems)[0] == (
        "Error: No datapoint has the id 99. Rossum would ignore this operation. "
        "(response /operations/2/id · operation-unknown-id)"
    )


def test_clicking_a_problem_of_the_response_asks_for_the_response(qtbot, panel, rich):
    panel.set_report(rich)

    with qtbot.waitSignal(panel.place_requested) as asked:
        click(qtbot, panel.problems, 0)

    assert asked.args == [Where.RESPONSE]


def test_clicking_a_problem_of_the_code_asks_for_its_line(qtbot, panel, failed):
    panel.set_report(failed)

    with qtbot.waitSignal(panel.line_requested) as asked:
        click(qtbot, panel.problems, 0)

    assert asked.args == [2]


def test_the_message_that_stands_for_an_exception_leads_to_the_line_that_raised(qtbot, panel, failed):
    panel.set_report(failed)

    with qtbot.waitSignal(panel.line_requested) as asked:
        click(qtbot, panel.messages, 0)

    assert asked.args == [2]


def test_without_messages_a_sentence_says_so(qtbot, panel):
    panel.set_report(run(EMPTY))

    assert not panel.messages.isVisible()
    assert any("No messages" in hint.text() for hint in panel.findChildren(Hint) if hint.isVisible())


def test_after_a_failure_the_messages_of_the_last_good_run_stay_greyed(panel, failed, rich):
    panel.set_report(failed, earlier=rich)

    rows = panel.messages.rows
    assert [row.text for row in rows if not row.is_dimmed] == [
        "CallFunctionException, ZeroDivisionError: division by zero"
    ]
    earlier = [row for row in rows if row.is_dimmed]
    assert [row.text for row in earlier] == ["Too big", "Value is too big", "Checked"]
    assert all("earlier run" in row.place for row in earlier)


def test_only_what_this_run_said_is_counted(panel, failed, rich):
    panel.set_report(rich)
    assert panel.count == 4, "three messages and one problem; notes on the payload do not count"

    panel.set_report(failed, earlier=rich)
    assert panel.count == 2


def test_a_narrow_list_makes_room_for_the_whole_text(qtbot, panel):
    long = RICH.replace("Too big", "Far too big for anyone to sign, says the rule of the house " * 3)
    panel.set_report(run(long))
    wide = panel.messages.visualRect(panel.messages.model().index(0, 0)).height()

    panel.resize(200, 500)

    def is_taller() -> None:
        assert panel.messages.visualRect(panel.messages.model().index(0, 0)).height() > wide

    qtbot.waitUntil(is_taller)


def test_copying_a_row_copies_what_it_says(qtbot, panel, rich):
    panel.set_report(rich)
    click(qtbot, panel.messages, 0)

    qtbot.keyClick(panel.messages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "Error: Too big (Total · amount_total)"


def test_html_in_a_message_is_shown_and_not_obeyed(panel):
    panel.set_report(run(RICH.replace("Too big", "<b>Too</b> big")))

    first = panel.messages.model().index(0, 0)
    assert first.data().startswith("Error: <b>Too</b> big")
    assert "&lt;b&gt;Too" in first.data(Qt.ItemDataRole.ToolTipRole)


def test_stale_messages_are_painted_without_the_colour_of_their_severity(panel, rich):
    panel.set_report(rich)
    fresh = panel.messages.grab().toImage()

    panel.set_stale(True)
    stale = panel.messages.grab().toImage()
    panel.set_stale(False)

    assert stale != fresh
    assert panel.messages.grab().toImage() == fresh


def test_the_theme_changes_the_signs(panel, rich):
    panel.apply_theme(LIGHT)
    panel.set_report(rich)
    light = panel.messages.grab().toImage()

    panel.apply_theme(DARK)

    assert panel.messages.grab().toImage() != light


def test_the_model_of_the_list_keeps_the_rules_of_qt(qtmodeltester, qtbot, rich):
    panel = MessagesPanel()
    qtbot.addWidget(panel)
    panel.set_report(rich)

    qtmodeltester.check(panel.messages.model())


def test_an_index_beyond_the_rows_has_no_data(qtbot):
    view = SignList("rows", "Rows")
    qtbot.addWidget(view)

    assert view.model().data(QModelIndex()) is None
