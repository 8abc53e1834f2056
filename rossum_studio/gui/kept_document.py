"""A document with unsaved edits, as it is kept in our own files, and back."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rossum_studio.gui.document import OpenDocument
from rossum_studio.gui.document_file import annotation_json
from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import event_named
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_text
from rossum_studio.model.importing.opened import Kind, OpenedDocument

_WORD = "the document kept with its edits"
_DAMAGED = "is damaged and cannot be brought back"


def kept_document(document: OpenDocument, saved: Content) -> dict[str, Any]:
    """Everything it takes to open the document as it stands.

    Args:
        saved: The values of its file, which Revert goes back to.
    """
    opened = document.opened
    return {
        "text": annotation_json(document, document.content),
        "saved": f'{{"content": {saved.encode().decode()}}}',
        "source": str(opened.source),
        "is_file": isinstance(opened.source, Path),
        "kind": opened.kind.value,
        "rest": dict(opened.rest),
        "event": opened.event.name if opened.event is not None else "",
        "expected": dict(opened.expected) if opened.expected is not None else None,
        "generated_ids": opened.generated_ids,
        "removed_secrets": opened.removed_secrets,
        "field_types": dict(opened.field_types),
        "schema_path": document.schema_path,
        "updated": list(document.updated),
    }


def restored_document(kept: Mapping[str, Any]) -> OpenDocument:
    """The document as it stood.

    Raises:
        UnreadableFileError: What was kept is damaged.
    """
    try:
        return _restored(kept)
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # of another version, or damaged
        raise UnreadableFileError(_WORD, _DAMAGED) from error


def _restored(kept: Mapping[str, Any]) -> OpenDocument:
    edited, saved = _opened(kept["text"]), _opened(kept["saved"])
    opened = replace(
        edited,
        source=Path(kept["source"]) if kept["is_file"] else kept["source"],
        kind=Kind(kept["kind"]),
        annotation=replace(edited.annotation, content=saved.annotation.content),
        rest=kept["rest"],
        event=event_named(kept["event"]) if kept["event"] else None,
        expected=kept["expected"],
        generated_ids=kept["generated_ids"],
        removed_secrets=kept["removed_secrets"],
        field_types=kept["field_types"],
    )
    completed = complete(opened)
    return OpenDocument(
        opened, completed, edited.annotation.content, tuple(kept["updated"]), kept["schema_path"]
    )


def _opened(text: str) -> OpenedDocument:
    found = open_text(text, _WORD)
    if not found.documents:
        raise UnreadableFileError(_WORD, _DAMAGED)
    return found.documents[0]
