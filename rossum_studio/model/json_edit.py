"""Changes parts of a JSON text and leaves the rest as it is spelled: order, spaces, escapes, unknown keys."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_FIRST_INDENT = re.compile(r"^\s*[{\[]\s*?\r?\n([ \t]+)")
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
    return text[:start] + _Editor(text, _style_of(text)).value_at(start, new, "") + text[end:]


@dataclass(frozen=True, slots=True)
class _Style:
    """How a file writes JSON.

    Args:
        indent: Of the first level; None when all is on one line.
        comma: What stands between two entries of one line.
    """

    indent: str | None
    comma: str
    colon: str
    is_ascii: bool

    def dump(self, value: Any, margin: str | None) -> str:
        """The value as it would stand in a line with this margin; None: within a line."""
        if self.indent is None or margin is None:
            return json.dumps(value, ensure_ascii=self.is_ascii, separators=(self.comma, self.colon))
        text = json.dumps(value, ensure_ascii=self.is_ascii, indent=self.indent, separators=(",", self.colon))
        return text.replace("\n", "\n" + margin)


def _style_of(text: str) -> _Style:
    found = _FIRST_INDENT.match(text)
    is_spaced = found is not None or '": ' in text
    return _Style(
        found[1] if found else None, ", " if is_spaced else ",", ": " if is_spaced else ":", text.isascii()
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of an object or list: where it starts, and its value starts and ends."""

    begin: int
    start: int
    end: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """An entry that stays, as it shall be spelled; `index` is its old place, None when it is new."""

    index: int | None
    text: str


@dataclass(frozen=True, slots=True)
class _Editor:
    text: str
    style: _Style

    def value_at(self, start: int, new: Any, margin: str | None) -> str:
        """The spelling of the value that starts here, changed to mean `new`.

        Args:
            margin: Of the line that the value starts in; None when it shares the line with others.
        """
        old, end = _DECODER.raw_decode(self.text, start)
        if is_same_json(old, new):
            return self.text[start:end]
        if old and new and isinstance(old, dict) and isinstance(new, Mapping):
            return self._object_at(start, end, new)
        if old and new and isinstance(old, list) and isinstance(new, list):
            return self._list_at(start, end, old, new)
        return self.style.dump(new, margin)

    def _object_at(self, start: int, end: int, new: Mapping[str, Any]) -> str:
        members = self._entries(start, has_keys=True)
        margin = self._margin(start, members)
        last = {member.key: index for index, member in enumerate(members)}
        colon = self._colon(members[-1])
        kept = []
        for index, member in enumerate(members):
            if member.key not in new:
                continue
            is_overruled = last[member.key] != index  # by the same key further down
            value = new[member.key]
            spelled = self._value_of(member) if is_overruled else self.value_at(member.start, value, margin)
            kept.append(_Kept(index, self.text[member.begin : member.start] + spelled))
        for key, value in new.items():
            if key not in last:
                kept.append(_Kept(None, self._dump_key(key) + colon + self.style.dump(value, margin)))
        return self._joined(start, end, members, kept)

    def _list_at(self, start: int, end: int, old: list[Any], new: list[Any]) -> str:
        entries = self._entries(start, has_keys=False)
        margin = self._margin(start, entries)
        ahead = _count_same(old, new)
        behind = _count_same(old[ahead:][::-1], new[ahead:][::-1])
        kept = [_Kept(index, self._value_of(entries[index])) for index in range(ahead)]
        middle = range(ahead, len(old) - behind)
        for offset, value in enumerate(new[ahead : len(new) - behind]):
            if offset < len(middle):
                index = middle[offset]
                kept.append(_Kept(index, self.value_at(entries[index].start, value, margin)))
            else:
                kept.append(_Kept(None, self.style.dump(value, margin)))
        kept += [_Kept(index, self._value_of(entries[index])) for index in range(middle.stop, len(old))]
        return self._joined(start, end, entries, kept)

    def _joined(self, start: int, end: int, entries: list[_Entry], kept: list[_Kept]) -> str:
        """The container with these entries, and between them what stood there."""
        opening = self.text[start : entries[0].begin]
        comma = self._comma(start, entries)
        pieces: list[str] = []
        for each in kept:
            if not pieces:
                pieces.append(opening)
            elif each.index:
                pieces.append(self.text[entries[each.index - 1].end : entries[each.index].begin])
            else:
                pieces.append(comma)
            pieces.append(each.text)
        return "".join(pieces) + self.text[entries[-1].end : end]

    def _comma(self, start: int, entries: list[_Entry]) -> str:
        """What a new entry is parted with from the one before it."""
        if len(entries) > 1:
            return self.text[entries[-2].end : entries[-1].begin]
        opening = self.text[start + 1 : entries[0].begin]
        return "," + opening if "\n" in opening else self.style.comma

    def _margin(self, start: int, entries: list[_Entry]) -> str | None:
        """What stands before an entry in its line; None when the container is on one line."""
        _, line_break, margin = self.text[start + 1 : entries[0].begin].rpartition("\n")
        return margin if line_break else None

    def _colon(self, member: _Entry) -> str:
        _, key_end = _DECODER.raw_decode(self.text, member.begin)
        return self.text[key_end : member.start]

    def _dump_key(self, key: str) -> str:
        return json.dumps(key, ensure_ascii=self.style.is_ascii)

    def _value_of(self, entry: _Entry) -> str:
        return self.text[entry.start : entry.end]

    def _entries(self, start: int, *, has_keys: bool) -> list[_Entry]:
        entries = []
        position = _skip_space(self.text, start + 1)
        while self.text[position] not in "}]":
            begin, key = position, ""
            if has_keys:
                key, key_end = _DECODER.raw_decode(self.text, position)
                position = _skip_space(self.text, _skip_space(self.text, key_end) + 1)
            _, value_end = _DECODER.raw_decode(self.text, position)
            entries.append(_Entry(begin, position, value_end, key))
            position = _skip_space(self.text, value_end)
            if self.text[position] == ",":
                position = _skip_space(self.text, position + 1)
        return entries


def _skip_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _count_same(old: list[Any], new: list[Any]) -> int:
    """How many values the lists have in common at their start."""
    return sum(1 for _ in takewhile(lambda pair: is_same_json(*pair), zip(old, new, strict=False)))


def is_same_json(old: Any, new: Any) -> bool:
    """Equal and of equal types: `1`, `1.0` and `true` differ."""
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)
