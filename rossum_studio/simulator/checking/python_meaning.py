"""What an expression in a handler stands for: the payload, a field, a row, a thing of a library.

Source: reference 4.3, 8.1, 8.4.
"""

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A module, or a thing in one, by its dotted name: `requests.get`, `builtins.str`."""

    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """What calling a thing of a library gave: `requests.Session`."""

    name: str


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class of this file."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of this file."""

    node: ast.ClassDef


@dataclass(frozen=True, slots=True)
class PayloadPart:
    """The payload, or what its keys lead to: `("annotation", "content")`."""

    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TxScriptObject:
    """What `TxScript.from_payload` returns, usually called `t`."""


@dataclass(frozen=True, slots=True)
class TxScriptAnswer:
    """What `t.hook_response()` returns."""


@dataclass(frozen=True, slots=True)
class Fields:
    """`t.field`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `t.field.amount_total`, a table, a column, or a cell of a row.

    Args:
        in_row: One cell or value, not a whole column.
        is_optional: From `getattr` with a default, so that it may be no field at all.
    """

    schema_id: str
    in_row: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class AllValues:
    """`.all_values` of a column or a list of values."""

    schema_id: str


@dataclass(frozen=True, slots=True)
class FieldAttributes:
    """`.attr` of a field."""

    field: Field


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Args:
        table: `schema_id` of the multivalue or the tuple.
    """

    table: str


@dataclass(frozen=True, slots=True)
class Nodes:
    """One or more content nodes of a field, as `find_by_schema_id` finds them."""

    schema_id: str


@dataclass(frozen=True, slots=True)
class NodeContent:
    """`content` of a content node."""

    schema_id: str


@dataclass(frozen=True, slots=True)
class NodeText:
    """A text in a node's content.

    Args:
        key: `value`, `normalized_value`, ...
    """

    schema_id: str
    key: str


type Meaning = (
    Known
    | Made
    | Definition
    | Instance
    | PayloadPart
    | TxScriptObject
    | TxScriptAnswer
    | Fields
    | Field
    | AllValues
    | FieldAttributes
    | Row
    | Nodes
    | NodeContent
    | NodeText
)

_SAME_THING = {
    "rossum_python.RossumPython": "txscript.TxScript",
    "txscript.txscript.TxScript": "txscript.TxScript",
    "requests.session": "requests.Session",
    "requests.sessions.Session": "requests.Session",
    "requests.sessions.session": "requests.Session",
}


def known(name: str) -> Known:
    """A thing of a library under its usual name."""
    if name.startswith("rossum_python.") and name not in _SAME_THING:
        name = "txscript." + name.removeprefix("rossum_python.")
    name = name.replace("txscript.builtins.", "txscript.")
    return Known(_SAME_THING.get(name, name))
