"""Changes parts of a JSON text and leaves the rest as it is spelled: order, spaces, escapes, unknown keys."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_FIRST_INDENT = re.compile(r"^\s*[{\[]\r?\n([ \t]+)")
_DECODER = json.JSONDecoder()


def edited_json(text: str, new: Any) -> str:
    """The text, changed as little as it takes to mean `new`.

    Args:
        text: A JSON document, with `\\n` between lines.

    Raises:
        ValueError: The text is not JSON.
    """
    start = _skip_space(text, 0)
    _, end = _DECODER.raw_decode(text, start)
    return text[:start] + _Editor(text, _style_of(text)).value_at(start, new, 0) + text[end:]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a file writes JSON.

    Args:
        indent: Of the first level; None when all is on one line.
    """

    indent: str | None
    item_separator: str
    key_separator: str
    is_ascii: bool

    def dump(self, value: Any, depth: int) -> str:
        """The value as it would stand at this depth."""
        text = json.dumps(
            value,
            ensure_ascii=self.is_ascii,
            indent=self.indent,
            separators=(self.item_separator, self.key_separator),
        )
        return text.replace("\n", "\n" + self.indent * depth) if self.indent else text

    def gap(self, depth: int) -> str:
        """What stands before an entry of this depth."""
        return "\n" + self.indent * depth if self.indent else ""


def _style_of(text: str) -> _Style:
    found = _FIRST_INDENT.match(text)
    indent = found[1] if found else None
    is_spaced = indent is not None or '": ' in text
    item_separator = "," if indent is not None or not is_spaced else ", "
    return _Style(indent, item_separator, ": " if is_spaced else ":", text.isascii())


@dataclass(frozen=True, slots=True)
class _Member:
    """One entry of an object: where its key starts, and its value starts and ends."""

    key: str
    key_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Editor:
    text: str
    style: _Style

    def value_at(self, start: int, new: Any, depth: int) -> str:
        """The spelling of the value that starts here, changed to mean `new`."""
        old, end = _DECODER.raw_decode(self.text, start)
        if _is_same(old, new):
            return self.text[start:end]
        if isinstance(old, dict) and isinstance(new, Mapping) and old and old.keys() <= new.keys():
            return self._object_at(start, end, new, depth)
        return self.style.dump(new, depth)

    def _object_at(self, start: int, end: int, new: Mapping[str, Any], depth: int) -> str:
        members = self._members(start)
        pieces = [self.text[start : members[0].start]]
        for member, following in pairwise([*members, None]):
            assert member is not None
            pieces.append(self.value_at(member.start, new[member.key], depth + 1))
            if following is not None:
                pieces.append(self.text[member.end : following.start])
        known = {member.key for member in members}
        for key, value in new.items():
            if key not in known:
                pieces.append(self._added(key, value, depth + 1))
        return "".join(pieces) + self.text[members[-1].end : end]

    def _added(self, key: str, value: Any, depth: int) -> str:
        name = self.style.dump(key, 0) + self.style.key_separator
        return self.style.item_separator + self.style.gap(depth) + name + self.style.dump(value, depth)

    def _members(self, start: int) -> list[_Member]:
        members = []
        position = _skip_space(self.text, start + 1)
        while self.text[position] != "}":
            key, key_end = _DECODER.raw_decode(self.text, position)
            value_start = _skip_space(self.text, _skip_space(self.text, key_end) + 1)
            _, value_end = _DECODER.raw_decode(self.text, value_start)
            members.append(_Member(key, position, value_start, value_end))
            position = _skip_space(self.text, value_end)
            if self.text[position] == ",":
                position = _skip_space(self.text, position + 1)
        return members


def _skip_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _is_same(old: Any, new: Any) -> bool:
    """Equal and of equal types: `1`, `1.0` and `true` differ."""
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
