"""What TxScript sees after a handler is what the document holds once its operations are applied.

Each handler of `data_txscript_agrees` runs with the real txscript over a payload of ours. Its operations go
through `parse_response` and `apply_operations`, and a fresh TxScript over the payload of the new document is
asked for the same fields.

Source: reference 5.4, 8.3 to 8.5.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from inspect import getmembers, isfunction
from types import ModuleType
from typing import Any

import pytest
from data_txscript_agrees import (
    attributes,
    columns,
    header_values,
    messages,
    numbers,
    rows,
    seen_otherwise,
    unchanged,
    whole_rows,
)
from data_txscript_agrees.document import NUMBER_FIELDS, SCHEMA, document
from txscript import TxScript

from rossum_studio.model.annotation import Annotation, Content, Datapoint
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.number_format import NUMBER_FORMATS
from rossum_studio.model.response import HookResponse, parse_response
from rossum_studio.model.schema import SchemaNode
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluation import OperationStatus
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

type Handler = Callable[[TxScript], None]

EVENT = BY_NAME["annotation_content.initialize"]
DOCUMENT = document()
HOOK = Hook("", {"sideload": ["schemas"]})
KEEPS_SOURCES = Choices(change_resets_sources=False)
"""TxScript leaves `validation_sources` alone when a value changes."""


def handlers_in(*modules: ModuleType) -> dict[str, Handler]:
    """The handlers that modules define, by module and name."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__
    }


UNCHANGED = handlers_in(unchanged)
WHOLE_ROWS = handlers_in(whole_rows)
HANDLERS = handlers_in(header_values, numbers, attributes, rows, columns, messages) | WHOLE_ROWS | UNCHANGED
SEEN_OTHERWISE = handlers_in(seen_otherwise)


@dataclass(frozen=True)
class Run:
    """One handler over the document.

    Args:
        answer: What it returned, after a trip through JSON.
        seen: The fields as its TxScript sees them at the end.
    """

    answer: dict[str, Any]
    seen: dict[str, Any]
    response: HookResponse

    def applied(self, choices: Choices = KEEPS_SOURCES) -> Applied:
        return apply_operations(DOCUMENT, self.response.operations, SCHEMA, choices)


def txscript_of(content: Content) -> Any:
    scenario = Scenario(EVENT, HOOK, Annotation({"id": 88001}, content), SCHEMA)
    return TxScript.from_payload(json.loads(build_payload(scenario).body))


@cache
def run(handler: Handler) -> Run:
    t = txscript_of(DOCUMENT)
    handler(t)
    answer = json.loads(json.dumps(t.hook_response()))
    return Run(answer, seen_by(t), parse_response(answer, EVENT, DOCUMENT))


def seen_by(t: Any) -> dict[str, Any]:
    """What each field, cell and child shows, by its place: `line_items/0/item_code/value`."""
    fields = [field for section in SCHEMA.sections for field in section.children]
    seen = [pair for field in fields for pair in _seen(field.id, field, getattr(t.field, field.id))]
    return json.loads(json.dumps(dict(seen)))


def _seen(place: str, field: SchemaNode, value: Any) -> Iterator[tuple[str, Any]]:
    yield f"{place}/id", _known_id(value)
    match field.category:
        case "datapoint":
            yield from _seen_datapoint(place, field, value)
        case "multivalue":
            for index, child in enumerate(value):
                yield from _seen(f"{place}/{index}", field.children[0], child)
        case "tuple":
            for column in _written_columns(field):
                yield from _seen(f"{place}/{column.id}", column, getattr(value, column.id))


def _written_columns(row: SchemaNode) -> list[SchemaNode]:
    """Columns but computed ones, which TxScript copies with a row and Rossum does not."""
    return [column for column in row.children if not column.is_computed]


def _seen_datapoint(place: str, field: SchemaNode, value: Any) -> Iterator[tuple[str, Any]]:
    attr = value.attr
    yield f"{place}/value", value
    yield f"{place}/hidden", attr.hidden
    if field.type != "button":  # a new one has ["NA"], which TxScript does not know yet
        yield f"{place}/validation_sources", list(attr.validation_sources)
    yield f"{place}/options", attr.options.data
    yield f"{place}/page", getattr(attr, "page", None)
    yield f"{place}/position", getattr(attr, "position", None)


def _values(seen: dict[str, Any]) -> dict[str, Any]:
    return {place: shown for place, shown in seen.items() if place.endswith(("/id", "/value"))}


def _known_id(value: Any) -> int | None:
    """The id; None for what the handler added, which has one in the new document only."""
    found = getattr(value.attr, "id", None)
    return found if found in DOCUMENT.by_id else None


def test_there_are_at_least_sixty_handlers_over_all_nine_number_formats():
    assert len(HANDLERS) >= 60
    assert set(NUMBER_FIELDS.values()) == set(NUMBER_FORMATS)


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_the_new_document_is_what_txscript_sees_after_the_handler(handler: Handler):
    done = run(handler)
    applied = done.applied()
    after = seen_by(txscript_of(applied.content))

    if handler in WHOLE_ROWS.values():
        assert _values(after) == _values(done.seen)
    else:
        assert after == done.seen
    assert {result.status for result in applied.results} <= {OperationStatus.APPLIED}


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_every_handler_says_or_changes_something_unless_it_is_meant_not_to(handler: Handler):
    answer = run(handler).answer
    says = answer["operations"] or answer["messages"] or answer["automation_blockers"]

    assert bool(says) == (handler not in UNCHANGED.values())


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_messages_and_blockers_keep_their_ids(handler: Handler):
    done = run(handler)
    answer, response = done.answer, done.response

    assert [(one.type, one.content, one.datapoint_id) for one in response.messages] == [
        (sent["type"], sent["content"], sent.get("id")) for sent in answer["messages"]
    ]
    assert [(one.content, one.datapoint_id) for one in response.automation_blockers] == [
        (sent["content"], sent.get("id")) for sent in answer["automation_blockers"]
    ]
    assert response.problems == ()


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_only_a_new_value_without_sources_loses_those_it_had(handler: Handler):
    done = run(handler)
    kept, reset = (done.applied(choices).content for choices in (KEEPS_SOURCES, Choices()))
    given = {
        sent["id"] for sent in done.answer["operations"] if "validation_sources" in sent.get("value", ())
    }

    for before, after in zip(kept.datapoints(), reset.datapoints(), strict=True):
        loses = _has_new_value(after) and after.id not in given
        assert after.sources == ([] if loses else before.sources)


def _has_new_value(datapoint: Datapoint) -> bool:
    original = DOCUMENT.find(datapoint.id)
    return isinstance(original, Datapoint) and original.value != datapoint.value


@pytest.mark.parametrize("handler", HANDLERS.values(), ids=HANDLERS)
def test_computed_cells_stay_as_they_are_until_formulas_run(handler: Handler):
    after = run(handler).applied().content

    for cell in after.with_schema_id("item_total"):
        before = DOCUMENT.find(cell.id)
        assert cell == before if before else cell.value == ""


@pytest.mark.parametrize(
    ("name", "field", "txscript_value", "new_value"),
    [
        ("an_option_is_written_in_capitals", "currency", "CZK", "czk"),
        ("a_number_is_written_as_it_is_shown", "amount_paid", None, 1234.5),
        ("a_date_is_written_as_it_is_shown", "date_issue", None, "2026-03-09"),
        ("a_value_is_written_as_an_attribute", "amount_due", 1444.5, 5.0),
        ("a_computed_field_is_written", "amount_check", 22.0, 21.0),
        ("a_computed_field_is_written", "document_id", "K-205", "K-204"),
        ("a_text_is_too_long", "notes", "x" * 1501, "first"),
        ("a_text_is_too_long", "document_id", "K-205", "K-205"),
        ("a_table_is_hidden", "document_id", "K-205", "K-205"),
        ("the_last_row_is_deleted_by_minus_one", "line_items/1/item_code", "N4", "B7"),
    ],
)
def test_where_rossum_reads_or_refuses_a_write_txscript_sees_something_else(
    name, field, txscript_value, new_value
):
    done = run(SEEN_OTHERWISE[f"seen_otherwise.{name}"])
    after = seen_by(txscript_of(done.applied().content))

    assert done.seen[f"{field}/value"] == txscript_value
    assert after[f"{field}/value"] == new_value


def test_a_list_without_room_takes_what_fits():
    done = run(SEEN_OTHERWISE["seen_otherwise.a_list_has_no_room_left"])
    after = seen_by(txscript_of(done.applied().content))

    assert [done.seen[f"approvers/{index}/value"] for index in range(4)] == ["Ada", "Bob", "Cy", "Di"]
    assert [after.get(f"approvers/{index}/value") for index in range(4)] == ["Ada", "Bob", "Cy", None]


def test_hiding_a_table_is_refused_and_the_table_stays():
    done = run(SEEN_OTHERWISE["seen_otherwise.a_table_is_hidden"])
    applied = done.applied()

    assert [result.status for result in applied.results] == [
        OperationStatus.APPLIED,
        OperationStatus.REJECTED,
    ]
    assert applied.content.multivalue("line_items").rows == DOCUMENT.multivalue("line_items").rows
