"""What a JSON file is, by its keys and never by its name.

Source: reference chapter 3.7, "Decision order".
"""

from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Raw

from rossum_studio.model.importing.opened import Kind

type Shallow = dict[str, Raw] | list[Raw] | str | int | float | bool | None
"""A JSON value whose parts are still JSON."""

type Keys = dict[str, Shallow]
"""An object of which only the first two levels are decoded."""

_decode_top = msgspec.json.Decoder(dict[str, Shallow] | list[Raw]).decode
_decode_keys = msgspec.json.Decoder(dict[str, Shallow]).decode
_decode_shallow = msgspec.json.Decoder(Shallow).decode


def decode_top(data: bytes | Raw) -> Keys | list[Raw]:
    """The first levels of a JSON object or list; a list of log records reads as a page of the log.

    Raises:
        ValueError: Not JSON, or neither object nor list.
        RecursionError: Nested too deeply.
    """
    top: Keys | list[Raw] = _decode_top(data)
    if isinstance(top, list) and _kind_of_results(top) is Kind.LOG_RECORD:
        return {"results": top}
    return top


def holds_record(data: bytes) -> bool:
    """Whether a file is a log record, a pair of request and response, or several of them."""
    try:
        return recognise(decode_top(data.removeprefix(BOM_UTF8))) is Kind.LOG_RECORD
    except (ValueError, RecursionError):
        return False


def decode_keys(data: bytes | Raw) -> Keys | None:
    """The first levels of a JSON object; None when it is another value."""
    try:
        return _decode_keys(data)
    except msgspec.ValidationError:
        return None


def shallow_keys(raw_keys: Mapping[str, Raw]) -> Keys:
    """The same object, one level deeper."""
    return {key: _decode_shallow(raw) for key, raw in raw_keys.items()}


def plain(shallow: Shallow) -> Any:
    """The value with everything in it decoded."""
    if isinstance(shallow, dict):
        return {key: msgspec.json.decode(raw) for key, raw in shallow.items()}
    if isinstance(shallow, list):
        return [msgspec.json.decode(raw) for raw in shallow]
    return shallow


def plain_object(keys: Keys) -> dict[str, Any]:
    """The object with everything in it decoded."""
    return {key: plain(value) for key, value in keys.items()}


def recognise(top: Keys | list[Raw]) -> Kind | None:
    """The kind of file; None when it is nothing of Rossum's that can be opened."""
    if isinstance(top, list):
        return _kind_of_nodes(top)
    for keys, kind in _BY_KEYS:
        if keys <= top.keys():
            return kind
    if isinstance(top.get("results"), list) and ("pagination" in top or "content" not in top):
        return _kind_of_results(top["results"])
    if isinstance(top.get("config"), dict) and top.get("type") in ("function", "webhook", "job"):
        return Kind.HOOK
    return _kind_of_content(top)


_BY_KEYS: tuple[tuple[frozenset[str], Kind], ...] = (
    (frozenset({"event", "action", "response", "request"}), Kind.LOG_RECORD),
    (frozenset({"request", "response"}), Kind.LOG_RECORD),
    (frozenset({"event", "action"}), Kind.PAYLOAD),
    (frozenset({"payload"}), Kind.HOOK_TEST),
    (frozenset({"response", "log"}), Kind.HOOK_TEST),
    (frozenset({"config", "events"}), Kind.HOOK),
)


def _kind_of_content(top: Keys) -> Kind | None:
    content = top.get("content")
    if "meta" in top and isinstance(content, list):
        return Kind.CONNECTOR
    if {"document", "queue"} <= top.keys():
        return Kind.ANNOTATION
    nodes = content if isinstance(content, list) else top.get("results")
    if not isinstance(nodes, list):
        return None
    kind = _kind_of_nodes(nodes)
    if kind is Kind.ANNOTATION_CONTENT:
        return kind if top.keys() <= {"content", "results"} else Kind.ANNOTATION
    if not nodes:
        return Kind.ANNOTATION_CONTENT if top.keys() <= {"content", "results"} else _kind_of_empty(top)
    return kind


def _kind_of_empty(top: Keys) -> Kind | None:
    return Kind.SCHEMA if {"name", "queues"} <= top.keys() else None


def _kind_of_nodes(nodes: Iterable[Raw]) -> Kind | None:
    """Content when the nodes refer to a schema, a schema when they define one."""
    first = next((decode_keys(raw) for raw in nodes), None)
    if first is None or "category" not in first:
        return None
    if "schema_id" in first:
        return Kind.ANNOTATION_CONTENT
    return Kind.SCHEMA if "id" in first else None


def _kind_of_results(results: Shallow) -> Kind | None:
    first = decode_keys(results[0]) if isinstance(results, list) and results else None
    if first is None:
        return None
    if {"request", "response"} <= first.keys():
        return Kind.LOG_RECORD
    if "category" in first:
        return _kind_of_nodes(results if isinstance(results, list) else [])
    if isinstance(results, list) and any(_has_flat_values(raw) for raw in results):
        return Kind.QUEUE_EXPORT
    return Kind.ANNOTATION_LIST if {"document", "queue"} & first.keys() else None


def _has_flat_values(result: Raw) -> bool:
    """Whether some datapoint carries its value beside its schema_id, as only exports have it."""
    content = (decode_keys(result) or {}).get("content")
    if not isinstance(content, list):
        return False
    return any(_is_flat(msgspec.json.decode(section)) for section in content)


def _is_flat(node: Any) -> bool:
    if not isinstance(node, Mapping):
        return False
    if node.get("category") == "datapoint":
        return "value" in node and "content" not in node
    children = node.get("children")
    return isinstance(children, list) and any(_is_flat(child) for child in children)
