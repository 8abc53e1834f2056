"""What the checks of code say about fields: which one was meant, which kinds there are.

Source: reference 2.4, 5.4.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from rossum_studio.model.schema import Schema, SchemaNode

NUMBER_OR_DATE = ("number", "date")


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A sentence that offers the most similar name, with a space in front; empty when none is similar."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.7)
    return f' Did you mean "{found[0]}"?' if found else ""


def schema_ids(schema: Schema) -> list[str]:
    """All ids of a schema, in its order."""
    return [node.id for node in schema]


def parent_of(schema: Schema, node: SchemaNode) -> SchemaNode | None:
    """The node above; None for a section."""
    return None if node.parent is None else schema.find(node.parent)


def is_many_valued(schema: Schema, node: SchemaNode) -> bool:
    """Whether a field is a column of a table, or holds a list of values."""
    above = parent_of(schema, node)
    return node.category == "datapoint" and above is not None and above.category in ("tuple", "multivalue")


def columns_of(schema: Schema, table: str) -> list[str]:
    """The ids of a table's columns; empty when there is no such table."""
    node = schema.find(table)
    if node is not None and node.category == "multivalue" and node.children:
        node = node.children[0]
    return [child.id for child in node.children] if node is not None and node.category == "tuple" else []


def who_fills(node: SchemaNode) -> str:
    """What computes a field that extensions may not write: "a formula", ..."""
    return {"formula": "a formula", "reasoning": "a reasoning prompt", "lookup": "a lookup"}[
        node.filled_by or "formula"
    ]
