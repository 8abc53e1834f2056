"""Completion in the window: one types, chooses with the keyboard, and is never in its way."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QTreeWidget
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
HANDLER = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    total = t.field.amount_total
    return t.hook_response()
"""


@pytest.fixture
def user(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    opened = open_window(EVENT, path)
    opened.wait_for_document("amount_total")
    opened.wait(lambda: opened.code.text() == HANDLER)
    opened.code.setFocus()
    opened.code.go_to(6, 5)
    return opened


@pytest.fixture
def popup(user):
    return user.part(QTreeWidget, "completionList")


def shown(popup) -> list[str]:
    return [entry.text for entry in popup.shown]


def line(user, number: int = 6) -> str:
    return user.code.line_text(number - 1)


def put(user, text: str) -> None:
    """Type on a line of its own."""
    user.code.go_to(6, 5)
    user.code.lineDelete()
    user.code.insertText(user.code.positionFromLine(5), "    \n")
    user.code.gotoPos(user.code.positionFromLine(5) + 4)
    user.type(text)


def test_a_dot_opens_the_fields_of_the_document(user, popup):
    put(user, "t.field.")

    user.wait(lambda: "amount_total" in shown(popup))
    assert user.code.hasFocus()


def test_typing_narrows_the_list_and_enter_accepts(user, popup):
    put(user, "t.field.")
    user.wait(popup.isVisible)

    user.type("amount_total_b")
    user.wait(lambda: shown(popup) == ["amount_total_base"])
    user.keys("Return")

    assert line(user) == "    t.field.amount_total_base"
    assert not popup.isVisible()


def test_the_list_shows_type_and_value_beside_the_name(user, popup):
    put(user, "t.field.amount_tot")
    user.wait(lambda: "amount_total" in shown(popup))

    rows = {popup.topLevelItem(i).text(0): popup.topLevelItem(i).text(1) for i in range(len(shown(popup)))}
    assert rows["amount_total"].split("   ") == ["Total", "number", "1 504 588.00"]


def test_arrows_choose_and_tab_accepts(user, popup):
    put(user, "t.field.amount_total")
    user.wait(popup.isVisible)
    second = shown(popup)[1]

    user.keys("Down")
    user.keys("Tab")

    assert line(user) == f"    t.field.{second}"


def test_escape_closes_the_list_and_nothing_else(user, popup):
    put(user, "t.field.am")
    user.wait(popup.isVisible)

    user.keys("Escape")

    assert not popup.isVisible()
    assert line(user) == "    t.field.am"
    assert user.code.hasFocus()


def test_enter_after_a_whole_word_is_a_new_line(user, popup):
    put(user, "t.field.amount_total")
    user.wait(popup.isVisible)

    user.keys("Return")

    assert line(user) == "    t.field.amount_total"
    assert user.code.lineFromPosition(user.code.currentPos()) == 6


def test_accepting_is_undone_in_one_step(user, popup):
    put(user, "t.field.amount_total_b")
    user.wait(popup.isVisible)
    user.keys("Tab")

    user.keys("Ctrl+Z")

    assert line(user) == "    t.field.amount_total_b"


def test_ctrl_space_asks_for_it(user, popup):
    user.code.go_to(6, len("    total = t.field.am") + 1)

    user.keys("Ctrl+Space")
    user.wait(lambda: "amount_total" in shown(popup))


def test_a_word_is_completed_after_a_pause(user, popup):
    put(user, "pay")

    user.wait(lambda: "payload" in shown(popup))


def test_leaving_the_line_closes_the_list(user, popup):
    put(user, "t.field.")
    user.wait(popup.isVisible)

    user.code.go_to(1)

    user.wait(lambda: not popup.isVisible())


def test_payload_keys_are_offered_after_a_quote(user, popup):
    put(user, 'x = payload["annotation"]["')

    user.wait(lambda: {"status", "content"} <= set(shown(popup)))


def test_a_call_shows_its_signature_until_it_ends(user):
    tip = user.part(QLabel, "callTip")
    put(user, "t.show_warning(")
    user.wait(tip.isVisible)
    assert "<b>content</b>" in tip.text()

    user.type("1, ")
    user.wait(lambda: "<b>field=None</b>" in tip.text())
    user.type("2)")
    user.wait(lambda: not tip.isVisible())


def test_f12_on_a_field_selects_its_row(user):
    user.code.go_to(6, len("    total = t.field.amo") + 1)

    user.keys("F12")

    user.wait(lambda: user.tree.currentIndex() == user.index("amount_total"))


def test_f12_on_a_name_goes_to_its_line(user):
    user.code.go_to(7, len("    return t") + 1)

    user.keys("F12")

    user.wait(lambda: user.code.lineFromPosition(user.code.currentPos()) == 4)


def test_symbols_are_offered_and_gone_to(user):
    user.keys("Ctrl+Shift+O")
    user.pick("rossum_hook_request_handler")

    assert user.code.lineFromPosition(user.code.currentPos()) == 3


def test_a_field_is_found_in_the_code_from_the_tree(user):
    user.tree.setCurrentIndex(user.index("amount_total"))
    bar = user.window.centralWidget().editor.find_bar
    bar.search_for("amount_total")

    assert user.code.selected_text() == "amount_total"


def test_the_mouse_over_a_field_shows_its_value(user):
    code = user.code
    put(user, "t.field.amount_total")
    user.keys("Escape")
    at = code.positionFromLine(5) + len("    t.field.a")
    place = QPoint(code.pointXFromPosition(at) + 2, code.pointYFromPosition(at) + code.textHeight(5) // 2)
    QApplication.sendEvent(
        code.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, place, code.viewport().mapToGlobal(place))
    )

    user.wait(lambda: "1 504 588.00" in QToolTip.text())


def test_the_value_at_the_caret_is_shown_by_key(user):
    user.code.go_to(6, len("    total = t.field.amo") + 1)

    user.part(QAction, "code.describe").trigger()

    user.wait(lambda: "Total (number)" in QToolTip.text())


def test_a_click_accepts(user, popup):
    put(user, "t.field.amount_d")
    user.wait(lambda: shown(popup)[:1] == ["amount_due"])
    place = popup.visualItemRect(popup.topLevelItem(0)).center()

    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    assert line(user) == "    t.field.amount_due"
    assert user.code.hasFocus()
