"""The document panel, through the real widget."""

import json

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QTreeView

from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import DARK
from rossum_studio.gui.tree.filter import CHUNK, MOST_SHOWN
from rossum_studio.gui.tree.model import Column
from rossum_studio.gui.tree.panel import TreePanel
from rossum_studio.gui.tree.view import EXPAND_LIMIT, OPEN_AT_FIRST
from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Section, Tuple, encode_raw
from rossum_studio.model.message import Message, MessageLog, MessageType

ORDER_IDS, SECOND_ORDER = 901004, 901006
TOTALS, TOTAL, PAID = 901021, 901024, 901025
ITEMS, TABLE, FIRST_ROW, SECOND_ROW, FIRST_CELL, LAST_ROW, LAST_CELL = (
    901039, 901040, 901041, 901052, 901042, 901085, 901095,
)  # fmt: skip
CURRENCY, BUTTON = 901020, 901098
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def document(sample_event):
    return sample_event("annotation_content.updated.line_items")


@pytest.fixture
def panel(qtbot, document):
    made = TreePanel()
    qtbot.addWidget(made)
    made.resize(420, 700)
    made.set_document(document.content, document.schema)
    made.show()
    made.activateWindow()
    made.tree.setFocus()
    qtbot.waitUntil(made.tree.hasFocus)
    return made


@pytest.fixture
def after(document):
    """The total changed, the second row removed."""
    rows = document.content.node(TABLE).children
    table = msgspec.structs.replace(document.content.node(TABLE), children=[rows[0], *rows[2:]])
    total = document.content.node(TOTAL).with_content(value="20 000")
    return document.content.replaced({TABLE: table, TOTAL: total})


@pytest.fixture
def large():
    """A table of more rows than are opened at once."""
    rows = [
        Tuple(id=10 * i, schema_id="line_item", children=[_cell(10 * i + 1, str(i)), _cell(10 * i + 2, "x")])
        for i in range(1, EXPAND_LIMIT // 2)
    ]
    table = Multivalue(id=2, schema_id="line_items", children=rows)
    return Content([Section(id=1, schema_id="items", children=[table])])


def _cell(cell_id, value):
    return Datapoint(id=cell_id, schema_id="cell", content=encode_raw({"value": value}))


def messages(*found):
    return MessageLog(tuple(Message(MessageType(kind), words, where) for kind, words, where in found))


def is_open(panel, datapoint_id):
    return panel.tree.isExpanded(panel.model.index_of(datapoint_id))


def shown_ids(panel):
    """Ids of the rows one can see, top to bottom."""
    index, found = panel.tree.indexAt(QPoint(1, 1)), []
    while index.isValid():
        found.append(index.siblingAtColumn(0).data(Role.DATAPOINT_ID))
        index = panel.tree.indexBelow(index)
    return found


def press(panel, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(panel.tree, key, modifiers)


def edit(panel, datapoint_id):
    """Start editing with Enter; the editor."""
    panel.select_datapoint(datapoint_id)
    press(panel, Qt.Key.Key_Return)
    editors = [*panel.tree.viewport().findChildren(QLineEdit), *panel.tree.viewport().findChildren(QComboBox)]
    return editors[0] if editors else None


def clipboard():
    return QGuiApplication.clipboard().text()


def trigger(panel, text):
    menu = panel.row_actions.menu()
    action = next(each for each in menu.actions() if each.text().replace("&", "") == text)
    assert action.isEnabled()
    action.trigger()
    menu.deleteLater()


def is_offered(panel, text):
    menu = panel.row_actions.menu()
    menu.deleteLater()
    return next(each for each in menu.actions() if each.text().replace("&", "") == text).isEnabled()


def test_the_tree_has_the_name_of_the_contract(panel):
    assert panel.findChild(QTreeView, "annotationTree") is panel.tree


def test_an_empty_panel_says_how_to_fill_it(qtbot):
    panel = TreePanel()
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.tree.isVisible()
    label = next(each for each in panel.findChildren(QLabel) if "Drop an exported" in each.text())
    with qtbot.waitSignal(panel.sample_requested):
        label.linkActivated.emit("sample")


def test_sections_and_short_tables_are_open_at_first_and_rows_are_not(panel):
    assert is_open(panel, TOTALS) and is_open(panel, TABLE)
    assert not is_open(panel, FIRST_ROW)


def test_a_long_table_is_closed_at_first(panel, large):
    assert len(large.node(2).children) > OPEN_AT_FIRST
    panel.set_document(large, None)
    assert is_open(panel, 1)
    assert not is_open(panel, 2)


def test_label_value_and_messages_are_readable_in_a_narrow_panel(panel):
    header, width = panel.tree.header(), panel.tree.viewport().width()
    for column in (Column.LABEL, Column.VALUE, Column.MESSAGES):
        assert header.sectionViewportPosition(column) + header.sectionSize(column) <= width
        assert header.sectionSize(column) > header.sectionSize(Column.TYPE)


def test_columns_grow_with_the_panel_until_someone_drags_one(panel):
    panel.resize(1200, 700)
    grown = panel.tree.columnWidth(Column.LABEL)
    assert grown > 200
    panel.tree.setColumnWidth(Column.LABEL, 300)
    panel.resize(1000, 700)
    assert panel.tree.columnWidth(Column.LABEL) == 300


def test_selecting_a_datapoint_opens_its_parents_and_says_so(panel, qtbot):
    with qtbot.waitSignal(panel.row_selected) as selected:
        assert panel.select_datapoint(LAST_CELL)
    assert selected.args == [LAST_CELL]
    assert is_open(panel, LAST_ROW)
    assert panel.tree.viewport().rect().intersects(panel.tree.visualRect(panel.tree.currentIndex()))


def test_an_unknown_datapoint_is_not_selected(panel):
    assert not panel.select_datapoint(5)


def test_typing_in_the_tree_filters(panel):
    QTest.keyClicks(panel.tree, "s")
    QTest.keyClicks(panel.filter_box, "v-01")
    assert panel.filter_box.text() == "sv-01"
    assert shown_ids(panel) == [ITEMS, TABLE, SECOND_ROW, 901053]
    assert panel.match_count.text() == "1 of 98"


def test_escape_clears_the_filter_and_opens_what_was_open(panel):
    panel.tree.collapse(panel.model.index_of(TOTALS))
    before = shown_ids(panel)
    QTest.keyClicks(panel.filter_box, "sv-01")
    QTest.keyClick(panel.filter_box, Qt.Key.Key_Escape)
    assert panel.filter_box.text() == ""
    assert shown_ids(panel) == before
    assert panel.match_count.text() == ""


def test_the_filter_finds_the_texts_of_messages(panel):
    QTest.keyClicks(panel.filter_box, "much too big")
    assert shown_ids(panel) == []
    panel.set_messages(messages(("error", "Much too big", TOTAL)))
    assert shown_ids(panel) == [TOTALS, TOTAL]


def test_the_filter_follows_the_document_through_a_run(panel, after):
    QTest.keyClicks(panel.filter_box, "20 000")
    assert shown_ids(panel) == []
    panel.set_after(after)
    assert shown_ids(panel) == [TOTALS, TOTAL]


def test_f3_goes_from_match_to_match_and_around(panel):
    QTest.keyClicks(panel.filter_box, "item_code")
    panel.tree.setFocus()
    visited = []
    for key, modifiers in [(Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier)] * 6 + [(Qt.Key.Key_F3, SHIFT)]:
        press(panel, key, modifiers)
        visited.append(panel.tree.current_id)
    assert visited == [901042, 901053, 901064, 901075, 901086, 901042, 901086]


def test_enter_in_the_filter_goes_to_the_next_match(panel):
    QTest.keyClicks(panel.filter_box, "item_code")
    QTest.keyClick(panel.filter_box, Qt.Key.Key_Return)
    assert panel.tree.current_id == FIRST_CELL
    QTest.keyClick(panel.filter_box, Qt.Key.Key_Return, SHIFT)
    assert panel.tree.current_id == 901086


def test_a_large_document_is_indexed_in_slices_and_then_filtered(panel, large, qtbot):
    panel.set_document(large, None)
    nodes = sum(1 for _ in large)
    assert nodes > CHUNK
    QTest.keyClicks(panel.filter_box, "cell")
    qtbot.waitUntil(lambda: panel.match_count.text() != "")
    matches = nodes - 2 - len(large.node(2).children)
    assert panel.match_count.text() == f"{matches:,} of {nodes:,}, 1 to {MOST_SHOWN} shown"
    assert len(shown_ids(panel)) < 2 * MOST_SHOWN + 3


def test_f3_reaches_matches_that_are_not_among_the_first(panel, large, qtbot):
    panel.set_document(large, None)
    QTest.keyClicks(panel.filter_box, "cell")
    qtbot.waitUntil(lambda: panel.match_count.text() != "")
    panel.go_to_match(-1)
    assert panel.tree.current_id == large.node(2).children[-1].children[-1].id


def test_selecting_what_the_filter_hides_clears_it(panel):
    QTest.keyClicks(panel.filter_box, "sv-01")
    assert panel.select_datapoint(TOTAL)
    assert panel.filter_box.text() == ""
    assert panel.tree.current_id == TOTAL


def test_open_rows_and_selection_outlive_a_run(panel, after):
    panel.select_datapoint(LAST_CELL)
    panel.tree.collapse(panel.model.index_of(TOTALS))

    panel.set_after(after)

    assert panel.tree.current_id == LAST_CELL
    assert is_open(panel, LAST_ROW) and is_open(panel, TABLE)
    assert not is_open(panel, TOTALS)


def test_open_rows_outlive_an_edit_of_the_document(panel, after, document):
    panel.select_datapoint(LAST_CELL)
    panel.set_document(after, document.schema)
    assert panel.tree.current_id == LAST_CELL
    assert is_open(panel, LAST_ROW)


def test_the_before_button_shows_the_original(panel, after, qtbot):
    assert not panel.before_button.isVisible()
    panel.set_after(after)
    with qtbot.waitSignal(panel.before_shown) as switched:
        panel.before_button.click()
    assert switched.args == [True]
    assert panel.model.index_of(TOTAL, Column.VALUE).data() == "1 504 588.00"
    panel.show_before(False)
    assert not panel.before_button.isChecked()
    assert panel.model.index_of(TOTAL, Column.VALUE).data() == "20 000"


def test_what_a_run_brought_is_counted(panel, after):
    panel.set_messages(messages(("error", "a", TOTAL), ("warning", "b", PAID), ("warning", "c", None)))
    panel.set_after(after)
    assert panel.counts.text() == "1 error, 2 warnings, 1 changed, 1 removed"


def test_messages_about_the_whole_document_stand_above_the_tree(panel):
    panel.set_messages(messages(("info", "Vendor matched", None), ("error", "Sums differ", None)))
    texts = [each.text() for each in panel.banner.findChildren(QLabel) if each.isVisible() and each.text()]
    assert panel.banner.isVisible()
    assert texts == ["Error: Sums differ", "Info: Vendor matched"]
    assert panel.banner.accessibleName() == "Whole document: 1 error, 1 info"
    panel.set_messages(MessageLog())
    assert not panel.banner.isVisible()


def test_of_many_messages_about_the_whole_document_the_rest_is_counted(panel):
    panel.set_messages(messages(*[("info", str(i), None) for i in range(9)]))
    texts = [each.text() for each in panel.banner.findChildren(QLabel) if each.isVisible() and each.text()]
    assert texts[-1] == "and 5 more about the whole document"


def test_stepping_visits_every_message_in_document_order(panel):
    panel.set_messages(
        messages(("info", "a", LAST_CELL), ("error", "b", TOTAL), ("warning", "c", FIRST_CELL))
    )
    visited = []
    for step in (1, 1, 1, 1, -1):
        assert panel.go_to_message(step)
        visited.append(panel.tree.current_id)
    assert visited == [TOTAL, FIRST_CELL, LAST_CELL, TOTAL, LAST_CELL]


def test_without_messages_there_is_nothing_to_step_to(panel):
    assert not panel.go_to_message(1)
    assert not panel.go_to_change(1)


def test_stepping_visits_every_change_once(panel, after):
    panel.set_after(after)
    visited = []
    for _ in range(3):
        assert panel.go_to_change(1)
        visited.append(panel.tree.current_id)
    assert visited == [TOTAL, SECOND_ROW, TOTAL]


def test_enter_edits_a_value_and_asks_for_it(panel, qtbot):
    box = edit(panel, TOTAL)
    box.selectAll()
    QTest.keyClicks(box, "20 000")
    with qtbot.waitSignal(panel.value_edited) as edited:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert edited.args == [TOTAL, "20 000"]


def test_escape_leaves_the_editor_without_an_edit(panel, qtbot):
    box = edit(panel, TOTAL)
    QTest.keyClicks(box, "7")
    with qtbot.assertNotEmitted(panel.value_edited):
        QTest.keyClick(box, Qt.Key.Key_Escape)


def test_an_edited_document_may_come_back_at_once(panel, document, qtbot):
    def show(datapoint_id, text):
        node = document.content.node(datapoint_id).with_content(value=text)
        panel.set_document(document.content.replaced({datapoint_id: node}), document.schema)

    panel.value_edited.connect(show)
    box = edit(panel, TOTAL)
    box.selectAll()
    QTest.keyClicks(box, "5")
    with qtbot.waitSignal(panel.value_edited):
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert panel.model.index_of(TOTAL, Column.VALUE).data() == "5"
    assert panel.tree.current_id == TOTAL


def test_an_enum_is_edited_through_its_options(panel, document, qtbot):
    box = edit(panel, CURRENCY)
    assert isinstance(box, QComboBox)
    options = document.schema.find("currency").options
    assert [(box.itemData(i), box.itemText(i)) for i in range(box.count())] == options
    other = next(value for value, _ in options if value != box.currentData())
    box.setCurrentIndex(box.findData(other))
    with qtbot.waitSignal(panel.value_edited) as edited:
        box.activated.emit(box.currentIndex())
    assert edited.args == [CURRENCY, other]


def test_a_value_that_is_no_option_is_kept_as_a_choice(panel, document):
    node = document.content.node(CURRENCY).with_content(value="xyz")
    panel.set_document(document.content.replaced({CURRENCY: node}), document.schema)
    box = edit(panel, CURRENCY)
    assert (box.currentText(), box.currentData()) == ("xyz (not an option)", "xyz")


def test_a_button_does_not_open_for_editing(panel):
    assert edit(panel, BUTTON) is None


def test_enter_opens_and_closes_a_parent(panel):
    panel.select_datapoint(FIRST_ROW)
    press(panel, Qt.Key.Key_Return)
    assert is_open(panel, FIRST_ROW)
    press(panel, Qt.Key.Key_Return)
    assert not is_open(panel, FIRST_ROW)


@pytest.mark.parametrize("row", [FIRST_ROW, SECOND_ORDER])
def test_delete_asks_for_the_removal_of_a_row(panel, qtbot, row):
    panel.select_datapoint(row)
    with qtbot.waitSignal(panel.row_removal_requested) as asked:
        press(panel, Qt.Key.Key_Delete)
    assert asked.args == [row]


@pytest.mark.parametrize("datapoint_id", [TOTAL, FIRST_CELL, TABLE, ITEMS])
def test_delete_does_nothing_to_what_is_no_row(panel, qtbot, datapoint_id):
    panel.select_datapoint(datapoint_id)
    with qtbot.assertNotEmitted(panel.row_removal_requested):
        press(panel, Qt.Key.Key_Delete)
    assert not is_offered(panel, "Remove Row")


@pytest.mark.parametrize("datapoint_id", [TABLE, FIRST_ROW, FIRST_CELL])
def test_a_row_can_be_added_from_anywhere_in_its_table(panel, qtbot, datapoint_id):
    panel.select_datapoint(datapoint_id)
    with qtbot.waitSignal(panel.row_addition_requested) as asked:
        trigger(panel, "Add Row")
    assert asked.args == [TABLE]


def test_no_row_can_be_added_outside_a_table(panel):
    panel.select_datapoint(TOTAL)
    assert not is_offered(panel, "Add Row")


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("Copy Value", "HP-40"),
        ("Copy Id", str(FIRST_CELL)),
        ("Copy schema_id", "item_code"),
        ("Copy Path", "t.field.line_items[0].item_code"),
    ],
)
def test_the_menu_copies_what_a_handler_needs(panel, command, text):
    panel.select_datapoint(FIRST_CELL)
    trigger(panel, command)
    assert clipboard() == text


def test_the_menu_copies_a_node_as_json(panel, document):
    panel.select_datapoint(FIRST_ROW)
    trigger(panel, "Copy JSON")
    items = next(section for section in document.content.to_builtins() if section["id"] == ITEMS)
    assert json.loads(clipboard()) == items["children"][0]["children"][0]


def test_ctrl_c_copies_the_value(panel):
    panel.select_datapoint(TOTAL)
    press(panel, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "1 504 588.00"


def test_expand_all_and_collapse_all(panel):
    trigger(panel, "Expand All")
    assert is_open(panel, LAST_ROW)
    press(panel, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert not is_open(panel, ITEMS)


def test_expand_all_leaves_the_rows_of_a_large_document_closed(panel, large):
    panel.set_document(large, None)
    trigger(panel, "Expand All")
    assert is_open(panel, 2)
    assert not is_open(panel, 10)


def test_the_asterisk_opens_no_more_than_one_level_of_a_large_branch(panel, large):
    panel.set_document(large, None)
    panel.select_datapoint(2)
    press(panel, Qt.Key.Key_Asterisk)
    assert is_open(panel, 2)
    assert not is_open(panel, 10)


def test_another_document_starts_without_filter_and_messages(panel, large):
    QTest.keyClicks(panel.filter_box, "sv-01")
    panel.set_messages(messages(("error", "a", None)))
    panel.set_document(large, None)
    assert panel.filter_box.text() == ""
    assert not panel.banner.isVisible()
    assert shown_ids(panel) == [1, 2]


def test_rows_with_a_message_or_change_look_different_in_both_themes(panel, after):
    def picture(datapoint_id):
        rect = panel.tree.visualRect(panel.model.index_of(datapoint_id))
        return panel.tree.viewport().grab(rect).toImage()

    plain = picture(TOTAL)
    panel.set_messages(messages(("error", "Too big", TOTAL)))
    marked = picture(TOTAL)
    panel.set_messages(MessageLog())
    panel.set_after(after)
    changed = picture(TOTAL)
    panel.set_after(None)
    assert picture(TOTAL) == plain
    assert marked != plain

    panel.set_messages(messages(("error", "Too big", TOTAL)))
    panel.set_theme(DARK)
    assert picture(TOTAL) not in (plain, marked)
    assert changed is not None


def test_the_tree_leaves_dropped_files_to_the_window(panel):
    assert not panel.tree.acceptDrops()
    assert not panel.tree.viewport().acceptDrops()
    assert panel.tree.dragEnabled()
