"""Values of the payload: what keys lead to, and how they are shown to who writes code."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from rossum_studio.simulator.authoring.completion import Entry, Kind
from rossum_studio.simulator.authoring.fields import cut

LONGEST_SHOWN = 400
TEXTS_OF = {"type": ("error", "warning", "info"), "op": ("replace", "add", "remove")}
"""What certain keys of a response may hold."""

MISSING = object()
"""In place of a value that is not known."""


def followed(value: Any, path: tuple[str, ...]) -> Any:
    """What keys lead to."""
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return MISSING
        value = value[key]
    return value


def first_element(value: Any) -> Any:
    """The first element of a list; MISSING for anything else."""
    return value[0] if isinstance(value, list) and value else MISSING


def find_node(payload: Mapping[str, Any], schema_id: str) -> Any:
    """The first content node of a field; MISSING where there is none."""
    waiting = followed(payload, ("annotation", "content"))
    waiting = list(reversed(waiting)) if isinstance(waiting, list) else []
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        if node.get("schema_id") == schema_id:
            return node
        children = node.get("children")
        waiting.extend(reversed(children) if isinstance(children, list) else ())
    return MISSING


def key_entries(value: Mapping[str, Any]) -> list[Entry]:
    """The keys of an object with their values, cut."""
    return [Entry(key, Kind.KEY, cut(_short(each)), shown(each)) for key, each in value.items()]


def text_entries(key: str) -> list[Entry]:
    """What a key of a response may hold."""
    return [Entry(text, Kind.TEXT, f"a {key} of Rossum") for text in TEXTS_OF.get(key, ())]


def shown(value: Any) -> str:
    """A value as JSON on a few lines, cut."""
    text = msgspec.json.format(msgspec.json.encode(_pruned(value)), indent=2).decode()
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN].rstrip() + "…"


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(list(value)[:6]) + " }" if value else "{}"
    if isinstance(value, list):
        return f"{len(value)} elements" if len(value) != 1 else "1 element"
    return msgspec.json.encode(value).decode()


def _pruned(value: Any, depth: int = 2) -> Any:
    """What is deep inside as a word, so that no document is written out to show its first lines."""
    if isinstance(value, Mapping):
        if not depth:
            return "{…}" if value else {}
        return {key: _pruned(each, depth - 1) for key, each in _first(value.items())}
    if isinstance(value, list):
        if not depth:
            return f"[{len(value)} elements]" if value else []
        return [_pruned(each, depth - 1) for each in _first(value)]
    return value


def _first[T](values: Iterable[T], count: int = 20) -> list[T]:
    return [value for value, _ in zip(values, range(count), strict=False)]
