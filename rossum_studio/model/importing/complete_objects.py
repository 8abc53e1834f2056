"""Fills in what annotation and document objects must have.

Source: reference chapter 3.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import trailing_id
from rossum_studio.model.importing.parse import WRONG_NULL

_DEFAULT_BASE = "https://example.rossum.app/api/v1"
_DEFAULT_ID = 1
_DEFAULT_CREATED_AT = "2026-01-01T00:00:00.000000Z"

TIMESTAMPS = (
    "created_at",
    "modified_at",
    "assigned_at",
    "confirmed_at",
    "deleted_at",
    "exported_at",
    "export_failed_at",
    "purged_at",
    "rejected_at",
)

_ANNOTATION_DEFAULTS: Mapping[str, Any] = {
    "status": "to_review",
    "pages": [],
    "modifier": None,
    "modified_by": None,
    "confirmed_by": None,
    "deleted_by": None,
    "exported_by": None,
    "purged_by": None,
    "rejected_by": None,
    "rir_poll_id": None,
    "messages": None,
    "time_spent": 0,
    "metadata": {},
    "automated": False,
    "automatically_rejected": False,
    "automation_blocker": None,
    "suggested_edit": None,
    "email": None,
    "email_thread": None,
    "related_emails": [],
    "relations": [],
    "has_email_thread_with_replies": False,
    "has_email_thread_with_new_replies": False,
    "restricted_access": False,
    "einvoice": False,
    "creator": None,
    "prediction": None,
    "assignees": [],
    "labels": [],
    "training_enabled": True,
}

_DOCUMENT_DEFAULTS: Mapping[str, Any] = {
    "s3_name": "",
    "parent": None,
    "email": None,
    "mime_type": "application/pdf",
    "creator": None,
    "original_file_name": "document.pdf",
    "attachment_status": None,
    "metadata": {},
}


@dataclass(frozen=True)
class Filled:
    """An object with every key.

    Args:
        added: The keys that were missing.
    """

    values: dict[str, Any]
    added: tuple[str, ...]


def fill_annotation(attributes: Mapping[str, Any], node_url: str) -> Filled:
    """The annotation object with every key of the reference.

    Args:
        node_url: URL of some node of the content; tells the annotation's when nothing else does.
    """
    found = {key: None if value == WRONG_NULL else value for key, value in attributes.items()}
    url = str(found.get("url") or node_url.partition("/content/")[0])
    base, separator, _ = url.partition("/annotations/")
    if not separator:
        base = _DEFAULT_BASE
    annotation_id = found.get("id") or trailing_id(url) or _DEFAULT_ID
    defaults = {
        "id": annotation_id,
        "url": f"{base}/annotations/{annotation_id}",
        "document": f"{base}/documents/{annotation_id}",
        "queue": f"{base}/queues/{_DEFAULT_ID}",
        "schema": f"{base}/schemas/{_DEFAULT_ID}",
        "organization": f"{base}/organizations/{_DEFAULT_ID}",
        **_ANNOTATION_DEFAULTS,
        **dict.fromkeys(TIMESTAMPS),
        "created_at": found.get("arrived_at") or _DEFAULT_CREATED_AT,
    }
    return _filled(found, defaults, required=("id", "url", "document", "queue", "schema"))


def fill_document(document: Mapping[str, Any], annotation: Mapping[str, Any]) -> Filled:
    """The document object with every key of the reference; the annotation names its URL."""
    url = str(document.get("url") or annotation["document"])
    created_at = annotation["created_at"]
    defaults = {
        "id": trailing_id(url) or _DEFAULT_ID,
        "url": url,
        **_DOCUMENT_DEFAULTS,
        "created_at": created_at,
        "arrived_at": document.get("created_at") or created_at,
        "content": f"{url}/content",
    }
    return _filled(dict(document), defaults, required=("id", "url"))


def _filled(found: dict[str, Any], defaults: Mapping[str, Any], required: tuple[str, ...]) -> Filled:
    """Keys that are missing get a default; required ones also where they are null."""
    added = tuple(key for key in defaults if key not in found or (key in required and found[key] is None))
    return Filled({**found, **{key: defaults[key] for key in added}}, added)
