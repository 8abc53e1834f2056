"""Random documents, and random answers of a hook on them: most of it is of use, some of it garbage."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from small_document import SCHEMA

from rossum_studio.model.annotation import (
    VALUE_KEYS,
    Content,
    Datapoint,
    Multivalue,
    Section,
    Tuple,
    encode_raw,
)
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.response import parse_response
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.choices import Choices

EVENT = BY_NAME["annotation_content.updated"]

HEADER = ["document_id", "date_issue", "currency", "amount_total", "net_sum", "resend", "not_in_the_schema"]
COLUMNS = ["item_code", "item_amount", "item_net", "item_button"]

HALF_TEXT = "half \ud83d"
TEXTS = st.sampled_from(
    [
        *("", " ", "1", "1.5", "1.234", "1.234,50", "1e5", "2026-02-03", "3.2.2026", "EUR", "czk", "K-204"),
        *(HALF_TEXT, "x" * 1501),
    ]
) | st.text(max_size=4)
JSON = st.sampled_from([None, True, 0, -1, 12, 10**30, 1.5, [], [[1]], {}, {"a": []}, {"content": 1}]) | TEXTS
STORED_TEXTS = st.sampled_from([None, "", "1", "1.50", "1.234,50", "2026-02-03", "3.2.2026", "eur", "K-204"])
OPTIONS = st.sampled_from([[], [{"value": "usd", "label": "Dollar"}], [{"value": "1", "label": "One"}]])

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
        "cell": [cell.id for row in line_items.rows for cell in row.children],
        "row": [row.id for row in [*line_items.children, *order_ids.children]],
        "table": [line_items.id],
        "list": [order_ids.id],
        "section": [section.id for section in content.sections],
    }


def _ids(kind: str) -> st.SearchStrategy[Any]:
    kinds = st.sampled_from([kind] * 16 + ["cell", "row", "table", "section"])
    is_new = st.sampled_from([False] * 4 + [True])
    return _mostly(st.builds(Aim, kinds, st.integers(0, 199), is_new, st.booleans()))


def _replacing(kind: str) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"op": st.just("replace"), "id": _ids(kind), "value": PARTS})


def _adding(kind: str, value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"op": st.just("add"), "id": _ids(kind), "value": _mostly(value)},
        optional={"validation_sources": _mostly(st.lists(TEXTS, max_size=1))},
    )


OPERATIONS = _mostly(
    _replacing("datapoint")
    | _replacing("cell")
    | _adding("table", CELLS)
    | _adding("list", PARTS)
    | st.fixed_dictionaries({"op": st.just("remove"), "id": _ids("row")})
)
CHOICES = st.builds(
    Choices,
    hooks_write_canonical=st.booleans(),
    mismatch_keeps_datapoint=st.booleans(),
    change_resets_sources=st.booleans(),
    computed_target_refuses_all=st.booleans(),
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
    """Half of the lists are sent twice over, so that they meet what they did themselves."""
    content = _Trees(draw).content()
    sent = [_aimed(each, content) for each in draw(st.lists(OPERATIONS, min_size=1, max_size=10))]
    times = draw(st.integers(1, 2))
    return Case(content, sent * times, draw(st.sampled_from([SCHEMA] * 4 + [Schema()])), draw(CHOICES))


def _aimed(sent: Any, content: Content) -> Any:
    """The operation at a node that there is, or that an earlier operation may have added."""
    if isinstance(sent, dict) and isinstance(sent.get("id"), Aim):
        return {**sent, "id": sent["id"].at(content)}
    return sent
