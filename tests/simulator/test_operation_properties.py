"""What holds for any list of operations on any document, garbage included.

The lists are answers of a hook, so they go through `parse_response` as those do.

Source: reference 5.4.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from small_document import SCHEMA

from rossum_studio.model.annotation import (
    ABSENT,
    VALUE_KEYS,
    Content,
    Datapoint,
    Multivalue,
    Node,
    Section,
    Tuple,
    decode_raw,
    encode_raw,
)
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.response import parse_response
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluation import Change, OperationResult, OperationStatus

EVENT = BY_NAME["annotation_content.updated"]
MANY = settings(deadline=None, max_examples=200)

HEADER = ["document_id", "date_issue", "currency", "amount_total", "net_sum", "resend", "not_in_the_schema"]
CONTENT_PARTS = ("value", "normalized_value", "page", "position", "struct")
COLUMNS = ["item_code", "item_amount", "item_net", "item_button"]

TEXTS = st.sampled_from(
    [
        *("", " ", "1", "1.5", "1.234", "1.234,50", "1e5", "2026-02-03", "3.2.2026", "EUR", "czk", "K-204"),
        *("half \ud83d", "x" * 1501),
    ]
)
JSON = st.sampled_from([None, True, 0, -1, 12, 10**30, 1.5, [], [[1]], {}, {"a": []}, {"content": 1}]) | TEXTS
STORED_TEXTS = st.sampled_from([None, "", "1", "1.50", "1.234,50", "2026-02-03", "3.2.2026", "eur", "K-204"])
OPTIONS = st.sampled_from([[], [{"value": "usd", "label": "Dollar"}], [{"value": "1", "label": "One"}]])
HALF = st.booleans()

CONTENTS = (
    st.fixed_dictionaries({"value": STORED_TEXTS, "normalized_value": STORED_TEXTS}).map(
        lambda known: dict.fromkeys(VALUE_KEYS) | known
    )
    | st.fixed_dictionaries({}, optional={"value": STORED_TEXTS, "page": st.integers(1, 3)})
    | st.none()
)
STORED = st.fixed_dictionaries(
    {"content": CONTENTS.map(encode_raw)},
    optional={
        "validation_sources": st.just(encode_raw(["score"])),
        "hidden": st.sampled_from([None, False, True]),
        "options": OPTIONS.map(encode_raw),
        "no_recalculation": st.just(True),
    },
)
"""What a datapoint has beside its id and its field: complete or not, and sometimes a button's null."""


def _mostly[T](wanted: st.SearchStrategy[T]) -> st.SearchStrategy[Any]:
    """The wanted, and garbage once in a while."""
    return st.sampled_from([wanted] * 24 + [JSON]).flatmap(lambda chosen: chosen)


PARTS = st.fixed_dictionaries(
    {
        "content": _mostly(
            st.fixed_dictionaries(
                {"value": _mostly(TEXTS)},
                optional={
                    "page": _mostly(st.integers(1, 3)),
                    "position": _mostly(st.sampled_from([None, [1, 2, 3, 4], [0.5, 1, 2.5, 10]])),
                    "struct": _mostly(st.just({"key": "K"})),
                    "rir_text": TEXTS,
                },
            )
            | st.fixed_dictionaries({"normalized_value": TEXTS}, optional={"value": TEXTS})
        )
    },
    optional={
        "hidden": _mostly(st.booleans()),
        "validation_sources": _mostly(st.lists(st.sampled_from(["connector", "score"]), max_size=2)),
        "options": _mostly(OPTIONS),
        "id": JSON,
    },
)
"""What may stand in a `replace`, or in a cell of an `add`."""

CELLS = st.lists(
    st.tuples(_mostly(st.sampled_from(COLUMNS)), PARTS).map(lambda cell: {"schema_id": cell[0], **cell[1]}),
    max_size=3,
)


@dataclass(frozen=True)
class Aim:
    """Stands for the id of a node until the document is known.

    Args:
        is_new: One that a new node may get.
        is_text: Sent as a text.
    """

    kind: str
    number: int
    is_new: bool
    is_text: bool

    def at(self, content: Content) -> int | str:
        known = _targets(content)[self.kind]
        newer = range(content.highest_id + 1, content.highest_id + 8)
        targets = newer if self.is_new or not known else known
        found = targets[self.number % len(targets)]
        return str(found) if self.is_text else found


def _targets(content: Content) -> dict[str, list[int]]:
    """Ids by what can be done to the node."""
    order_ids, line_items = (content.multivalue(name) for name in ("order_ids", "line_items"))
    return {
        "datapoint": [node.id for node in content.datapoints()],
        "row": [row.id for row in [*line_items.children, *order_ids.children]],
        "table": [line_items.id],
        "list": [order_ids.id],
        "section": [section.id for section in content.sections],
    }


def _ids(kind: str) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from([kind] * 16 + ["datapoint", "row", "table", "section"])
    is_new = st.sampled_from([False] * 4 + [True])
    return _mostly(st.builds(Aim, kinds, st.integers(0, 199), is_new, st.booleans()))


def _adding(kind: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"op": st.just("add"), "id": _ids(kind), "value": _mostly(value)},
        optional={"validation_sources": _mostly(st.lists(TEXTS, max_size=1))},
    )


OPERATIONS = _mostly(
    st.fixed_dictionaries({"op": st.just("replace"), "id": _ids("datapoint"), "value": PARTS})
    | _adding("table", CELLS)
    | _adding("list", PARTS)
    | st.fixed_dictionaries({"op": st.just("remove"), "id": _ids("row")})
)
CHOICES = st.builds(
    Choices,
    hooks_write_canonical=HALF,
    mismatch_keeps_datapoint=HALF,
    change_resets_sources=HALF,
    computed_target_refuses_all=HALF,
)


@dataclass(frozen=True)
class Case:
    """A document, what a hook answered on it, and how that is applied."""

    content: Content
    sent: list[Any]
    schema: Schema = field(repr=False)
    choices: Choices

    def applied(self) -> Applied:
        response = parse_response({"operations": self.sent}, EVENT, self.content)
        return apply_operations(self.content, response.operations, self.schema, self.choices)


class _Trees:
    """Draws documents, whose ids are in no order."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        step = draw(st.integers(1, 60))
        self._ids = iter([number * step % 61 for number in range(1, 61)])  # 61 is a prime: no id comes twice

    def content(self) -> Content:
        head = [self._datapoint(name) for name in self._some(HEADER)]
        tables = [self._list("order_ids"), self._table(), self._list("not_in_the_schema_either")]
        return Content([self._section("head", head), self._section("tables", tables)])

    def _section(self, schema_id: str, children: list[Any]) -> Section:
        return Section(id=next(self._ids), schema_id=schema_id, children=children)

    def _list(self, schema_id: str) -> Multivalue:
        children = [self._datapoint("order_id") for _ in range(self._count(3))]
        return Multivalue(id=next(self._ids), schema_id=schema_id, children=children)

    def _table(self) -> Multivalue:
        rows = [self._row() for _ in range(self._count(3))]
        return Multivalue(id=next(self._ids), schema_id="line_items", children=rows)

    def _row(self) -> Tuple:
        cells = [self._datapoint(name) for name in self._some(COLUMNS)]
        return Tuple(id=next(self._ids), schema_id="line_item", children=cells)

    def _datapoint(self, schema_id: str) -> Datapoint:
        return Datapoint(id=next(self._ids), schema_id=schema_id, **self._draw(STORED))

    def _some(self, names: list[str]) -> list[str]:
        return self._draw(st.lists(st.sampled_from(names), unique=True, min_size=2))

    def _count(self, limit: int) -> int:
        return self._draw(st.integers(0, limit))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    content = _Trees(draw).content()
    sent = [_aimed(each, content) for each in draw(st.lists(OPERATIONS, min_size=1, max_size=12))]
    return Case(content, sent, draw(st.sampled_from([SCHEMA] * 4 + [Schema()])), draw(CHOICES))


def _aimed(sent: Any, content: Content) -> Any:
    """The operation at a node that there is, or that an earlier operation may have added."""
    if isinstance(sent, dict) and isinstance(sent.get("id"), Aim):
        return {**sent, "id": sent["id"].at(content)}
    return sent


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
