"""A document as a file: the one it came from with the edits in it, else an annotation with all of it inside.

Source: reference 3.7, shapes B to E.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from rossum_studio.gui.document import OpenDocument
from rossum_studio.model.annotation import Content, Datapoint, Node, Section
from rossum_studio.model.importing.opened import Kind
from rossum_studio.model.importing.secrets import scrub
from rossum_studio.model.json_edit import edited_json
from rossum_studio.model.saving import TextFile, load_text_file

_SPELLED_AGAIN_BYTES = 2_000_000
"""A larger file is written anew: comparing it would take longer than anybody waits for."""

_SAME_SHAPE = (Kind.ANNOTATION_CONTENT, Kind.ANNOTATION, Kind.PAYLOAD)


def document_bytes(document: OpenDocument) -> bytes:
    """The file to write. What was not edited is spelled as in the file that the document came from."""
    edited = _source_with_edits(document)
    if edited is not None:
        return edited
    text = annotation_json(document, document.content)
    if len(text) > _SPELLED_AGAIN_BYTES:
        return text.encode()
    return (json.dumps(json.loads(text), indent=2) + "\n").encode()


def annotation_json(document: OpenDocument, content: Content) -> str:
    """An annotation with its content, and document and schema in place of their URLs: one file is enough.

    Args:
        content: In place of the document's.
    """
    inside: dict[str, Any] = {"document": dict(document.completed.document)}
    if not document.schema.is_inferred:
        inside["schema"] = document.schema.to_json()
    attributes = json.dumps({**document.completed.annotation.attributes, **inside})
    return f'{attributes[:-1]}, "content": {content.encode().decode()}}}'


def _source_with_edits(document: OpenDocument) -> bytes | None:
    """None when its file is gone, or holds more than this document; its tokens and secrets are left out."""
    opened = document.opened
    file = _source_file(opened.source) if opened.kind in _SAME_SHAPE else None
    if file is None:
        return None
    nodes, is_payload = _content_to_write(document).to_builtins(), opened.kind is Kind.PAYLOAD
    try:
        found = json.loads(file.text)
        new = _payload_with_content(found, nodes) if is_payload else _with_content(found, nodes)
        text = edited_json(file.text, new)
    except (ValueError, KeyError, TypeError):  # another file by now
        return None
    return TextFile(text, file.newline, file.has_mark).to_bytes()


def _source_file(source: Path | str) -> TextFile | None:
    try:
        is_fit = isinstance(source, Path) and source.stat().st_size <= _SPELLED_AGAIN_BYTES
        return load_text_file(source) if is_fit and isinstance(source, Path) else None
    except (OSError, UnicodeDecodeError):
        return None


def _with_content(found: Any, nodes: list[dict[str, Any]]) -> Any:
    """The value of the file with these nodes in it.

    Raises:
        KeyError: It has no content.
    """
    if isinstance(found, list):
        return nodes
    key = "content" if isinstance(found.get("content"), list) else "results"
    if not isinstance(found[key], list):
        raise KeyError(key)
    return {**found, key: nodes}


def _payload_with_content(found: dict[str, Any], nodes: list[dict[str, Any]]) -> dict[str, Any]:
    """The payload without token and secrets; one that has no content of its own is not given any."""
    kept, annotation = scrub(found).keys, found.get("annotation")
    if not nodes or not isinstance(annotation, dict):
        return kept
    return {**kept, "annotation": {**annotation, "content": nodes}}


def _content_to_write(document: OpenDocument) -> Content:
    """The nodes of the file, and in place of those that were edited the edited ones."""
    original, as_read = document.completed.annotation.content, document.opened.annotation.content
    sections = [_as_read(section, original, as_read) for section in document.content.sections]
    return Content(
        (section for section in sections if isinstance(section, Section)),
        has_unknown=document.content.has_unknown,
    )


def _as_read(node: Node, original: Content, as_read: Content) -> Node:
    """The node without what was filled in for the run, unless it was edited."""
    in_file = as_read.find(node.id)
    if in_file is not None and original.find(node.id) is node:
        return in_file
    if isinstance(node, Datapoint):
        return node
    children = [_as_read(child, original, as_read) for child in node.nodes]
    return msgspec.structs.replace(node, children=children)
