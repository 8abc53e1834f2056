"""Which nodes of a document are hidden from the reviewer.

Source: reference 2.3, 3.2.
"""

from collections.abc import Iterator

from msgspec import UNSET

from rossum_studio.model.annotation import Content, Node
from rossum_studio.model.schema import Schema


def is_hidden(node: Node, schema: Schema) -> bool:
    """Whether a node itself is hidden: as it says, else as the schema does."""
    if node.hidden is not UNSET and node.hidden is not None:
        return node.hidden
    known = schema.find(node.schema_id)
    return known is not None and known.is_hidden


def hidden_ids(content: Content, schema: Schema) -> frozenset[int]:
    """Ids of all nodes that are hidden, or below one that is."""
    return frozenset(each for section in content.sections for each in _hidden_below(section, schema, False))


def _hidden_below(node: Node, schema: Schema, is_parent_hidden: bool) -> Iterator[int]:
    hides = is_parent_hidden or is_hidden(node, schema)
    if hides:
        yield node.id
    for child in node.nodes:
        yield from _hidden_below(child, schema, hides)
