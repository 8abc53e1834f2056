"""One entry of an answer's `operations`: an operation, or the reason why it is none.

Source: reference chapter 5.4; practice, on the shapes of table operations seen in the wild.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.operation import Add, Operation, Remove, Replace
from rossum_studio.model.problem import Severity
from rossum_studio.model.response_node import (
    NODE_KEYS,
    WRITABLE,
    WRITABLE_CONTENT,
    BadPartError,
    NodeCheck,
    check_sources,
    content_of,
    read_object,
)
from rossum_studio.model.response_notes import (
    Notes,
    kind_of,
    one_of,
    pointer,
    read_id,
    shown,
    unknown_key,
    wrong_id,
)

_OPS = (Replace.op, Add.op, Remove.op)
_KEYS = {
    Replace.op: frozenset({"op", "id", "value"}),
    Add.op: frozenset({"op", "id", "value", "validation_sources"}),
    Remove.op: frozenset({"op", "id"}),
}
_REPLACE_VALUE = '{"content": {"value": "..."}}'
_ADD_VALUE = "a list of cells for a table, or one object for a simple list"


@dataclass(frozen=True, slots=True)
class BadOperation:
    """An operation that cannot be carried out, whatever the document.

    Args:
        op: As sent; empty when it is no text.
        id: As sent.
        reason: What was expected, as a sentence.
    """

    op: str
    id: Any
    reason: str


def read_operation(path: str, entry: Any, notes: Notes) -> Operation | BadOperation:
    """An operation, or the reason why it is none; the latter is a problem as well."""
    try:
        return _checked_operation(path, entry, notes)
    except BadPartError as bad:
        sent = entry if isinstance(entry, dict) else {}
        op = sent.get("op")
        message = f"{bad.reason}. Rossum would ignore this operation."
        notes.add(Severity.ERROR, path + bad.place, message, bad.code)
        return BadOperation(op if isinstance(op, str) else "", sent.get("id"), f"{bad.reason}.")


def _checked_operation(path: str, entry: Any, notes: Notes) -> Operation:
    if not isinstance(entry, dict):
        raise BadPartError("", f"is {kind_of(entry)}; expected an object", "operation-not-an-object")
    op = entry.get("op")
    if op not in _OPS:
        raise BadPartError("/op", f'"op" is {shown(op)}; expected {one_of(_OPS, op)}', "operation-unknown-op")
    datapoint_id = _operation_id(entry, op)
    check = NodeCheck(path, notes)
    match op:
        case Remove.op:
            operation: Operation = Remove(datapoint_id)
        case Add.op:
            operation = Add(datapoint_id, _row(entry, check), check_sources(entry, ""))
        case _:
            operation = Replace(datapoint_id, _replacement(entry, check))
    _note_unknown_keys(entry, op, path, notes)
    return operation


def _operation_id(entry: Mapping[str, Any], op: str) -> int:
    if "tuple_id" in entry and (op == Remove.op or "id" not in entry):
        reason = 'operations have no "tuple_id"; send the id of the row or datapoint as "id"'
        raise BadPartError("/tuple_id", reason, "operation-tuple-id")
    datapoint_id = read_id(entry.get("id"))
    if datapoint_id is None:
        raise BadPartError("/id", wrong_id(entry.get("id")), "operation-invalid-id")
    return datapoint_id


def _replacement(entry: Mapping[str, Any], check: NodeCheck) -> dict[str, Any]:
    value = read_object(entry.get("value"), "/value", _REPLACE_VALUE)
    check.check(value, "/value")
    changes_node = bool(value.keys() & (WRITABLE - {"content"}))
    if not (changes_node or content_of(value, "/value").keys() & WRITABLE_CONTENT):
        reason = f'"value" has nothing that can be changed; expected {_REPLACE_VALUE}'
        raise BadPartError("/value", reason, "operation-nothing-to-change")
    check.note_unknown_keys(value, "/value")
    return value


def _row(entry: Mapping[str, Any], check: NodeCheck) -> list[Mapping[str, Any]] | Mapping[str, Any]:
    value = entry.get("value")
    if isinstance(value, list):
        for index, cell in enumerate(value):
            _check_cell(cell, f"/value/{index}", check)
        return value
    child = read_object(value, "/value", _ADD_VALUE)
    _refuse_cells_by_column(child)
    check.check(child, "/value")
    check.note_unknown_keys(child, "/value")
    return child


def _check_cell(cell: Any, place: str, check: NodeCheck) -> None:
    if isinstance(cell, list):
        reason = "one add makes one row; send an operation for each row, with a list of cells as its value"
        raise BadPartError(place, reason, "operation-several-rows")
    if not isinstance(cell, dict):
        reason = f'a cell is {kind_of(cell)}; expected {{"schema_id": ..., "content": {{"value": ...}}}}'
        raise BadPartError(place, reason, "operation-invalid-value")
    if not isinstance(cell.get("schema_id"), str):
        reason = '"schema_id" is missing; expected the column that the cell is for'
        raise BadPartError(f"{place}/schema_id", reason, "operation-cell-without-column")
    check.check(cell, place)
    check.note_unknown_keys(cell, place)


def _refuse_cells_by_column(child: Mapping[str, Any]) -> None:
    """Refuse `{"item_code": {"content": ...}}`, which one public write-up shows."""
    if not child or child.keys() & (NODE_KEYS | WRITABLE_CONTENT):
        return
    column = next(iter(child))
    reason = (
        "a row is no object of columns; send a list of cells: "
        f'[{{"schema_id": {shown(column)}, "content": {{"value": ...}}}}, ...]'
    )
    raise BadPartError("/value", reason, "operation-add-shape")


def _note_unknown_keys(entry: Mapping[str, Any], op: str, path: str, notes: Notes) -> None:
    for key, value in entry.items():
        if value is None or key in _KEYS[op]:
            continue
        if op == Replace.op and key in WRITABLE:
            rest = f'belongs inside "value": {{"value": {{"{key}": ...}}}}'
        elif op == Remove.op and key == "value":
            rest = "has no meaning in a remove operation"
        else:
            rest = unknown_key(key, _KEYS[op])
        notes.ignore(path + pointer(key), f"{shown(key)} {rest}", "operation-unknown-key")
