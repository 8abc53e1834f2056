"""The item model of the document tree."""

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from rossum_studio.gui.roles import Role
from rossum_studio.gui.tree.filter import MOST_SHOWN, TextIndex
from rossum_studio.gui.tree.model import Column, DocumentModel
from rossum_studio.gui.tree.rows import Shown, Visible
from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Section, Tuple, encode_raw
from rossum_studio.model.message import Message, MessageLog, MessageType

pytestmark = pytest.mark.usefixtures("qapp")  # icons need a running application

BASICS, ORDER_IDS, SECOND_ORDER, HIDDEN = 901001, 901004, 901006, 901009
TOTALS, TOTAL, FORMULA = 901021, 901024, 901027
ITEMS, TABLE, FIRST_ROW, SECOND_ROW, FIRST_CELL, LAST_CELL = 901039, 901040, 901041, 901052, 901042, 901095
CURRENCY, BUTTON = 901020, 901098


@pytest.fixture
def document(sample_event):
    return sample_event("annotation_content.updated.line_items")


@pytest.fixture
def model(document):
    made = DocumentModel()
    made.set_document(document.content, document.schema)
    return made


@pytest.fixture
def after(document):
    """The total changed, the second row removed, a row added."""
    content = document.content
    rows = content.node(TABLE).children
    cell = Datapoint(id=990_001, schema_id="item_code", content=encode_raw({"value": "DISCOUNT"}))
    added = Tuple(id=990_000, schema_id="line_item", children=[cell])
    table = msgspec.structs.replace(content.node(TABLE), children=[rows[0], *rows[2:], added])
    return content.replaced({TABLE: table, TOTAL: content.node(TOTAL).with_content(value="20 000")})


def text(model, datapoint_id, column=Column.LABEL):
    return model.index_of(datapoint_id, column).data()


def get(model, datapoint_id, role):
    return model.index_of(datapoint_id).data(role)


def messages(*found):
    return MessageLog(tuple(Message(MessageType(kind), words, where) for kind, words, where in found))


def rows_below(model, datapoint_id):
    parent = model.index_of(datapoint_id)
    return [model.index(i, 0, parent).data(Role.DATAPOINT_ID) for i in range(model.rowCount(parent))]


def walk(model, parent=QModelIndex()):  # noqa: B008
    for i in range(model.rowCount(parent)):
        index = model.index(i, 0, parent)
        yield index
        yield from walk(model, index)


def test_it_keeps_the_rules_of_item_models(model, qtmodeltester):
    qtmodeltester.check(model)


def test_it_keeps_them_while_it_goes_through_every_state(model, after, qtmodeltester):
    list(walk(model))
    qtmodeltester.check(model)
    model.set_messages(messages(("error", "Too big", TOTAL)))
    model.set_after(after)
    qtmodeltester.check(model)
    model.set_visible(Visible({FIRST_CELL}, {FIRST_ROW, TABLE, ITEMS}))
    qtmodeltester.check(model)
    model.show_before(True)
    model.set_visible(None)
    qtmodeltester.check(model)
    model.set_after(None)
    qtmodeltester.check(model)


def test_an_empty_model_has_no_rows(qtmodeltester):
    model = DocumentModel()
    qtmodeltester.check(model)
    assert model.rowCount() == 0


def test_it_shows_label_value_type_and_both_ids(model):
    assert [text(model, TOTAL, column) for column in Column] == [
        "Total", "1 504 588.00", "number", "", "amount_total", str(TOTAL),
    ]  # fmt: skip


def test_sections_and_tables_say_how_many_they_hold(model):
    assert text(model, BASICS) == "Basic information (6)"
    assert text(model, TABLE) == "Line items (5)"


def test_rows_are_numbered_and_show_their_first_text(model):
    assert text(model, SECOND_ROW) == "#2  SV-01"
    assert text(model, SECOND_ORDER) == "#2  Order number"


def test_a_row_without_any_text_is_named_by_its_number(document):
    model = DocumentModel()
    blank = Tuple(id=11, schema_id="line_item", children=[Datapoint(id=12, schema_id="item_code")])
    table = Multivalue(id=10, schema_id="line_items", children=[blank])
    model.set_document(Content([Section(id=9, schema_id="s", children=[table])]), document.schema)
    assert text(model, 11) == "Row 1"


@pytest.mark.parametrize(
    ("datapoint_id", "word"),
    [
        (BASICS, "section"),
        (TABLE, "table"),
        (ORDER_IDS, "list"),
        (FIRST_ROW, "row"),
        (FORMULA, "fx number"),
        (BUTTON, "button"),
    ],
)
def test_the_type_says_what_a_row_is(model, datapoint_id, word):
    assert text(model, datapoint_id, Column.TYPE) == word


def test_without_a_schema_the_ids_stand_in_for_labels(document):
    model = DocumentModel()
    model.set_document(document.content, None)
    assert text(model, TOTAL) == "amount_total"
    assert text(model, BUTTON, Column.TYPE) == "button"


def test_a_hidden_field_is_dimmed(model):
    muted = Qt.ItemDataRole.ForegroundRole
    assert get(model, HIDDEN, muted) is not None
    assert get(model, TOTAL, muted) is None


def test_ids_beyond_32_bits_survive():
    model, big = DocumentModel(), 2**53 + 11
    model.set_document(Content([Section(id=big, schema_id="s", children=[])]), None)
    assert model.index(0, 0).data(Role.DATAPOINT_ID) == big
    assert model.index_of(big).isValid()


def test_the_roles_of_the_contract_are_above_user_role():
    assert all(role > Qt.ItemDataRole.UserRole for role in Role)


def test_a_message_marks_its_row_with_a_colour_and_an_icon(model):
    model.set_messages(messages(("error", "Value is too big", TOTAL)))

    assert get(model, TOTAL, Role.SEVERITY) == "error"
    assert get(model, TOTAL, Role.MESSAGES) == ["Value is too big"]
    assert text(model, TOTAL, Column.MESSAGES) == "error: Value is too big"
    assert get(model, TOTAL, Qt.ItemDataRole.BackgroundRole).style() is Qt.BrushStyle.SolidPattern
    assert not get(model, TOTAL, Qt.ItemDataRole.DecorationRole).isNull()


def test_parents_report_the_worst_below_and_count_it(model):
    model.set_messages(
        messages(("warning", "Odd", LAST_CELL), ("error", "Too big", FIRST_CELL), ("info", "Fine", FIRST_ROW))
    )
    assert [get(model, each, Role.SEVERITY) for each in (ITEMS, TABLE, FIRST_ROW)] == ["error"] * 3
    assert text(model, TABLE, Column.MESSAGES) == "x1 !1 i1"
    assert text(model, FIRST_ROW, Column.MESSAGES) == "x1   info: Fine"
    assert get(model, TABLE, Role.MESSAGES) == []
    assert get(model, TOTALS, Role.SEVERITY) is None


def test_a_message_about_nothing_in_the_document_marks_no_row(model):
    model.set_messages(messages(("error", "Where?", 5), ("error", "All of it", None)))
    assert all(index.data(Role.SEVERITY) is None for index in walk(model))


def test_an_aggregation_shows_as_info(model):
    model.set_messages(messages(("aggregation", "Sum 3", TOTAL)))
    assert get(model, TOTAL, Role.SEVERITY) == "info"


def test_new_messages_move_no_row(model, qtbot):
    list(walk(model))
    with qtbot.assertNotEmitted(model.layoutChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_messages(messages(("error", "Too big", TOTAL)))


def test_after_a_run_changes_are_marked_in_place(model, after):
    model.set_after(after)

    assert text(model, TOTAL, Column.VALUE) == "20 000"
    assert get(model, TOTAL, Role.CHANGE) == "changed"
    assert get(model, TOTAL, Role.WAS) == "was 1 504 588.00"
    assert get(model, SECOND_ROW, Role.CHANGE) == "removed"
    assert get(model, SECOND_ROW, Qt.ItemDataRole.FontRole).strikeOut()
    assert get(model, 990_000, Role.CHANGE) == "added"
    assert rows_below(model, TABLE)[:2] == [FIRST_ROW, SECOND_ROW]
    assert rows_below(model, TABLE)[-1] == 990_000
    assert get(model, FIRST_ROW, Role.CHANGE) is None
    assert text(model, TABLE, Column.MESSAGES) == "+1 \N{MINUS SIGN}1"


def test_a_removed_row_keeps_its_number_and_the_others_count_without_it(model, after):
    model.set_after(after)
    assert text(model, SECOND_ROW) == "#2  SV-01"
    assert [text(model, each) for each in rows_below(model, TABLE)[2:]] == [
        "#2  SK-12", "#3  FR-00", "#4  MN-02", "#5  DISCOUNT",
    ]  # fmt: skip


def test_the_original_is_one_switch_away(model, after):
    model.set_after(after)
    model.show_before(True)
    assert text(model, TOTAL, Column.VALUE) == "1 504 588.00"
    assert get(model, SECOND_ROW, Role.CHANGE) is None
    assert not model.index_of(990_000).isValid()

    model.show_before(False)
    assert text(model, TOTAL, Column.VALUE) == "20 000"


def test_no_after_shows_the_document_again(model, after):
    model.set_after(after)
    model.set_after(None)
    assert text(model, TOTAL, Column.VALUE) == "1 504 588.00"
    assert all(index.data(Role.CHANGE) is None for index in walk(model))


def test_an_edit_is_asked_for_and_changes_nothing(model, qtbot):
    index = model.index_of(TOTAL, Column.VALUE)
    with qtbot.waitSignal(model.value_edited) as asked:
        assert not model.setData(index, "20 000")
    assert asked.args == [TOTAL, "20 000"]
    assert index.data() == "1 504 588.00"


def test_the_same_value_again_is_no_edit(model, qtbot):
    with qtbot.assertNotEmitted(model.value_edited):
        model.setData(model.index_of(TOTAL, Column.VALUE), "1 504 588.00")


def test_only_values_of_the_document_can_be_edited(model, after):
    def is_editable(datapoint_id, column=Column.VALUE):
        return bool(model.index_of(datapoint_id, column).flags() & Qt.ItemFlag.ItemIsEditable)

    assert is_editable(TOTAL)
    assert not is_editable(TOTAL, Column.LABEL)
    assert not is_editable(BUTTON)
    assert not is_editable(TABLE)
    model.set_after(after)
    assert is_editable(TOTAL)
    assert not is_editable(990_001)
    model.show_before(True)
    assert not is_editable(TOTAL)


def test_enum_fields_offer_their_options(model, document):
    expected = document.schema.find("currency").options
    assert get(model, CURRENCY, Role.OPTIONS) == expected
    assert get(model, TOTAL, Role.OPTIONS) is None


def test_options_that_a_hook_set_come_first(document):
    content = document.content
    options = encode_raw([{"value": "x", "label": "Only this"}])
    changed = msgspec.structs.replace(content.node(CURRENCY), options=options)
    model = DocumentModel()
    model.set_document(content.replaced({CURRENCY: changed}), document.schema)
    assert get(model, CURRENCY, Role.OPTIONS) == [("x", "Only this")]


def test_a_screen_reader_hears_the_whole_row(model, after):
    model.set_messages(messages(("error", "Value is too big", TOTAL)))
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert get(model, TOTAL, spoken) == (
        "Total, amount_total, 1 504 588.00, number, error: Value is too big, 3 of 7"
    )
    assert get(model, TOTALS, spoken) == "Totals (7), totals_section, section, below: 1 error, 4 of 6"
    model.set_after(after)
    assert "20 000, number, error: Value is too big, was 1 504 588.00" in get(model, TOTAL, spoken)
    assert "removed" in get(model, SECOND_ROW, spoken)
    assert get(model, HIDDEN, spoken).endswith("hidden, 6 of 6")


def test_what_is_rarely_needed_is_in_the_description(model):
    described = get(model, FORMULA, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert described == f"schema_id amount_lines_total, id {FORMULA}, computed by a formula"


@pytest.mark.parametrize(
    ("datapoint_id", "accessor"),
    [
        (TOTAL, "t.field.amount_total"),
        (TABLE, "t.field.line_items"),
        (SECOND_ROW, "t.field.line_items[1]"),
        (FIRST_CELL, "t.field.line_items[0].item_code"),
        (SECOND_ORDER, "t.field.order_id.all_values[1]"),
    ],
)
def test_a_dragged_row_is_the_accessor_a_handler_needs(model, datapoint_id, accessor):
    indexes = [model.index_of(datapoint_id, column) for column in Column]
    assert model.mimeData(indexes).text() == accessor


def test_rows_are_made_when_their_parent_is_opened(model):
    made = len(model.table.rows)
    assert made == len(model.shown.roots)
    assert model.hasChildren(model.index(0, 0))
    assert len(model.table.rows) == made
    assert model.rowCount(model.index(0, 0)) == 6
    assert len(model.table.rows) == made + 6


def test_what_qt_holds_follows_its_node_through_a_run(model, after):
    list(walk(model))
    held = {each: QPersistentModelIndex(model.index_of(each, 1)) for each in (TOTAL, SECOND_ROW, LAST_CELL)}
    model.set_after(after)
    assert {each: index.data(Role.DATAPOINT_ID) for each, index in held.items()} == {
        each: each for each in held
    }
    model.set_after(None)
    model.set_document(after, None)
    assert not held[SECOND_ROW].isValid()
    assert held[LAST_CELL].data(Role.DATAPOINT_ID) == LAST_CELL


def test_an_edited_document_keeps_its_messages_and_another_one_does_not(model, after, document):
    model.set_messages(messages(("error", "Too big", TOTAL)))
    assert model.set_document(after, document.schema) is False
    assert get(model, TOTAL, Role.SEVERITY) == "error"

    other = Content([Section(id=1, schema_id="s", children=[])])
    assert model.set_document(other, None) is True
    assert model.log == MessageLog()


def test_a_filter_leaves_matches_and_the_way_to_them(model):
    model.set_visible(Visible({FIRST_CELL}, {FIRST_ROW, TABLE, ITEMS}))
    found = [index.data(Role.DATAPOINT_ID) for index in walk(model)]
    assert found == [ITEMS, TABLE, FIRST_ROW, FIRST_CELL]


def test_below_a_match_without_matches_below_everything_stays(model):
    model.set_visible(Visible({FIRST_ROW}, {TABLE, ITEMS}))
    assert len(rows_below(model, FIRST_ROW)) == 10


def test_a_text_matches_label_schema_id_value_id_and_message(model):
    index = TextIndex(model.shown.walk(), model.wording.field_label)
    index.extend(1_000_000)
    texts = {HIDDEN: "looks wrong"}

    def found(query):
        return index.search(query, texts).ids

    assert found("sum of the lines") == [FORMULA]
    assert found("amount_lines_total") == [FORMULA]
    assert found("hp-40") == [FIRST_CELL]
    assert found(str(LAST_CELL)) == [LAST_CELL]
    assert found("wrong") == [HIDDEN]
    assert found("no such text") == []


def test_an_index_built_in_slices_is_the_same(model):
    whole = TextIndex(model.shown.walk(), model.wording.field_label)
    whole.extend(1_000_000)
    sliced = TextIndex(model.shown.walk(), model.wording.field_label)
    slices = 0
    while not sliced.is_complete:
        sliced.extend(7)
        slices += 1
    assert slices > 5
    assert sliced.search("item", {}) == whole.search("item", {})


def test_the_index_of_the_next_state_finds_what_is_new(model, document, after):
    first = TextIndex(model.shown.walk(), model.wording.field_label)
    first.extend(1_000_000)
    following = TextIndex(Shown(after).walk(), model.wording.field_label, first)
    following.extend(1_000_000)
    assert following.search("20 000", {}).ids == [TOTAL]
    assert following.search("discount", {}).ids == [990_001]
    assert following.search("sv-01", {}).ids == []
    assert following.search("hp-40", {}).ids == [FIRST_CELL]


def test_of_very_many_matches_one_part_at_a_time_is_shown():
    fields = [Datapoint(id=10 + i, schema_id="field") for i in range(3 * MOST_SHOWN)]
    shown = Shown(Content([Section(id=1, schema_id="s", children=fields)]))
    index = TextIndex(shown.walk(), str)
    index.extend(1_000_000)

    matches = index.search("field", {})

    assert len(matches.ids) == 3 * MOST_SHOWN
    assert matches.shown == matches.ids[:MOST_SHOWN]
    last = matches.around(matches.position(0, -1))
    assert last.shown == matches.ids[-MOST_SHOWN:]
    assert index.visible(last) == Visible(set(last.shown), {1})
