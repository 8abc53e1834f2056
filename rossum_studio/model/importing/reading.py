"""One text becomes what it holds.

Source: reference chapter 3.7.
"""

from pathlib import Path

from msgspec import Raw

from rossum_studio.model.errors import InvalidSchemaError, UnreadableFileError
from rossum_studio.model.importing.documents import DocumentReader
from rossum_studio.model.importing.hooks import handler_language, hook_of_code, hook_of_object, hook_of_test
from rossum_studio.model.importing.lists import open_annotation_list, open_log, open_queue_export
from rossum_studio.model.importing.opened import Kind, Opened, OpenedDocument, OpenedSchema
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.recognise import Keys, decode_top, plain, plain_object, recognise
from rossum_studio.model.importing.syntax import syntax_error
from rossum_studio.model.importing.text import utf8_text
from rossum_studio.model.schema import parse_schema


def read_text(data: bytes, source: Path | str, progress: Progress) -> Opened | None:
    """What one text is; None when it is JSON, but nothing of Rossum's.

    Raises:
        UnreadableFileError: Neither JSON nor a handler, or a part of it has the wrong shape.
        ImportCancelledError: The user gave up.
    """
    text = utf8_text(data, source)
    if text.lstrip()[:1] in (b"{", b"["):
        try:
            return _read_json(text, source, progress)
        except (ValueError, RecursionError) as error:
            refusal = syntax_error(text, error, source)
    else:
        refusal = UnreadableFileError(source, "is neither JSON nor a handler")
    code = text.decode()
    language = handler_language(code, source)
    if language is None:
        raise refusal
    return Opened(hooks=(hook_of_code(code, language, source),))


def _read_json(text: bytes, source: Path | str, progress: Progress) -> Opened | None:
    reader = DocumentReader(source, progress)
    answer = reader.content_answer(text)
    if answer is not None:
        return Opened(documents=(answer,))
    top = decode_top(text)
    kind = recognise(top)
    if isinstance(top, list):
        return _open_nodes(top, kind, reader)
    return _open_object(top, kind, reader)


def _open_nodes(
    nodes: list[Raw], kind: Kind | None, reader: DocumentReader, pointer: str = ""
) -> Opened | None:
    match kind:
        case Kind.ANNOTATION_CONTENT:
            return Opened(documents=(reader.content(nodes, pointer),))
        case Kind.SCHEMA:
            return _open_schema(plain(nodes), reader)
        case _:
            return None


def _open_object(keys: Keys, kind: Kind | None, reader: DocumentReader) -> Opened | None:
    match kind:
        case Kind.QUEUE_EXPORT:
            return open_queue_export(keys, reader)
        case Kind.ANNOTATION_LIST:
            return open_annotation_list(keys, reader)
        case Kind.LOG_RECORD:
            return open_log(keys, reader)
        case Kind.HOOK:
            return Opened(hooks=(hook_of_object(keys, reader),))
        case Kind.SCHEMA:
            return _open_schema(plain_object(keys), reader)
        case Kind.HOOK_TEST:
            hook = hook_of_test(keys)
            return Opened(documents=(reader.hook_test(keys),), hooks=(hook,) if hook else ())
        case Kind.ANNOTATION_CONTENT:
            return _open_answer(keys, reader)
        case None:
            return None
        case _:
            return Opened(documents=(_open_document(keys, kind, reader),))


def _open_document(keys: Keys, kind: Kind, reader: DocumentReader) -> OpenedDocument:
    match kind:
        case Kind.PAYLOAD:
            return reader.payload(keys)
        case Kind.CONNECTOR:
            return reader.connector(keys)
        case _:
            return reader.annotation(keys)


def _open_answer(keys: Keys, reader: DocumentReader) -> Opened | None:
    """Shape C; very old files have only `results`."""
    name = "content" if isinstance(keys.get("content"), list) else "results"
    nodes = keys[name]
    assert isinstance(nodes, list)
    return _open_nodes(nodes, Kind.ANNOTATION_CONTENT, reader, f"/{name}")


def _open_schema(raw: object, reader: DocumentReader) -> Opened:
    try:
        schema = parse_schema(raw)
    except InvalidSchemaError as error:
        raise UnreadableFileError(reader.source, str(error)) from error
    return Opened(schemas=(OpenedSchema(reader.source, schema),))
