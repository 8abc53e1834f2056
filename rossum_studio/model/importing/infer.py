"""A schema made up from a document, for when none was given.

Source: reference chapter 2.1, 3.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint, Node
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.model.value import infer_type

_SAMPLES = 200


@dataclass
class _Seen:
    """What the document shows of one schema_id.

    Args:
        samples: Texts seen; empty for a button.
        below: What stands below it, by schema_id.
    """

    category: str
    schema_id: str
    samples: list[str] = field(default_factory=list)
    has_content: bool = False
    count: int = 0
    below: "dict[str, _Seen]" = field(default_factory=dict)

    def look_at(self, nodes: Iterable[Node]) -> None:
        """Note these nodes as standing below it."""
        for node in nodes:
            seen = self.below.get(node.schema_id)
            if seen is None:
                seen = self.below[node.schema_id] = _Seen(node.category, node.schema_id)
            if isinstance(node, Datapoint):
                seen.sample(node)
            else:
                seen.look_at(node.nodes)

    def sample(self, datapoint: Datapoint) -> None:
        """Note the datapoint's value, unless there are enough."""
        self.count += 1
        if self.count > _SAMPLES:
            return
        try:
            content = datapoint.content_object
        except ValueError:  # a number that is out of range
            content = {}
        if content is not None:
            self.has_content = True
            self.samples.append(str(content.get("value") or ""))


def infer_schema(content: Content, field_types: Mapping[str, str]) -> Schema:
    """A schema with the document's fields, their types guessed from their values.

    Args:
        field_types: Types that are known, by schema_id.
    """
    top = _Seen("", "")
    top.look_at(content.sections)
    sections = [_node(seen, field_types) for seen in top.below.values()]
    return parse_schema(sections, is_inferred=True)


def _node(seen: _Seen, field_types: Mapping[str, str]) -> dict[str, Any]:
    node: dict[str, Any] = {"category": seen.category, "id": seen.schema_id, "label": _label(seen.schema_id)}
    if seen.category == "datapoint":
        return node | _type_of(seen, field_types.get(seen.schema_id))
    children = [_node(each, field_types) for each in seen.below.values()]
    if seen.category != "multivalue":
        return node | {"children": children}
    return node | ({"children": children[0]} if children else {})


def _type_of(seen: _Seen, known: str | None) -> dict[str, Any]:
    """Type and format. What is not known to be an enum stays a string."""
    if known is None and not seen.has_content:
        return {"type": "button"}
    guessed, display_format = infer_type(seen.samples)
    if known == "enum":
        return {
            "type": "enum",
            "options": [{"value": v, "label": v} for v in dict.fromkeys(seen.samples) if v],
        }
    found = known or guessed
    return {"type": found} | ({"format": display_format} if display_format and found == guessed else {})


def _label(schema_id: str) -> str:
    words = schema_id.replace("_", " ").strip()
    return words[:1].upper() + words[1:] or schema_id
