"""One document, from each shape that holds one.

Source: reference chapter 3.7, 4.3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from msgspec import Raw

from rossum_studio.model.annotation import Annotation, Content, encode_raw
from rossum_studio.model.errors import InvalidSchemaError, UnknownEventError, UnreadableFileError
from rossum_studio.model.event import HookEvent, event_named
from rossum_studio.model.importing.opened import Kind, OpenedDocument
from rossum_studio.model.importing.parse import ContentReader
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.recognise import Keys, decode_keys, plain, shallow_keys
from rossum_studio.model.importing.recorded import logged_request, recorded_call
from rossum_studio.model.importing.secrets import scrub
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema, parse_schema

_NOT_IN_REST = ("annotation", "document", "schemas")
_URL_KEYS = ("document", "schema", "queue", "modifier")

_CONTENT_ELSEWHERE = Problem(
    Severity.WARNING,
    Where.ANNOTATION,
    "/content",
    "The file gives only the URL of the content; open the content too to see values.",
    "annotation-without-content",
)


@dataclass(frozen=True)
class DocumentReader:
    """Reads documents of one source.

    Args:
        source: Path, or a word for the clipboard.
    """

    source: Path | str
    progress: Progress

    def content_answer(self, data: bytes) -> OpenedDocument | None:
        """A whole file that is a content answer, the quick way; None when it is anything else."""
        reader = ContentReader(self.source, self.progress)
        content = reader.read_answer(data)
        if content is None:
            return None
        return self._document(Kind.ANNOTATION_CONTENT, Annotation({}, content), reader)

    def content(self, sections: Sequence[Raw], pointer: str) -> OpenedDocument:
        """Shapes C and D: sections, and nothing about the annotation."""
        reader = ContentReader(self.source, self.progress)
        annotation = Annotation({}, reader.read(sections, pointer))
        return self._document(Kind.ANNOTATION_CONTENT, annotation, reader)

    def annotation(self, keys: Keys, kind: Kind = Kind.ANNOTATION, pointer: str = "") -> OpenedDocument:
        """Shapes A, B and one result of H or I."""
        reader = ContentReader(self.source, self.progress)
        sections = keys.get("content")
        content = reader.read(sections, f"{pointer}/content") if isinstance(sections, list) else Content()
        return self._annotation(keys, kind, content, reader)

    def _annotation_of_payload(self, raw_keys: Mapping[str, Raw], kind: Kind) -> OpenedDocument:
        reader = ContentReader(self.source, self.progress)
        raw = raw_keys.get("content", Raw(b"null"))
        is_list = bytes(memoryview(raw)[:1]) == b"["
        content = reader.read_json(raw, "/annotation/content") if is_list else Content()
        keys = shallow_keys({key: value for key, value in raw_keys.items() if key != "content"})
        return self._annotation(keys, kind, content, reader)

    def _annotation(self, keys: Keys, kind: Kind, content: Content, reader: ContentReader) -> OpenedDocument:
        """An annotation with its content; objects in place of URLs are taken out of it."""
        attributes = {key: plain(value) for key, value in keys.items() if key != "content"}
        inside = {key: attributes[key] for key in _URL_KEYS if isinstance(attributes.get(key), dict)}
        attributes |= {key: value.get("url") for key, value in inside.items()}
        schema, problems = schema_of([inside.get("schema")], None)
        if kind is Kind.ANNOTATION and isinstance(keys.get("content"), str):
            problems = (*problems, _CONTENT_ELSEWHERE)
        return replace(
            self._document(kind, Annotation(attributes, content), reader),
            document=inside.get("document", {}),
            schema=schema,
            problems=problems,
        )

    def connector(self, keys: Keys) -> OpenedDocument:
        """Shape J."""
        reader = ContentReader(self.source, self.progress)
        sections = keys["content"]
        assert isinstance(sections, list)
        annotation = Annotation({}, reader.read(sections, "/content"))
        rest = {"meta": plain(keys["meta"])}
        return replace(self._document(Kind.CONNECTOR, annotation, reader), rest=rest)

    def payload(self, keys: Keys, kind: Kind = Kind.PAYLOAD) -> OpenedDocument:
        """Shapes E and G."""
        annotation = keys.get("annotation")
        opened = (
            self._annotation_of_payload(annotation, kind)
            if isinstance(annotation, dict) and annotation
            else OpenedDocument(self.source, kind, Annotation())
        )
        document = plain(keys.get("document"))
        schema, schema_problems = schema_of(
            plain(keys.get("schemas")), opened.annotation.attributes.get("schema")
        )
        scrubbed = scrub({key: plain(value) for key, value in keys.items() if key not in _NOT_IN_REST})
        event, event_problems = event_of(scrubbed.keys)
        return replace(
            opened,
            document=document if isinstance(document, dict) else opened.document,
            schema=schema or opened.schema,
            rest=scrubbed.keys,
            event=event,
            removed_secrets=scrubbed.removed,
            problems=(*opened.problems, *schema_problems, *event_problems, *scrubbed.problems),
        )

    def payload_json(self, data: bytes | Raw, kind: Kind, pointer: str) -> OpenedDocument:
        """A payload inside another file.

        Raises:
            UnreadableFileError: It is not an object.
        """
        keys = decode_keys(data)
        if keys is None:
            raise UnreadableFileError(self.source, "expected a payload object", pointer)
        if "annotation" not in keys and {"document", "queue"} <= keys.keys():
            return self.annotation(keys, kind, pointer)
        return self.payload(keys, kind)

    def log_record(self, keys: Keys) -> OpenedDocument:
        """A record of the extension log: the request, and the response as the expected answer.

        Raises:
            UnreadableFileError: The request was not logged, or is cut off.
        """
        request = logged_request(keys, self.source)
        opened = self.payload_json(request, Kind.LOG_RECORD, "/request")
        recorded = recorded_call(keys, request, self.source)
        record = {key: plain(value) for key, value in keys.items() if key in ("event", "action", "settings")}
        rest = scrub({**record, **opened.rest}).keys
        event, problems = event_of(rest)
        return replace(
            opened,
            rest=rest,
            event=event,
            expected=recorded.expected.response,
            recorded=recorded if opened.event is not None else None,
            problems=(*(each for each in opened.problems if each not in problems), *problems),
        )

    def hook_test(self, keys: Keys) -> OpenedDocument:
        """Shape K: a test request, or the answer to one."""
        if "payload" in keys:
            return self.payload_json(encode_raw(plain(keys["payload"])), Kind.HOOK_TEST, "/payload")
        response = plain(keys["response"])
        expected = response if isinstance(response, dict) else None
        return OpenedDocument(self.source, Kind.HOOK_TEST, Annotation(), expected=expected)

    def _document(self, kind: Kind, annotation: Annotation, reader: ContentReader) -> OpenedDocument:
        return OpenedDocument(
            self.source,
            kind,
            annotation,
            generated_ids=reader.generated_ids > 0,
            field_types=reader.field_types,
        )


def schema_of(schemas: object, url: object) -> tuple[Schema | None, tuple[Problem, ...]]:
    """The schema with this URL among sideloaded ones, else the first; and why it cannot be read."""
    found = [each for each in schemas if _is_schema(each)] if isinstance(schemas, list) else []
    if not found:
        return None, ()
    chosen = next((each for each in found if each.get("url") == url), found[0])
    try:
        return parse_schema(chosen), ()
    except InvalidSchemaError as error:
        message = f"The schema that came along cannot be read: {error}"
        return None, (Problem(Severity.ERROR, Where.SCHEMA, "", message, "schema-unreadable"),)


def _is_schema(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("content"), list)


def event_of(keys: Mapping[str, Any]) -> tuple[HookEvent | None, tuple[Problem, ...]]:
    """The event and action of a payload; a problem when the platform has no such pair."""
    if not keys.get("event"):
        return None, ()
    try:
        return event_named(f"{keys.get('event')}.{keys.get('action')}"), ()
    except UnknownEventError as error:
        return None, (Problem(Severity.WARNING, Where.PAYLOAD, "/event", str(error), "unknown-event"),)
