"""What was opened becomes a document that a hook can be run on.

Everything the platform would send and the file does not have is filled in, and said.

Source: reference chapter 3.1 to 3.4.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from rossum_studio.model.annotation import Annotation, Content
from rossum_studio.model.importing.complete_content import ContentCompletion
from rossum_studio.model.importing.complete_objects import (
    TIMESTAMPS,
    Filled,
    fill_annotation,
    fill_document,
)
from rossum_studio.model.importing.drift import drift, duplicate_ids
from rossum_studio.model.importing.ids import with_generated_ids
from rossum_studio.model.importing.infer import infer_schema
from rossum_studio.model.importing.missing_fields import with_missing_fields
from rossum_studio.model.importing.opened import Kind, OpenedDocument
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema

_NORMALIZED_ONLY = (Kind.QUEUE_EXPORT, Kind.CONNECTOR)

_COUNTED = {
    "content": ("content of {}", "datapoint"),
    "normalized_value": ("normalized_value of {}", "datapoint"),
    "keys": ("other content keys of {}", "datapoint"),
    "null": ('"None" read as null in {}', "node"),
    "validation_sources": ("validation_sources of {}", "datapoint"),
    "url": ("URL of {}", "node"),
    "id": ("id of {}", "node"),
    "field": ("{} that the document lacked", "field"),
}


@dataclass(frozen=True)
class Completed:
    """A document with everything the platform would send.

    Args:
        schema: The one given, else the file's own, else inferred.
        filled: What was filled in, for the user: "9 timestamps", "id of 12 nodes".
        problems: From opening, and where document and schema disagree.
        made_up: JSON pointers of the keys that annotation and document got, as a payload has them.
    """

    annotation: Annotation
    document: dict[str, Any]
    schema: Schema
    filled: tuple[str, ...]
    problems: tuple[Problem, ...]
    made_up: tuple[str, ...] = ()


def complete(
    opened: OpenedDocument, schema: Schema | None = None, is_cancelled: Callable[[], bool] | None = None
) -> Completed:
    """Fill in what is missing.

    Args:
        schema: Replaces the one of the file.

    Raises:
        ImportCancelledError: `is_cancelled` said so.
    """
    content = opened.annotation.content
    schema = schema or opened.schema or infer_schema(content, opened.field_types)
    annotation = fill_annotation(opened.annotation.attributes, _some_url(content))
    document = fill_document(opened.document, annotation.values)
    completion = ContentCompletion(
        schema, annotation.values["url"], opened.kind in _NORMALIZED_ONLY, is_cancelled
    )
    content = _completed_content(content, opened.kind, completion)
    return Completed(
        Annotation(annotation.values, content),
        document.values,
        schema,
        (*_object_lines(opened, annotation, document), *_count_lines(completion.counts)),
        (*opened.problems, *_schema_problems(content, schema), *_unreadable_problems(completion.unreadable)),
        (
            *(f"/annotation/{key}" for key in annotation.added),
            *(f"/document/{key}" for key in document.added),
        ),
    )


def _some_url(content: Content) -> str:
    """The URL of the first node that has one; only sections are looked at, they all come first."""
    urls = (section.url for section in content.sections)
    return next((url for url in urls if url is not UNSET and url), "")


def _completed_content(content: Content, kind: Kind, completion: ContentCompletion) -> Content:
    if kind in _NORMALIZED_ONLY and not completion.schema.is_inferred:
        content, completion.counts["field"] = with_missing_fields(content, completion.schema)
    content, completion.counts["id"] = with_generated_ids(content)
    return completion.completed(content)


def _object_lines(opened: OpenedDocument, annotation: Filled, document: Filled) -> list[str]:
    if opened.event is not None and opened.event.status is None:
        return []  # an e-mail or an upload: it has no annotation
    timestamps = [key for key in annotation.added if key in TIMESTAMPS]
    others = len(annotation.added) - len(timestamps)
    lines = []
    if others:
        lines.append(
            "annotation"
            if not opened.annotation.attributes
            else f"{_number(others, 'key')} of the annotation"
        )
    if timestamps:
        lines.append(_number(len(timestamps), "timestamp"))
    if document.added:
        lines.append(
            "document" if not opened.document else f"{_number(len(document.added), 'key')} of the document"
        )
    return lines


def _count_lines(counts: Counter[str]) -> list[str]:
    return [line.format(_number(counts[key], noun)) for key, (line, noun) in _COUNTED.items() if counts[key]]


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _schema_problems(content: Content, schema: Schema) -> tuple[Problem, ...]:
    if not schema.is_inferred:
        return drift(content, schema) if content.sections else ()
    message = f"No schema loaded: types inferred for {_number(len(schema.fields()), 'field')}."
    inferred = Problem(Severity.INFO, Where.SCHEMA, "", message, "schema-inferred")
    return (*([inferred] if content.sections else []), *duplicate_ids(content))


def _unreadable_problems(ids: list[int]) -> tuple[Problem, ...]:
    if not ids:
        return ()
    message = f"The content of {_number(len(ids), 'datapoint')} cannot be read and was emptied."
    return (Problem(Severity.ERROR, Where.ANNOTATION, "/content", message, "unreadable-content"),)
