"""Secrets are shown as dots wherever they turn up: in logs, answers, requests and reports.

A value is found as it is, and in the forms in which it travels: inside JSON, in an address, and in base64,
also as a part of what was encoded, as a password is in a header of basic authentication.
"""

import base64
import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "••••"
SHORTEST = 4
"""Of a value that is masked; shorter ones turn up everywhere by chance."""

_SHORTEST_ENCODED = 6
_MASK_BYTES = MASK.encode()


class Masks:
    """The values of one run that nobody is shown."""

    def __init__(self, values: Iterable[str]) -> None:
        forms = {form for value in values if len(value) >= SHORTEST for form in _forms(value)}
        ordered = sorted(forms, key=len, reverse=True)
        self._text = re.compile("|".join(map(re.escape, ordered))) if forms else None
        encoded = [form.encode("utf-8", "surrogatepass") for form in ordered]
        self._bytes = re.compile(b"|".join(map(re.escape, encoded))) if forms else None

    def __bool__(self) -> bool:
        return self._text is not None

    def text(self, text: str) -> str:
        """The text with dots in place of each value."""
        return self._text.sub(MASK, text) if self._text is not None else text

    def bytes(self, data: bytes) -> bytes:
        """The same of UTF-8."""
        return self._bytes.sub(_MASK_BYTES, data) if self._bytes is not None else data

    def applied[T](self, value: T) -> T:
        """A value with dots in all texts below it: of lists, tuples, objects and our own values.

        What is unchanged is the same object afterwards; values of other kinds are not looked into.
        """
        return self._applied(value) if self else value

    def _applied(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value) if type(value) is str else value
            case bytes():
                return self.bytes(value)
            case tuple() | list():
                items = [self._applied(item) for item in value]
                same = all(new is old or new == old for new, old in zip(items, value, strict=True))
                return value if same else type(value)(items)
            case dict():
                entries = {self._applied(key): self._applied(item) for key, item in value.items()}
                return value if entries == value else entries
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._applied_to_fields(value)
        return value

    def _applied_to_fields(self, value: Any) -> Any:
        changed = {}
        for field in dataclasses.fields(value):
            if field.init:
                old = getattr(value, field.name)
                new = self._applied(old)
                if new is not old:
                    changed[field.name] = new
        return dataclasses.replace(value, **changed) if changed else value


def texts_of(secrets: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of secrets that are texts; Rossum has no others."""
    return tuple(value for value in secrets.values() if isinstance(value, str) and value != MASK)


def _forms(value: str) -> Iterator[str]:
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    data = value.encode("utf-8", "surrogatepass")
    yield quote(data, safe="")
    yield quote_plus(data)
    for shift in range(3):
        encoded = _encoded(data, shift)
        if len(encoded) >= _SHORTEST_ENCODED:
            yield encoded
            yield encoded.replace("+", "-").replace("/", "_")


def _encoded(data: bytes, shift: int) -> str:
    """The characters of base64 that say the value alone, when so many bytes before it share its group."""
    text = base64.b64encode(bytes(shift) + data).decode("ascii")
    first = -(-shift * 8 // 6)
    last = (shift + len(data)) * 8 // 6
    return text[first:last]
