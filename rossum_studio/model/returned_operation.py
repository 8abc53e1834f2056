"""One entry of an answer's `operations`: an operation, or the reason why it is none.

Source: reference chapter 5.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.operation import Add, Operation, Remove, Replace
from rossum_studio.model.problem import Severity
from rossum_studio.model.response_notes import Notes, kind_of, one_of, read_id, shown, wrong_id

_OPS = (Replace.op, Add.op, Remove.op)
_UPDATABLE = frozenset({"validation_sources", "hidden", "options"})
_UPDATABLE_CONTENT = frozenset({"value", "normalized_value", "position", "page", "struct"})


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
    except _BadPartError as bad:
        sent = entry if isinstance(entry, dict) else {}
        op = sent.get("op")
        message = f"{bad.reason}. Rossum would ignore this operation."
        notes.add(Severity.ERROR, path + bad.place, message, bad.code)
        return BadOperation(op if isinstance(op, str) else "", sent.get("id"), f"{bad.reason}.")


class _BadPartError(Exception):
    def __init__(self, place: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.place, self.reason, self.code = place, reason, code


def _checked_operation(path: str, entry: Any, notes: Notes) -> Operation:
    if not isinstance(entry, dict):
        raise _BadPartError("", f"is {kind_of(entry)}; expected an object", "operation-not-an-object")
    op = entry.get("op")
    if op not in _OPS:
        raise _BadPartError(
            "/op", f'"op" is {shown(op)}; expected {one_of(_OPS, op)}', "operation-unknown-op"
        )
    datapoint_id = _operation_id(entry, op)
    if op == Remove.op:
        return Remove(datapoint_id)
    if op == Add.op:
        return Add(datapoint_id, _row(entry, path, notes), _sources(entry, ""))
    value = _object(entry.get("value"), "/value")
    _check_node(value, path, "/value", notes)
    if not (value.keys() & _UPDATABLE or value.get("content", {}).keys() & _UPDATABLE_CONTENT):
        reason = '"value" has nothing to change; expected {"content": {"value": ...}}'
        raise _BadPartError("/value", reason, "operation-nothing-to-change")
    return Replace(datapoint_id, value)


def _operation_id(entry: Mapping[str, Any], op: str) -> int:
    if "tuple_id" in entry and (op == Remove.op or "id" not in entry):
        reason = 'operations have no "tuple_id"; send the id of the row or datapoint as "id"'
        raise _BadPartError("/tuple_id", reason, "operation-tuple-id")
    datapoint_id = read_id(entry.get("id"))
    if datapoint_id is None:
        raise _BadPartError("/id", wrong_id(entry.get("id")), "operation-invalid-id")
    return datapoint_id


def _row(entry: Mapping[str, Any], path: str, notes: Notes) -> list[Mapping[str, Any]] | Mapping[str, Any]:
    value = entry.get("value")
    if not isinstance(value, list):
        child = _object(value, "/value")
        _check_node(child, path, "/value", notes)
        return child
    for index, cell in enumerate(value):
        place = f"/value/{index}"
        if not isinstance(_object(cell, place).get("schema_id"), str):
            reason = '"schema_id" is missing; expected the column that the cell is for'
            raise _BadPartError(f"{place}/schema_id", reason, "operation-cell-without-column")
        _check_node(cell, path, place, notes)
    return value


def _check_node(node: Mapping[str, Any], path: str, place: str, notes: Notes) -> None:
    """Raise for parts of the wrong form in what replaces or makes a datapoint."""
    content = _object(node["content"], f"{place}/content") if "content" in node else {}
    for key in ("value", "normalized_value"):
        _check_scalar(content.get(key), path, f"{place}/content/{key}", notes)
    _check_position(content, f"{place}/content")
    _sources(node, place)
    if not isinstance(node.get("hidden") or False, bool):
        raise _wrong(f"{place}/hidden", node["hidden"], "true or false")
    options = node.get("options")
    if options is not None and not _is_list_of(options, dict):
        raise _wrong(f"{place}/options", options, "a list of objects with value and label")


def _check_scalar(value: Any, path: str, place: str, notes: Notes) -> None:
    if isinstance(value, (dict, list)):
        raise _wrong(place, value, "a text")
    if value is not None and not isinstance(value, str):
        message = f'is {kind_of(value)} and may be ignored; send the text "{value}".'
        notes.add(Severity.WARNING, path + place, message, "operation-value-not-text")


def _check_position(content: Mapping[str, Any], place: str) -> None:
    position, page = content.get("position"), content.get("page")
    if position is not None and not (_is_list_of(position, (int, float)) and len(position) == 4):
        raise _wrong(f"{place}/position", position, "[left, top, right, bottom] or null")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool)):
        raise _wrong(f"{place}/page", page, "a page number or null")


def _sources(node: Mapping[str, Any], place: str) -> list[str] | None:
    sources = node.get("validation_sources")
    if sources is not None and not _is_list_of(sources, str):
        raise _wrong(f"{place}/validation_sources", sources, "a list of texts")
    return sources


def _object(value: Any, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "an object")
    return value


def _wrong(place: str, value: Any, expected: str) -> _BadPartError:
    name = place.rpartition("/")[2]
    reason = f'"{name}" is {kind_of(value)}; expected {expected}'
    return _BadPartError(place, reason, "operation-invalid-value")


def _is_list_of(value: Any, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, list) and all(isinstance(entry, kind) for entry in value)
