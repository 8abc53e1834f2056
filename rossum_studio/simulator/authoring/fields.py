"""Entries about the fields of a document: label, type and current value beside each id."""

from collections.abc import Iterator

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.simulator.authoring.completion import Entry, Kind, Known

LONGEST_VALUE = 40
_SPACE = "   "


def field_entries(known: Known) -> Iterator[Entry]:
    """Every field that is reached from the header: fields, tables, lists and columns."""
    if known.schema is None:
        return
    for node in known.schema:
        if node.category != "section":
            kind = Kind.COLUMN if _is_column(node, known.schema) else Kind.FIELD
            yield _entry(node, kind, known.values.get(node.id, ""))


def column_entries(known: Known, table: str) -> Iterator[Entry]:
    """The columns of a table, named by the id of its multivalue or tuple."""
    found = known.schema.find(table) if known.schema is not None else None
    row = found.children[0] if found is not None and found.category == "multivalue" else found
    for node in row.children if row is not None and row.category == "tuple" else ():
        yield _entry(node, Kind.COLUMN, known.values.get(node.id, ""))


def schema_id_entries(known: Known) -> Iterator[Entry]:
    """Every id of the schema, sections included."""
    for node in known.schema or ():
        yield _entry(node, Kind.FIELD, known.values.get(node.id, ""))


def field_sentence(known: Known, schema_id: str) -> str | None:
    """What a field is and holds, for people; None where there is no such field."""
    node = known.schema.find(schema_id) if known.schema is not None else None
    if node is None:
        return None
    value = known.values.get(schema_id, "")
    return f"{node.id}: {node.label} ({node.type})" + (f"\n{value}" if value else "\nempty")


def shown_values(content: Content) -> dict[str, str]:
    """The first value of each field as the reviewer sees it, cut; of tables how many rows they have."""
    found: dict[str, str] = {}
    for node in _nodes(content):
        if isinstance(node, Datapoint):
            found.setdefault(node.schema_id, cut(node.value))
        elif isinstance(node, Multivalue):
            found.setdefault(node.schema_id, f"{len(node.children)} {'rows' if node.rows else 'values'}")
    return found


def cut(text: str, length: int = LONGEST_VALUE) -> str:
    """A text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _nodes(content: Content) -> Iterator[Node]:
    """The nodes of a document, of each table and list only the first row."""
    waiting: list[Node] = list(reversed(content.sections))
    while waiting:
        node = waiting.pop()
        yield node
        below = node.nodes[:1] if isinstance(node, Multivalue) else node.nodes
        waiting.extend(reversed(below))


def _entry(node: SchemaNode, kind: Kind, value: str) -> Entry:
    documentation = f"{node.label} ({node.type})" + (f"\nNow: {value}" if value else "")
    parts = (node.label, node.type, value)
    return Entry(node.id, kind, _SPACE.join(part for part in parts if part), documentation)


def _is_column(node: SchemaNode, schema: Schema) -> bool:
    parent = schema.find(node.parent) if node.parent is not None else None
    return parent is not None and parent.category == "tuple"
