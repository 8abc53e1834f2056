"""Fills in what a content tree must have: keys of datapoints, normalized values, URLs, ids.

Only nodes that lack something are built anew; the others are those of the file.

Source: reference chapter 3.2, 3.3, 3.4.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
from msgspec import UNSET

from rossum_studio.model.annotation import (
    ABSENT,
    NULL,
    VALUE_KEYS,
    Content,
    Datapoint,
    Multivalue,
    Node,
    Section,
    encode_raw,
)
from rossum_studio.model.errors import ImportCancelledError
from rossum_studio.model.importing.parse import WRONG_NULL
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.model.value import Writer, read_value, show_normalized

_ALL_KEYS = frozenset(VALUE_KEYS)
_EMPTY_CONTENT: dict[str, Any] = dict.fromkeys(VALUE_KEYS) | {"value": ""}
_NO_SOURCES = encode_raw([])
_WRONG_NULL_JSON = bytes(encode_raw(WRONG_NULL))
_BETWEEN_QUESTIONS = 500

_decode = msgspec.json.Decoder().decode


@dataclass
class ContentCompletion:
    """One pass over a content tree.

    Args:
        annotation_url: What the nodes' URLs begin with.
        is_normalized: The file has values in normalized form only, as exports do.

    Attributes:
        counts: How many nodes got what.
        unreadable: Ids of datapoints whose content had to be emptied.
    """

    schema: Schema
    annotation_url: str
    is_normalized: bool = False
    is_cancelled: Callable[[], bool] | None = None
    counts: Counter[str] = field(default_factory=Counter)
    unreadable: list[int] = field(default_factory=list)
    _asked: int = 0

    def completed(self, content: Content) -> Content:
        """The tree with everything filled in; the same object when nothing was missing.

        Raises:
            ImportCancelledError: The user gave up.
        """
        sections = tuple(cast(Section, self._node(section)) for section in content.sections)
        if all(new is old for new, old in zip(sections, content.sections, strict=True)):
            return content
        return Content(sections, has_unknown=content.has_unknown)

    def _node(self, node: Node) -> Node:
        changes: dict[str, Any] = {}
        if node.url is UNSET or node.url is None:
            self.counts["url"] += 1
            changes["url"] = f"{self.annotation_url}/content/{node.id}"
        if isinstance(node, Datapoint):
            self._stop_when_cancelled()
            changes |= self._datapoint_changes(node)
        else:
            children = [self._node(child) for child in node.nodes]
            if any(new is not old for new, old in zip(children, node.nodes, strict=True)):
                changes["children"] = children
            if isinstance(node, Multivalue) and bytes(node.grid) == _WRONG_NULL_JSON:
                self.counts["null"] += 1
                changes["grid"] = NULL
        return msgspec.structs.replace(node, **changes) if changes else node

    def _stop_when_cancelled(self) -> None:
        self._asked += 1
        if self._asked % _BETWEEN_QUESTIONS == 0 and self.is_cancelled is not None and self.is_cancelled():
            raise ImportCancelledError("Opening was cancelled.")

    def _datapoint_changes(self, datapoint: Datapoint) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        sources = datapoint.validation_sources
        if sources is ABSENT or bytes(sources) in (b"", b"null", _WRONG_NULL_JSON):
            self.counts["validation_sources"] += 1
            changes["validation_sources"] = _NO_SOURCES
        content = self._content(datapoint)
        if content is not None:
            changes["content"] = encode_raw(content)
        return changes

    def _content(self, datapoint: Datapoint) -> dict[str, Any] | None:
        """The completed content object; None when the file's is complete, or there is none to have."""
        try:
            found = _decode(datapoint.content)
        except ValueError:  # a number that is out of range
            self.unreadable.append(datapoint.id)
            return _EMPTY_CONTENT
        if not isinstance(found, dict):
            return self._missing_content(datapoint)
        if found.keys() >= _ALL_KEYS and not self.is_normalized and WRONG_NULL not in found.values():
            return None
        return self._filled(found, self.schema.find(datapoint.schema_id))

    def _missing_content(self, datapoint: Datapoint) -> dict[str, Any] | None:
        schema_node = self.schema.find(datapoint.schema_id)
        if schema_node is None or schema_node.type == "button":
            return None
        self.counts["content"] += 1
        return _EMPTY_CONTENT

    def _filled(self, found: dict[str, Any], schema_node: SchemaNode | None) -> dict[str, Any]:
        content = {key: self._without_wrong_null(key, value) for key, value in found.items()}
        if content != found:
            self.counts["null"] += 1
        if not isinstance(content.get("value"), str):
            content["value"] = "" if content.get("value") is None else str(content["value"])
        if not content.keys() >= _ALL_KEYS:
            self.counts["keys"] += bool((_ALL_KEYS - content.keys()) - {"normalized_value"})
        if found.get("normalized_value", WRONG_NULL) == WRONG_NULL:
            self._normalize(content, schema_node)
        if self.is_normalized:
            self._show(content, schema_node)
        return {**dict.fromkeys(VALUE_KEYS), **content}

    @staticmethod
    def _without_wrong_null(key: str, value: Any) -> Any:
        return None if value == WRONG_NULL and key != "value" else value

    def _normalize(self, content: dict[str, Any], schema_node: SchemaNode | None) -> None:
        self.counts["normalized_value"] += 1
        if schema_node is None:
            content["normalized_value"] = content["value"]
            return
        writer = Writer.HOOK if self.is_normalized else Writer.USER
        read = read_value(content["value"], schema_node.type, schema_node.format, writer, schema_node.options)
        content["normalized_value"] = read.normalized_value

    def _show(self, content: dict[str, Any], schema_node: SchemaNode | None) -> None:
        """Write the value the way the schema's format shows it."""
        normalized = content["normalized_value"]
        if schema_node is not None and isinstance(normalized, str):
            content["value"] = show_normalized(normalized, schema_node.type, schema_node.format)


def empty_datapoint(schema_node: SchemaNode) -> Datapoint:
    """A datapoint without a value, for a field that a document lacks; ids are given later."""
    is_button = schema_node.type == "button"
    return Datapoint(
        schema_id=schema_node.id,
        content=NULL if is_button else encode_raw(_EMPTY_CONTENT),
        validation_sources=encode_raw(["NA"]) if is_button else _NO_SOURCES,
        hidden=schema_node.is_hidden,
    )
