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
    values = Values(known.content)
    for node in known.schema:
        if node.category != "section":
            kind = Kind.COLUMN if _is_column(node, known.schema) else Kind.FIELD
            yield _entry(node, kind, values.shown(node.id))


def column_entries(known: Known, table: str) -> Iterator[Entry]:
    """The columns of a table, named by the id of its multivalue or tuple."""
    found = known.schema.find(table) if known.schema is not None else None
    row = found.children[0] if found is not None and found.category == "multivalue" else found
    values = Values(known.content)
    for node in row.children if row is not None and row.category == "tuple" else ():
        yield _entry(node, Kind.COLUMN, values.shown(node.id))


def schema_id_entries(known: Known) -> Iterator[Entry]:
    """Every id of the schema, sections included."""
    values = Values(known.content)
    for node in known.schema or ():
        yield _entry(node, Kind.FIELD, values.shown(node.id))


def field_sentence(known: Known, schema_id: str) -> str | None:
    """What a field is and holds, for people; None where there is no such field."""
    node = known.schema.find(schema_id) if known.schema is not None else None
    if node is None:
        return None
    value = Values(known.content).shown(schema_id)
    return f"{node.id}: {node.label} ({node.type})" + (f"\n{value}" if value else "\nempty")


class Values:
    """The first value of each field of a document, looked up once."""

    def __init__(self, content: Content | None) -> None:
        self._first: dict[str, Node] = {}
        for node in _nodes(content):
            self._first.setdefault(node.schema_id, node)

    def shown(self, schema_id: str) -> str:
        """The value as the reviewer sees it, cut; how many rows a table has; empty where there is nothing."""
        node = self._first.get(schema_id)
        if isinstance(node, Datapoint):
            return cut(node.value)
        if isinstance(node, Multivalue):
            word = "rows" if node.rows else "values"
            return f"{len(node.children)} {word}"
        return ""


def cut(text: str, length: int = LONGEST_VALUE) -> str:
    """A text on one line, cut with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def _nodes(content: Content | None) -> Iterator[Node]:
    """The nodes of a document, of each table and list only the first row."""
    waiting: list[Node] = list(reversed(content.sections)) if content is not None else []
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
