"""JSON of a content tree becomes nodes.

Whole tables are decoded row by row: one call for all of a large document would keep every other thread
waiting, because decoding holds the interpreter lock. A node that msgspec refuses, because it carries a
key we do not know or text where null belongs, is read key by key.

Source: reference chapter 3.2, 3.3, 3.7.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Raw, Struct, ValidationError

from rossum_studio.model.annotation import (
    VALUE_KEYS,
    Content,
    Datapoint,
    Multivalue,
    Node,
    Section,
    Tuple,
    decode_raw,
    encode_raw,
)
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.ids import with_generated_ids
from rossum_studio.model.importing.progress import Progress

WRONG_NULL = "None"
"""What some programs write where null belongs."""

_ROWS_AT_ONCE = 500

_CLASSES: Mapping[str, type[Node]] = {
    "section": Section,
    "multivalue": Multivalue,
    "tuple": Tuple,
    "datapoint": Datapoint,
}
_BELOW: Mapping[type[Node], tuple[str, ...]] = {
    Section: ("datapoint", "multivalue", "tuple"),
    Multivalue: ("tuple", "datapoint"),
    Tuple: ("datapoint",),
    Datapoint: (),
}
_KEY_TYPES: Mapping[str, Any] = {
    "id": int,
    "url": str | None,
    "schema_id": str,
    "hidden": bool | None,
    "no_recalculation": bool | None,
    "time_spent": int | float | None,
    "time_spent_overall": int | float | None,
    "time_spent_grid": int | float | None,
    "time_spent_grid_overall": int | float | None,
}


class _ShallowMultivalue(Multivalue, frozen=True, tag="multivalue"):
    """A multivalue whose rows are still JSON."""

    children: list[Raw]  # type: ignore[assignment]


class _ShallowSection(Section, frozen=True, tag="section"):
    """A section whose tables are still JSON."""

    children: list[Datapoint | _ShallowMultivalue | Tuple]  # type: ignore[assignment]


class _Answer(Struct, forbid_unknown_fields=True):
    """The content answer, the shape in which large documents come."""

    content: list[_ShallowSection]


_ANSWER_START = re.compile(rb'\s*\{\s*"content"\s*:\s*\[\s*\{')

_decode_answer = msgspec.json.Decoder(_Answer, strict=False).decode
_decode_section = msgspec.json.Decoder(_ShallowSection, strict=False).decode
_decode_child = msgspec.json.Decoder(Datapoint | _ShallowMultivalue | Tuple, strict=False).decode
_decode_row = msgspec.json.Decoder(Tuple | Datapoint, strict=False).decode
_decode_tuple = msgspec.json.Decoder(Tuple, strict=False).decode
_decode_sections = msgspec.json.Decoder(list[_ShallowSection], strict=False).decode
_decode_keys = msgspec.json.Decoder(dict[str, Raw]).decode


class ContentReader:
    """Reads one content tree.

    Attributes:
        field_types: What flat datapoints (reference 3.7, shapes H and J) say of their type, by schema_id.
        generated_ids: How many nodes had no id and got a running number.
    """

    def __init__(self, source: Path | str, progress: Progress) -> None:
        self.field_types: dict[str, str] = {}
        self.generated_ids = 0
        self._source = source
        self._progress = progress
        self._has_unknown = False
        self._met_odd_nodes = False

    def read(self, sections: Sequence[Raw], pointer: str) -> Content:
        """The tree of these sections.

        Args:
            pointer: JSON pointer of the list, for errors.

        Raises:
            UnreadableFileError: A node has no schema_id or stands where its category cannot.
            ImportCancelledError: The user gave up.
        """
        return self._content([self._section(raw, f"{pointer}/{i}") for i, raw in enumerate(sections)])

    def read_json(self, sections: Raw, pointer: str) -> Content:
        """The tree of a JSON list of sections; like `read`, and quicker for large ones."""
        try:
            shallow = _decode_sections(sections)
        except ValidationError:
            return self.read(msgspec.json.decode(sections, type=list[Raw]), pointer)
        return self._content([self._deepened(each, f"{pointer}/{i}") for i, each in enumerate(shallow)])

    def read_answer(self, data: bytes) -> Content | None:
        """The tree of a whole file that is a content answer; None when it is something else or odd."""
        if not _ANSWER_START.match(data):
            return None
        try:
            answer = _decode_answer(data)
        except ValidationError:
            return None
        return self._content(
            [self._deepened(section, f"/content/{i}") for i, section in enumerate(answer.content)]
        )

    def _content(self, sections: list[Section]) -> Content:
        content = Content(sections, has_unknown=self._has_unknown)
        if self._met_odd_nodes:
            content, self.generated_ids = with_generated_ids(content)
        return content

    def _section(self, raw: Raw, pointer: str) -> Section:
        try:
            shallow = _decode_section(raw)
        except ValidationError:
            return cast(Section, self._by_key(raw, pointer, ("section",)))
        return self._deepened(shallow, pointer)

    def _deepened(self, shallow: _ShallowSection, pointer: str) -> Section:
        keys = msgspec.structs.asdict(shallow)
        keys["children"] = [
            self._with_rows(child, f"{pointer}/children/{i}")
            if isinstance(child, _ShallowMultivalue)
            else child
            for i, child in enumerate(shallow.children)
        ]
        return Section(**keys)

    def _with_rows(self, shallow: _ShallowMultivalue, pointer: str) -> Multivalue:
        rows: list[Tuple | Datapoint] = []
        decode = _row_decoder(shallow.children)
        for start in range(0, len(shallow.children), _ROWS_AT_ONCE):
            batch = shallow.children[start : start + _ROWS_AT_ONCE]
            rows.extend(self._row(raw, decode, pointer, start + i) for i, raw in enumerate(batch))
            self._progress.add(sum(memoryview(raw).nbytes for raw in batch))
        return Multivalue(**msgspec.structs.asdict(shallow) | {"children": rows})

    def _row(self, raw: Raw, decode: Callable[[Raw], Any], pointer: str, index: int) -> Tuple | Datapoint:
        try:
            return cast(Tuple | Datapoint, decode(raw))
        except ValidationError:
            place = f"{pointer}/children/{index}"
            return cast(Tuple | Datapoint, self._by_key(raw, place, _BELOW[Multivalue]))

    def _child(self, raw: Raw, pointer: str, allowed: tuple[str, ...]) -> Node:
        try:
            node = _decode_child(raw)
        except ValidationError:
            return self._by_key(raw, pointer, allowed)
        if node.category not in allowed:
            raise self._misplaced(pointer, node.category, allowed)
        return self._with_rows(node, pointer) if isinstance(node, _ShallowMultivalue) else node

    def _by_key(self, raw: Raw, pointer: str, allowed: tuple[str, ...]) -> Node:
        """Read an odd node, in which anything may be missing but its category and schema_id."""
        self._met_odd_nodes = True
        found = self._keys(raw, pointer)
        category = decode_raw(found.pop("category", Raw()))
        if category not in allowed:
            raise self._misplaced(pointer, category, allowed)
        node_class = _CLASSES[category]
        if node_class is Datapoint:
            self._nest_flat(found)
        known, unknown = _sorted_keys(found, node_class)
        if not known.get("schema_id"):
            raise UnreadableFileError(self._source, '"schema_id" is missing; expected a text', pointer)
        if node_class is not Datapoint:
            known["children"] = self._children(found.get("children"), pointer, _BELOW[node_class])
        if unknown:
            self._has_unknown = True
            known["unknown"] = encode_raw(unknown)
        return node_class(**known)

    def _keys(self, raw: Raw, pointer: str) -> dict[str, Raw]:
        try:
            return _decode_keys(raw)
        except ValidationError:
            reason = "expected an object with category and schema_id"
            raise UnreadableFileError(self._source, reason, pointer) from None

    def _children(self, raw: Raw | None, pointer: str, allowed: tuple[str, ...]) -> list[Node]:
        try:
            found = msgspec.json.decode(raw or b"[]", type=list[Raw] | None)
        except ValidationError:
            raise UnreadableFileError(self._source, "expected a list", f"{pointer}/children") from None
        return [self._child(child, f"{pointer}/children/{i}", allowed) for i, child in enumerate(found or [])]

    def _nest_flat(self, found: dict[str, Raw]) -> None:
        """Turn a datapoint with its value beside its schema_id into one with a content object."""
        if "content" in found or "value" not in found:
            return
        content = {key: decode_raw(found.pop(key)) for key in VALUE_KEYS if key in found}
        value = content["value"]
        content["value"] = value if isinstance(value, str) else "" if value is None else str(value)
        if content["value"]:
            content.setdefault("normalized_value", content["value"])
        found["content"] = encode_raw(content)
        field_type, schema_id = (
            decode_raw(found.pop("type", Raw())),
            decode_raw(found.get("schema_id", Raw())),
        )
        if isinstance(field_type, str) and isinstance(schema_id, str):
            self.field_types.setdefault(schema_id, field_type)

    def _misplaced(self, pointer: str, category: object, allowed: tuple[str, ...]) -> UnreadableFileError:
        found = "is missing" if category is None else f"is {category!r:.40}"
        expected = " or ".join(allowed) or "no nodes below a datapoint"
        return UnreadableFileError(self._source, f'"category" {found}; expected {expected}', pointer)


def _row_decoder(rows: Sequence[Raw]) -> Callable[[Raw], Any]:
    """The decoder for rows like the first: told to choose, msgspec reads most rows twice."""
    try:
        if rows:
            _decode_tuple(rows[0])
    except ValidationError:
        return _decode_row
    return _decode_tuple


def _sorted_keys(found: Mapping[str, Raw], node_class: type[Node]) -> tuple[dict[str, Any], dict[str, Raw]]:
    """The keys a node of this class has, decoded, and the others."""
    known: dict[str, Any] = {}
    unknown: dict[str, Raw] = {}
    fields = node_class.__struct_fields__
    for key, raw in found.items():
        if key == "children" and "children" in fields:
            continue
        if key == "unknown" or key not in fields:
            unknown[key] = raw
        elif key not in _KEY_TYPES:
            known[key] = raw
        else:
            _sort_typed(key, raw, known, unknown)
    return known, unknown


def _sort_typed(key: str, raw: Raw, known: dict[str, Any], unknown: dict[str, Raw]) -> None:
    try:
        known[key] = msgspec.json.decode(raw, type=_KEY_TYPES[key], strict=False)
    except ValidationError:
        if decode_raw(raw) == WRONG_NULL and key not in ("id", "schema_id"):
            known[key] = None
        elif key not in ("id", "schema_id"):
            unknown[key] = raw
