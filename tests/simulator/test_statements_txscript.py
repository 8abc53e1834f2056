"""What the simulator relies on in the txscript package, and what formulas mean (reference 8.1 to 8.8)."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import txscript
from formula_document import document, experiment, field, ids, section, simple_list, values
from formula_here import applied_here, computed_here
from txscript import TxScript
from txscript.exceptions import PayloadError

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.message import MessageType
from rossum_studio.model.response import parse_response
from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.apply import apply_operations
from rossum_studio.simulator.evaluation import OperationStatus
from rossum_studio.simulator.formula import not_modelled
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

SCHEMA = experiment()
CONTENT = document(SCHEMA)
UPDATED = BY_NAME["annotation_content.updated"]
API = "https://kestrel.rossum.app/api/v1"


def payload(**attributes: Any) -> dict[str, Any]:
    scenario = Scenario(UPDATED, Hook(""), Annotation(attributes, CONTENT), SCHEMA)
    return json.loads(build_payload(scenario).body)


def tx() -> Any:
    return TxScript.from_payload(payload())


def set_to(schema_id: str, value: Any) -> Callable[[Any], None]:
    return lambda t: setattr(t.field, schema_id, value)


def returned(write: Callable[[Any], Any]) -> list[dict[str, Any]]:
    t = tx()
    write(t)
    return json.loads(json.dumps(t.hook_response()))["operations"]


# 8.1, 8.3, 8.4


IMPORTED = """
    TxScript default_to fallback is_empty is_set substitute re date timedelta datetime datapoint fields
    context annotation utils
"""


@pytest.mark.parametrize("name", IMPORTED.split())
def test_the_package_has_what_handlers_import(name):
    assert hasattr(txscript, name)


def test_datetime_is_the_module():
    assert txscript.datetime is datetime


@pytest.mark.parametrize(
    ("read", "error"),
    [
        (lambda t: t.field.colour, AttributeError),
        (lambda t: t.context.colour, AttributeError),
        (lambda t: t.annotation.action("reject"), PayloadError),
        (lambda t: t.field.qty + 1, TypeError),
        (lambda t: bool(t.field.qty.all_values), ValueError),
        (lambda t: hash(t.field.total), TypeError),
        (lambda t: t.show_error("Odd", t.field.total + 1), AttributeError),
        (lambda t: setattr(t.field, "po", ["P1"]), TypeError),
        (lambda t: setattr(t.field.qty, "all_values", [1, 2, 3]), TypeError),
        (lambda t: t.field.lines.append({"colour": "red"}), ValueError),
    ],
)
def test_txscript_raises_where_a_handler_asks_too_much(read, error):
    with pytest.raises(error):
        read(tx())


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda t: isinstance(t.field.inv_no, str), True),
        (lambda t: isinstance(t.field.total, float), False),
        (lambda t: isinstance(t.field.issued, datetime.date), False),
        (lambda t: (t.field.calc == None, t.field.calc is None), (True, False)),  # noqa: E711
        (lambda t: (t.field.btn == None, t.field.btn is None), (True, False)),  # noqa: E711
        (lambda t: txscript.is_empty(t.field.calc), True),
        (lambda t: txscript.default_to(t.field.calc, 5), 5),
        (lambda t: t.field.total * 2, 16.0),
        (lambda t: t.field.issued + txscript.timedelta(days=1), datetime.date(2026, 2, 4)),
        (lambda t: list(t.field.qty.all_values * 2), [4.0, 20.0]),
        (lambda t: [row._index for row in t.field.lines], [0, 1]),
        (lambda t: [row.desc for row in t.field.line], ["Nut", "Bolt"]),
        (lambda t: t.field.inv_no.attr.hidden, False),
        (lambda t: t.field.inv_no.attr.ocr_raw_text, None),
        (lambda t: t.field.inv_no.id, 2),
        (lambda t: t.field.lines[0].qty.parent.price, 3.5),
    ],
)
def test_a_field_reads_as_its_type_says(read, value):
    assert read(tx()) == value


def test_an_answer_has_six_keys_of_which_rossum_reads_three():
    answer = tx().hook_response()
    parsed = parse_response(json.loads(json.dumps(answer)), UPDATED, CONTENT)

    assert set(answer) == {
        "messages",
        "operations",
        "automation_blockers",
        "actions",
        "computed_ids",
        "promises",
    }
    assert parsed.problems == ()


def test_a_message_about_a_column_as_a_whole_is_about_the_document():
    t = tx()
    t.show_error("Odd", t.field.qty)

    (message,) = parse_response(json.loads(json.dumps(t.hook_response())), UPDATED, CONTENT).messages

    assert (message.type, message.content, message.datapoint_id) == (MessageType.ERROR, "Odd", None)


# 8.5


def cells(**texts: str) -> list[dict[str, Any]]:
    return [{"schema_id": name, "content": {"value": text}} for name, text in texts.items()]


INV_NO, ISSUED, KIND, CALC = (ids(CONTENT, name)[0] for name in ("inv_no", "issued", "kind", "calc"))
LINES, PO = ids(CONTENT, "lines")[0], ids(CONTENT, "po")[0]
QUANTITIES, ORDERS = ids(CONTENT, "qty"), ids(CONTENT, "po_no")
FIRST_ROW = CONTENT.multivalue("lines").rows[0].id


def replace_of(node_id: int, **value: Any) -> dict[str, Any]:
    return {"op": "replace", "id": node_id, "value": value}


def text_of(node_id: int, text: str) -> dict[str, Any]:
    return replace_of(node_id, content={"value": text})


def append_and_change(t: Any) -> None:
    t.field.lines.append({"desc": "Nail"})
    t.field.lines[2].desc = "Screw"


WRITES: dict[str, tuple[Callable[[Any], Any], list[dict[str, Any]]]] = {
    "the same value": (set_to("inv_no", "A-77"), []),
    "a text": (set_to("inv_no", "B"), [text_of(INV_NO, "B")]),
    "nothing": (set_to("inv_no", None), [text_of(INV_NO, "")]),
    "a truth value": (set_to("inv_no", True), [text_of(INV_NO, "True")]),
    "a moment": (set_to("issued", datetime.datetime(2026, 3, 4)), [text_of(ISSUED, "2026-03-04 00:00:00")]),
    "a computed field": (set_to("calc", 3), [text_of(CALC, "3")]),
    "hidden": (lambda t: setattr(t.field.inv_no.attr, "hidden", True), [replace_of(INV_NO, hidden=True)]),
    "a source": (
        lambda t: t.field.inv_no.attr.validation_sources.append("connector"),
        [replace_of(INV_NO, validation_sources=["connector"])],
    ),
    "options": (
        lambda t: setattr(t.field.kind.attr, "options", [{"value": 1, "label": "One"}]),
        [replace_of(KIND, options=[{"value": "1", "label": "One"}])],
    ),
    "a row": (
        lambda t: t.field.lines.append({"desc": "Nail"}),
        [{"op": "add", "id": LINES, "value": cells(desc="Nail", qty="", price="")}],
    ),
    "a row that is changed": (
        append_and_change,
        [{"op": "add", "id": LINES, "value": cells(desc="Screw", qty="", price="")}],
    ),
    "a row less": (lambda t: t.field.lines.__delitem__(0), [{"op": "remove", "id": FIRST_ROW}]),
    "a filtered table": (
        lambda t: setattr(t.field, "lines", [row for row in t.field.lines if row.qty > 5]),
        [{"op": "remove", "id": FIRST_ROW}],
    ),
    "a column": (
        lambda t: setattr(t.field.qty, "all_values", [1, 2]),
        [text_of(QUANTITIES[0], "1"), text_of(QUANTITIES[1], "2")],
    ),
    "a longer list": (
        lambda t: setattr(t.field.po_no, "all_values", ["P1", "P3", "P4"]),
        [text_of(ORDERS[1], "P3"), {"op": "add", "id": PO, "value": {"content": {"value": "P4"}}}],
    ),
    "a shorter list": (
        lambda t: setattr(t.field.po_no, "all_values", ["P1"]),
        [{"op": "remove", "id": ORDERS[1]}],
    ),
}


@pytest.mark.parametrize(("write", "operations"), WRITES.values(), ids=WRITES)
def test_a_write_becomes_operations(write, operations):
    assert returned(write) == operations


@pytest.mark.parametrize(("write", "operations"), WRITES.values(), ids=WRITES)
def test_the_operations_of_a_write_are_taken_unless_it_is_to_a_computed_field(write, operations):
    parsed = parse_response({"operations": returned(write)}, UPDATED, CONTENT)
    results = apply_operations(CONTENT, parsed.operations, SCHEMA).results

    expected = OperationStatus.REJECTED if text_of(CALC, "3") in operations else OperationStatus.APPLIED
    assert [result.status for result in results] == [expected] * len(operations)


def test_a_write_changes_the_payload_that_the_handler_was_given():
    sent = payload()
    t = TxScript.from_payload(sent)
    t.field.inv_no = "B"

    assert sent["annotation"]["content"][0]["children"][0]["content"]["value"] == "B"


# 8.6


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("field.total", {"total"}),
        ("row.qty", {"qty"}),
        ('getattr(field, "total")', {"total"}),
        ("[row.qty for row in field.lines]", {"lines", "qty"}),
        ("{line.qty for line in field.lines}", {"lines", "qty"}),
        ("for line in field.lines:\n    line.price", {"lines", "price"}),
        ("field.lines[0].qty", {"lines", "qty"}),
        ('show_info("Look", field.total)\nfield.kind', {"kind"}),
        ('name = "total"\ngetattr(field, name)', set()),
    ],
)
def test_a_formula_depends_on_the_fields_that_stand_in_its_text(code, found):
    schema = experiment(calc=code)

    assert computed_here(schema, document(schema)).dependencies["calc"].fields == found


def test_a_column_reads_its_row_and_the_header():
    schema = experiment(amt="field.qty + field.total + field._index")

    assert values(applied_here(schema, document(schema)).content, "amt") == ["10.0", "19.0"]


@pytest.mark.parametrize(("stored", "is_written"), [("8.0", False), ("8", True), ("", True)])
def test_a_result_is_written_unless_its_text_is_stored_already(stored, is_written):
    content = document(SCHEMA, calc=stored)
    (calc,) = ids(content, "calc")

    assert (calc in [operation.id for operation in computed_here(SCHEMA, content).operations]) is is_written


def test_a_formula_is_computed_again_once_it_is_no_longer_overridden():
    content = document(SCHEMA, calc="99")
    (calc,) = ids(content, "calc")

    def with_override(is_on: bool) -> list[str]:
        node = msgspec.structs.replace(content.node(calc), no_recalculation=is_on)
        return values(applied_here(SCHEMA, content.replaced({calc: node})).content, "calc")

    assert (with_override(True), with_override(False)) == (["99"], ["8.0"])


def test_a_formula_uses_what_it_imports_and_the_helpers():
    code = 'import math\nf"{math.floor(2.5)} {is_set(field.total)} {substitute("A", "B", field.inv_no)}"'
    schema = experiment(calc2=code)

    assert values(applied_here(schema, document(schema)).content, "calc2") == ["2 True B-77"]


def test_a_formula_of_a_simple_list_is_left_out_and_the_others_are_computed():
    schema = parse_schema(
        [section("s", simple_list("l", field("x", formula="1")), field("b", formula="'2'"))]
    )

    assert values(applied_here(schema, document(schema, l=["old"])).content, "x") == ["old"]
    assert values(applied_here(schema, document(schema)).content, "b") == ["2"]
    assert [one.schema_id for one in not_modelled(schema)] == ["x"]
