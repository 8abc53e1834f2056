"""The schema: which fields a document has.

Reading is tolerant, because a schema that the platform would refuse is still worth showing; what is
wrong with it is said by `model.schema_check`. Only what is no tree of fields at all is refused.

Source: reference chapter 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.errors import InvalidSchemaError, UnknownFieldError

CATEGORIES = ("section", "multivalue", "tuple", "datapoint")
FIELD_TYPES = ("string", "number", "date", "enum", "button")


@dataclass(frozen=True, slots=True)
class SchemaNode:
    """A section, multivalue or tuple of a schema, or a field (category `datapoint`).

    Args:
        id: What content nodes carry as `schema_id`.
        attributes: The node's JSON object, with its `children` still in it.
        children: A multivalue has exactly one.
        parent: The `id` of the node above; None for a section.
    """

    category: str
    id: str
    attributes: Mapping[str, Any]
    children: "tuple[SchemaNode, ...]" = ()
    parent: str | None = None

    @property
    def label(self) -> str:
        """The label; the id where there is none."""
        return str(self.attributes.get("label") or self.id)

    @property
    def type(self) -> str:
        """Type of a field; the category for the rest."""
        return str(self.attributes.get("type") or "string") if self.category == "datapoint" else self.category

    @property
    def format(self) -> str | None:
        """Display format of a number or date; None for the default."""
        found = self.attributes.get("format")
        return found if isinstance(found, str) else None

    @property
    def options(self) -> list[tuple[str, str]]:
        """Enum options as (value, label)."""
        found = self.attributes.get("options")
        rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
        return [(str(row.get("value", "")), str(row.get("label", row.get("value", "")))) for row in rows]

    @property
    def is_hidden(self) -> bool:
        """Whether the field is not shown to the reviewer."""
        return self.attributes.get("hidden") is True

    @property
    def filled_by(self) -> str | None:
        """`ui_configuration.type`: captured, data, manual, formula, reasoning, lookup, or None."""
        found = self.attributes.get("ui_configuration")
        return found.get("type") if isinstance(found, dict) else None

    @property
    def is_formula(self) -> bool:
        """Whether TxScript computes the value."""
        return self.filled_by == "formula"

    @property
    def is_computed(self) -> bool:
        """Whether extensions may not write the value (reference 5.4)."""
        return self.filled_by in ("formula", "reasoning", "lookup")

    def walk(self) -> "Iterator[SchemaNode]":
        """This node and all below it, in schema order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Schema:
    """A schema.

    Args:
        sections: The top level.
        attributes: The schema object without `content`; empty when only the list was given.
        is_inferred: Made up from a document's values, because none was given.
    """

    sections: tuple[SchemaNode, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    is_inferred: bool = False
    _by_id: dict[str, SchemaNode] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for section in self.sections:
            self._by_id.update((node.id, node) for node in section.walk())

    def __iter__(self) -> Iterator[SchemaNode]:
        """Every node, in schema order."""
        for section in self.sections:
            yield from section.walk()

    @property
    def name(self) -> str:
        """The schema's name; empty when it has none."""
        return str(self.attributes.get("name") or "")

    def find(self, schema_id: str) -> SchemaNode | None:
        """The node with this id."""
        return self._by_id.get(schema_id)

    def field(self, schema_id: str) -> SchemaNode:
        """The node with this id.

        Raises:
            UnknownFieldError: There is none.
        """
        found = self._by_id.get(schema_id)
        if found is None:
            raise UnknownFieldError(f"The schema has no field {schema_id!r}.")
        return found

    def fields(self) -> list[SchemaNode]:
        """The datapoint definitions, in schema order."""
        return [node for node in self if node.category == "datapoint"]

    def content(self) -> list[dict[str, Any]]:
        """The `content` list as it was read."""
        return [dict(section.attributes) for section in self.sections]

    def to_json(self) -> dict[str, Any]:
        """The schema object."""
        return {**self.attributes, "content": self.content()}


def parse_schema(raw: object, *, is_inferred: bool = False) -> Schema:
    """Read a schema object, or its bare `content` list.

    Raises:
        InvalidSchemaError: It is not a list of nodes with `category` and `id`; the text starts with
            the JSON pointer of the place.
    """
    if isinstance(raw, dict):
        attributes = {key: value for key, value in raw.items() if key != "content"}
        content, pointer = raw.get("content"), "/content"
    else:
        attributes, content, pointer = {}, raw, ""
    if not isinstance(content, list):
        raise InvalidSchemaError(f"{pointer or '/'}: expected a list of sections")
    sections = tuple(_parse_node(node, f"{pointer}/{i}", None) for i, node in enumerate(content))
    return Schema(sections, attributes, is_inferred)


def _parse_node(raw: object, pointer: str, parent: str | None) -> SchemaNode:
    if not isinstance(raw, dict):
        raise InvalidSchemaError(f"{pointer}: expected an object with category, id and label")
    category, node_id = raw.get("category"), raw.get("id")
    if category not in CATEGORIES:
        raise InvalidSchemaError(
            f'{pointer}: "category" is {category!r}; expected one of {", ".join(CATEGORIES)}'
        )
    if not isinstance(node_id, str) or not node_id:
        raise InvalidSchemaError(f'{pointer}: "id" is missing; expected a text')
    children = raw.get("children") or []
    pairs = (
        [(children, f"{pointer}/children")]
        if isinstance(children, dict)
        else [(child, f"{pointer}/children/{i}") for i, child in enumerate(children)]
        if isinstance(children, list)
        else _refuse_children(pointer)
    )
    return SchemaNode(
        category, node_id, raw, tuple(_parse_node(child, place, node_id) for child, place in pairs), parent
    )


def _refuse_children(pointer: str) -> list[tuple[object, str]]:
    raise InvalidSchemaError(f"{pointer}/children: expected a list (an object below a multivalue)")
