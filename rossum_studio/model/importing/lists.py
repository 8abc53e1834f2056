"""Files that hold several documents: exports, annotation lists, logs. Each is read when it is chosen.

Source: reference chapter 3.7, shapes H and I.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from msgspec import Raw, Struct

from rossum_studio.model.annotation import encode_raw
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.documents import DocumentReader, schema_of
from rossum_studio.model.importing.opened import Choice, Kind, Opened, OpenedDocument
from rossum_studio.model.importing.recognise import Keys, decode_keys, plain

_NO_RESULTS = "has no results; expected at least one document"


class _NodePlace(Struct):
    """All that is needed of a sideloaded datapoint to know its annotation."""

    url: str = ""


def open_queue_export(keys: Keys, reader: DocumentReader) -> Opened:
    """Shape H: the document when there is one, else choices."""
    return _one_or_choices([_exported(raw, index, reader) for index, raw in _results(keys, reader)])


def open_annotation_list(keys: Keys, reader: DocumentReader) -> Opened:
    """Shape I, with what was sideloaded beside the results."""
    sideloads = _Sideloads(keys, reader)
    return _one_or_choices([sideloads.choice(raw, index) for index, raw in _results(keys, reader)])


def open_log(keys: Keys, reader: DocumentReader) -> Opened:
    """One log record, or a page of them."""
    if "request" in keys:
        return Opened(documents=(reader.log_record(keys),))
    return _one_or_choices([_logged(raw, index, reader) for index, raw in _results(keys, reader)])


def _results(keys: Keys, reader: DocumentReader) -> list[tuple[int, Raw]]:
    results = keys["results"]
    if not isinstance(results, list) or not results:
        raise UnreadableFileError(reader.source, _NO_RESULTS, "/results")
    return list(enumerate(results))


def _one_or_choices(choices: Sequence[Choice]) -> Opened:
    if len(choices) == 1:
        return Opened(documents=(choices[0].open(),))
    return Opened(choices=tuple(choices))


def _result(raw: Raw, index: int, reader: DocumentReader) -> Keys:
    keys = decode_keys(raw)
    if keys is None:
        raise UnreadableFileError(reader.source, "expected an object", f"/results/{index}")
    return keys


def _text_in(value: object, *names: str) -> str:
    """The first non-empty text under one of these keys."""
    found = value if isinstance(value, Mapping) else {}
    return next((str(found[name]) for name in names if found.get(name)), "")


def _exported(raw: Raw, index: int, reader: DocumentReader) -> Choice:
    keys = _result(raw, index, reader)
    title = _text_in(plain(keys.get("document")), "file_name", "url") or _text_in(keys, "url")

    def read() -> OpenedDocument:
        opened = reader.annotation(_result(raw, index, reader), Kind.QUEUE_EXPORT, f"/results/{index}")
        return replace(opened, document=_document_object(opened.document))

    return Choice(title or f"document {index + 1}", _text_in(keys, "status"), read)


def _document_object(exported: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that exports name differently."""
    names = {"file_name": "original_file_name", "file": "content"}
    return {names.get(key, key): value for key, value in exported.items()}


def _logged(raw: Raw, index: int, reader: DocumentReader) -> Choice:
    keys = _result(raw, index, reader)
    is_named = {"event", "action"} <= keys.keys()
    event = f"{keys['event']}.{keys['action']}" if is_named else f"record {index + 1}"
    title = f"{event} {_text_in(keys, 'timestamp', 'start')}"
    status = _text_in(keys, "log_level", "status")
    return Choice(title.rstrip(), status, lambda: reader.log_record(_result(raw, index, reader)))


@dataclass(frozen=True)
class _Sideloads:
    """What an annotation list carries beside its results."""

    keys: Keys
    reader: DocumentReader

    def choice(self, raw: Raw, index: int) -> Choice:
        keys = _result(raw, index, self.reader)
        document = self._document_of(keys.get("document"))
        title = _text_in(document, "original_file_name") or f"annotation {keys.get('id', index + 1)}"
        return Choice(title, _text_in(keys, "status"), self._reading(raw, index, document))

    def _reading(self, raw: Raw, index: int, document: Mapping[str, Any]) -> Callable[[], OpenedDocument]:
        def read() -> OpenedDocument:
            keys = _result(raw, index, self.reader)
            nodes = self._nodes_of(keys.get("url")) if not isinstance(keys.get("content"), list) else []
            if nodes:
                keys = {**keys, "content": [_section_of(nodes)]}
            opened = self.reader.annotation(keys, Kind.ANNOTATION, f"/results/{index}")
            url = opened.annotation.attributes.get("schema")
            schema, problems = schema_of(plain(self.keys.get("schemas")), url)
            return replace(
                opened,
                document=opened.document or document,
                schema=opened.schema or schema,
                problems=(*opened.problems, *problems),
            )

        return read

    def _document_of(self, reference: object) -> Mapping[str, Any]:
        documents = plain(self.keys.get("documents"))
        url = reference.get("url") if isinstance(reference, dict) else reference
        found = [each for each in documents if isinstance(each, dict)] if isinstance(documents, list) else []
        return next((each for each in found if each.get("url") == url), {})

    def _nodes_of(self, url: object) -> list[Raw]:
        """The sideloaded datapoints of one annotation; their URLs begin with its own."""
        nodes = self.keys.get("content")
        if not isinstance(nodes, list) or not isinstance(url, str):
            return []
        start = f"{url.rstrip('/')}/content/"
        return [raw for raw in nodes if _node_url(raw).startswith(start)]


def _node_url(raw: Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=_NodePlace).url
    except msgspec.ValidationError:
        return ""


def _section_of(nodes: list[Raw]) -> Raw:
    """Sideloaded datapoints have no sections; they get one."""
    return encode_raw({"category": "section", "schema_id": "content", "children": nodes})
