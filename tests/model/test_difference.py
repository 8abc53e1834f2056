"""What differs between two states of a document."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Section, Tuple, encode_raw
from rossum_studio.model.difference import Change, attribute_changes, compare

TOTAL, TABLE, FIRST_ROW, SECOND_ROW, DESCRIPTION = 901024, 901040, 901041, 901052, 901043


@pytest.fixture
def before(sample_event):
    return sample_event("annotation_content.updated.line_items").content


def with_rows(content, rows):
    table = content.node(TABLE)
    return content.replaced({TABLE: msgspec.structs.replace(table, children=rows)})


def new_row(row_id):
    cell = Datapoint(id=row_id + 1, schema_id="item_code", content=encode_raw({"value": "NEW"}))
    return Tuple(id=row_id, schema_id="line_item", children=[cell])


def test_a_content_does_not_differ_from_itself(before):
    assert not compare(before, before)


def test_a_content_read_anew_does_not_differ(before):
    again = Content(msgspec.json.decode(before.encode(), type=list[Section]))
    assert not compare(before, again)


def test_a_changed_value_is_the_only_change_and_keeps_the_old_node(before):
    after = before.replaced({TOTAL: before.node(TOTAL).with_content(value="20 000")})

    found = compare(before, after)

    assert found.outermost == {TOTAL: Change.CHANGED}
    assert found.changed[TOTAL] is before.node(TOTAL)
    assert found.find(TOTAL).value == "20 000"
    assert found.roots == after.sections


def test_a_change_of_a_position_is_named(before):
    node = before.node(TOTAL)
    changes = attribute_changes(node, node.with_content(position=[1, 2, 3, 4]))
    assert [(change.name, change.after) for change in changes] == [("position", [1, 2, 3, 4])]


def test_hiding_a_field_is_a_change_of_it(before):
    after = before.replaced({TOTAL: msgspec.structs.replace(before.node(TOTAL), hidden=True)})
    assert compare(before, after).change(TOTAL) is Change.CHANGED


def test_json_written_differently_is_no_change(before):
    spaced = before.node(TOTAL)
    spaced = msgspec.structs.replace(
        spaced, content=msgspec.Raw(msgspec.json.format(spaced.content, indent=2))
    )
    assert not compare(before, before.replaced({TOTAL: spaced}))


def test_a_removed_row_stays_where_it_was(before):
    rows = before.node(TABLE).children
    after = with_rows(before, [rows[0], *rows[2:]])

    found = compare(before, after)

    assert found.outermost == {SECOND_ROW: Change.REMOVED}
    assert [row.id for row in found.children(after.node(TABLE))] == [row.id for row in rows]
    assert found.change(rows[1].children[0].id) is Change.REMOVED
    assert found.parent(SECOND_ROW).id == TABLE


def test_an_added_row_counts_once_and_its_cells_are_added(before):
    row = new_row(990_000)
    found = compare(before, with_rows(before, [*before.node(TABLE).children, row]))

    assert found.outermost == {row.id: Change.ADDED}
    assert found.change(row.children[0].id) is Change.ADDED
    assert found.change(TABLE) is None


def test_the_first_rows_removed_come_before_what_is_left(before):
    rows = before.node(TABLE).children
    found = compare(before, with_rows(before, [*rows[2:], new_row(990_000)]))
    merged = found.children(before.node(TABLE))
    assert [row.id for row in merged] == [*(row.id for row in rows), 990_000]


def test_a_removed_section_is_still_among_the_roots(before):
    after = Content(before.sections[1:])
    found = compare(before, after)
    assert [section.id for section in found.roots] == [section.id for section in before.sections]
    assert found.change(before.sections[0].nodes[0].id) is Change.REMOVED


def table_of(ids):
    rows = [Tuple(id=each, schema_id="row", children=[]) for each in ids]
    return Content([Section(id=1, schema_id="s", children=[Multivalue(id=2, schema_id="t", children=rows)])])


row_ids = st.lists(st.integers(10, 30), unique=True)


@given(row_ids, row_ids)
def test_every_row_of_either_state_is_shown_once_and_those_after_in_their_order(old, new):
    after = table_of(new)
    found = compare(table_of(old), after)

    shown = [row.id for row in found.children(after.node(2))]

    assert sorted(shown) == sorted({*old, *new})
    assert [each for each in shown if found.change(each) is not Change.REMOVED] == new
    assert found.removed == set(old) - set(new)
    assert found.added == set(new) - set(old)
