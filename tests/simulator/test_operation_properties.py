"""What holds for any list of operations on any document, garbage included.

The lists are answers of a hook: they go through `parse_response`, as those do.

Source: reference 5.4.
"""

from collections.abc import Iterator, Set
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from random_operations import HALF_TEXT, Case, cases
from small_document import SCHEMA, document

from rossum_studio.model.annotation import (
    ABSENT,
    Content,
    Datapoint,
    Multivalue,
    Node,
    Tuple,
    decode_raw,
    encode_raw,
)
from rossum_studio.simulator.apply import Applied
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluation import Change, OperationResult, OperationStatus

MANY = settings(deadline=None, max_examples=120)

CONTENT_PARTS = ("value", "normalized_value", "page", "position", "struct")


@MANY
@given(cases())
def test_every_list_gives_one_result_for_each_operation_and_leaves_the_input_alone(case):
    before = case.content.encode()
    applied = case.applied()

    assert [result.index for result in applied.results] == list(range(len(case.sent)))
    assert case.content.encode() == before
    for result in applied.results:
        assert (result.reason is None) == (result.status is OperationStatus.APPLIED)
        assert result.status is OperationStatus.APPLIED or not (result.changes or result.created_ids)


@MANY
@given(cases())
def test_ids_are_unique_and_no_old_one_is_given_to_a_new_node(case):
    after = case.applied().content
    ids = [node.id for node in after]

    assert len(ids) == len(set(ids))
    for node in after:
        old = case.content.find(node.id)
        assert old is None or (old.category, old.schema_id) == (node.category, node.schema_id)


@MANY
@given(cases())
def test_what_no_operation_touched_is_the_same_object(case):
    applied = case.applied()
    after = applied.content
    touched = {*applied.updated}
    touched.update(above.id for node_id in applied.updated for above in after.ancestors(node_id))

    assert (after is case.content) == (not touched)
    for node in after:
        assert (node is case.content.find(node.id)) == (node.id not in touched)


@MANY
@given(cases())
def test_updated_ids_are_in_document_order_and_miss_no_change(case):
    applied = case.applied()
    before, after = shown(case.content), shown(applied.content)
    different = {node_id for node_id, node in after.items() if node != before.get(node_id)}

    assert list(applied.updated) == [node_id for node_id in after if node_id in set(applied.updated)]
    assert different <= set(applied.updated)


@MANY
@given(cases())
def test_updated_ids_are_those_of_changes_of_new_nodes_and_of_multivalues_with_other_rows(case):
    applied = case.applied()
    named: set[int] = set()
    multivalue_of = {
        row.id: node.id for node in case.content if isinstance(node, Multivalue) for row in node.nodes
    }
    for result, change in _changes(applied):
        named.update((change.id, *result.created_ids))
        if result.op == "add":
            multivalue_of[change.id] = result.id
        if change.attribute == "row":
            named.add(multivalue_of[change.id])

    assert set(applied.updated) == named & applied.content.by_id.keys()


@MANY
@given(cases())
def test_the_changes_applied_to_the_old_content_give_the_new_one(case):
    """A change of an added row tells its texts only, so only those of its cells are compared."""
    applied = case.applied()
    patched = case.content
    for result, change in _changes(applied):
        patched = _with_change(patched, result, change)

    added = {node_id for result in applied.results for node_id in result.created_ids}
    assert shown(patched, by_text=added) == shown(applied.content, by_text=added)


@MANY
@given(cases())
def test_the_changes_taken_back_give_the_old_content(case):
    """Backwards through the changes: attributes get what they had, added rows go, removed ones return.

    A row returns as the node it was, to its place among the rows of the old content; a change tells neither.
    `connector_text` and `connector_position`, which follow from the value, are no part of a change.
    """
    applied = case.applied()
    undone = applied.content
    for _, change in reversed(list(_changes(applied))):
        undone = _without_change(undone, change, case.content)

    assert shown(undone) == shown(case.content)


@pytest.mark.parametrize(
    ("operation", "place"),
    [
        ({"op": "replace", "id": 11, "value": {"content": {"value": HALF_TEXT}}}, "/value/content"),
        (
            {"op": "replace", "id": 11, "value": {"validation_sources": [HALF_TEXT]}},
            "/value/validation_sources",
        ),
        (
            {"op": "replace", "id": 13, "value": {"options": [{"value": "a", "label": HALF_TEXT}]}},
            "/value/options",
        ),
        ({"op": "add", "id": 20, "value": {"content": {"value": HALF_TEXT}}}, "/value/content"),
        ({"op": "add", "id": 30, "value": [], "validation_sources": [HALF_TEXT]}, "/validation_sources"),
        (
            {"op": "add", "id": 30, "value": [{"schema_id": "item_code", "content": {"value": HALF_TEXT}}]},
            "/value/0/content",
        ),
    ],
)
def test_half_a_character_is_refused_where_it_stands(operation, place):
    content = document()
    applied = Case(content, [operation], SCHEMA, Choices()).applied()

    assert applied.content is content
    assert [(problem.path, problem.code) for problem in applied.problems] == [
        (f"/operations/0{place}", "operation-half-character")
    ]
    assert r"half a character, \ud83d" in applied.results[0].reason


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"value": "x" * 1501}, "/operations/0/value/content/value"),
        ({"value": "5", "normalized_value": "6"}, "/operations/0/value/content"),
    ],
)
def test_a_refused_value_is_reported_at_its_place_in_the_answer(content, place):
    sent = {"op": "replace", "id": 14, "value": {"content": content}}
    applied = Case(document(), [sent], SCHEMA, Choices()).applied()

    assert [problem.path for problem in applied.problems] == [place]


def shown(content: Content, by_text: Set[int] = frozenset()) -> dict[int, Any]:
    """What changes speak about, of each node in document order.

    Args:
        by_text: Ids of datapoints of which only the text counts.
    """
    return {node.id: (node.schema_id, _shown(node, node.id in by_text)) for node in content}


def _shown(node: Node, is_by_text: bool) -> Any:
    if not isinstance(node, Datapoint):
        return [child.id for child in node.nodes]
    if is_by_text:
        return node.value
    content = node.content_object or {}
    parts = [content.get(key) for key in CONTENT_PARTS]
    return [*parts, node.sources, node.hidden is True, decode_raw(node.options)]


def _changes(applied: Applied) -> Iterator[tuple[OperationResult, Change]]:
    return ((result, change) for result in applied.results for change in result.changes)


def _with_change(content: Content, result: OperationResult, change: Change) -> Content:
    if change.attribute != "row":
        return _with_attribute(content, change, change.after)
    if change.after is None:
        return _without_row(content, change.id)
    return _with_rows(content, result.id, [*content.node(result.id).nodes, _new_row(result, change)])


def _without_change(content: Content, change: Change, old: Content) -> Content:
    if change.attribute != "row":
        is_there = content.find(change.id) is not None
        return _with_attribute(content, change, change.before) if is_there else content
    if change.before is None:
        return _without_row(content, change.id)
    return _with_row_back(content, change.id, old)


def _with_attribute(content: Content, change: Change, value: Any) -> Content:
    datapoint = content.node(change.id)
    assert isinstance(datapoint, Datapoint)
    match change.attribute:
        case "hidden":
            changed = msgspec.structs.replace(datapoint, hidden=value)
        case "options" | "validation_sources":
            raw = ABSENT if value is None else encode_raw(value)
            changed = msgspec.structs.replace(datapoint, **{change.attribute: raw})
        case _:
            changed = datapoint.with_content(**{change.attribute: value})
    return content.replaced({datapoint.id: changed})


def _new_row(result: OperationResult, change: Change) -> Tuple | Datapoint:
    """The row that a change tells of: its columns and their texts."""
    if not isinstance(change.after, dict):
        return _new_cell(change.id, change.schema_id, change.after)
    cell_ids = result.created_ids[1:]
    cells = [
        _new_cell(cell_id, schema_id, text)
        for cell_id, (schema_id, text) in zip(cell_ids, change.after.items(), strict=True)
    ]
    return Tuple(id=change.id, schema_id=change.schema_id, children=cells)


def _new_cell(cell_id: int, schema_id: str, text: str) -> Datapoint:
    return Datapoint(id=cell_id, schema_id=schema_id, content=encode_raw({"value": text}))


def _without_row(content: Content, row_id: int) -> Content:
    multivalue = content.parent(row_id)
    if multivalue is None:
        return content
    return _with_rows(content, multivalue.id, [row for row in multivalue.nodes if row.id != row_id])


def _with_row_back(content: Content, row_id: int, old: Content) -> Content:
    multivalue = old.parent(row_id)
    if multivalue is None:  # the list had added it
        return content
    now = {row.id: row for row in content.node(multivalue.id).nodes}
    there = [now.pop(row.id, row) for row in multivalue.nodes if row.id in now or row.id == row_id]
    return _with_rows(content, multivalue.id, [*there, *now.values()])


def _with_rows(content: Content, multivalue_id: int, rows: list[Any]) -> Content:
    multivalue = content.node(multivalue_id)
    return content.replaced({multivalue_id: msgspec.structs.replace(multivalue, children=rows)})
