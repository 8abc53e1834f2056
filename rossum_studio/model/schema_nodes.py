"""The nodes of a schema that may be wrong in any way.

`schema.py` refuses what is no tree of fields; here every part that is an object is a node.

Source: reference 2.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import FIELD_TYPES
from rossum_studio.model.schema_sentences import Keys, Subject, pointer

MAX_DEPTH = 8
"""A tree has four levels; what is below twice as many was reported at its parents."""

_KINDS = {"section": "section", "multivalue": "multivalue", "tuple": "tuple", "datapoint": "field"}


@dataclass(frozen=True, slots=True)
class UncheckedNode:
    """One object of the tree.

    Args:
        attributes: As read.
        path: Its JSON pointer.
        parent: None below the root.
    """

    attributes: Mapping[str, Any]
    path: str
    parent: "UncheckedNode | None" = None

    @property
    def category(self) -> str:
        """Empty when the node says none that exists."""
        found = self.attributes.get("category")
        return found if isinstance(found, str) and found in _KINDS else ""

    @property
    def id(self) -> str:
        """Empty when it has none."""
        found = self.attributes.get("id")
        return found if isinstance(found, str) else ""

    @property
    def type(self) -> str:
        """Type of a field; empty when it says none that exists."""
        found = self.attributes.get("type")
        return found if found in FIELD_TYPES and self.category == "datapoint" else ""

    @property
    def filled_by(self) -> str:
        """`ui_configuration.type`; empty when it says none."""
        found = self.object("ui_configuration").get("type")
        return found if isinstance(found, str) else ""

    @property
    def is_column(self) -> bool:
        """Whether the field lies in a table."""
        return self.category == "datapoint" and self.parent is not None and self.parent.category == "tuple"

    @property
    def title(self) -> str:
        """What a sentence calls it: `the field "total"`."""
        kind = _KINDS.get(self.category, "node")
        shown = self.id if len(self.id) <= 60 else f"{self.id[:60]}..."
        return f'the {kind} "{shown}"' if self.id else f"the {kind} at {self.path}"

    @property
    def subject(self) -> Subject:
        """The node as sentences speak of it."""
        return Subject(Where.SCHEMA, self.path, owner=self.title)

    def object(self, key: str) -> Mapping[str, Any]:
        """An attribute that is an object; an empty one when it is anything else."""
        found = self.attributes.get(key)
        return found if isinstance(found, dict) else {}

    def texts(self, key: str) -> list[tuple[int, str]]:
        """Index and text of each text in an attribute that is a list."""
        found = self.attributes.get(key)
        entries = enumerate(found) if isinstance(found, list) else ()
        return [(index, entry) for index, entry in entries if isinstance(entry, str)]

    def says(self, key: str) -> bool:
        """Whether an attribute is there and says more than null, false or nothing."""
        return self.attributes.get(key) not in (None, False, "", [], {})

    def problem(self, severity: Severity, code: str, message: str, keys: Keys = ()) -> Problem:
        """A problem of this node, at one of its attributes."""
        return Problem(severity, Where.SCHEMA, self.path + pointer(keys), message, code)

    def entries(self) -> list[tuple[str, Any]]:
        """Pointer and value of each child, whatever it is."""
        return child_entries(self.attributes.get("children"), f"{self.path}/children")


def child_entries(children: object, path: str) -> list[tuple[str, Any]]:
    """Pointer and value of each entry of `children` or `content`; an object is the only entry."""
    if isinstance(children, dict):
        return [(path, children)]
    entries = enumerate(children) if isinstance(children, list) else ()
    return [(f"{path}/{index}", entry) for index, entry in entries]


def unchecked_nodes(content: object, path: str) -> Iterator[UncheckedNode]:
    """Every node of a `content` list, in schema order."""
    for place, entry in child_entries(content, path):
        if isinstance(entry, dict):
            yield from _walk(UncheckedNode(entry, place), 1)


def _walk(node: UncheckedNode, depth: int) -> Iterator[UncheckedNode]:
    yield node
    if depth == MAX_DEPTH:
        return
    for place, entry in node.entries():
        if isinstance(entry, dict):
            yield from _walk(UncheckedNode(entry, place, node), depth + 1)
