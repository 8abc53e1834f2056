"""Objects around an annotation of which little more than the address is known, with every key they have.

Source: reference 3.1, 4.4.
"""

from typing import Any

from rossum_studio.model.annotation import trailing_id
from rossum_studio.model.schema import Schema


def schema_object(schema: Schema, url: str, queue: object) -> dict[str, Any]:
    """A schema with every key."""
    defaults: dict[str, Any] = {
        "id": trailing_id(url),
        "name": "",
        "url": url,
        "queues": [queue] if queue else [],
        "metadata": {},
        "modified_by": None,
        "modified_at": None,
    }
    return {**defaults, **schema.to_json()}


def queue_object(url: str, schema: object, hook: str) -> dict[str, Any]:
    """A queue of which only the address is known."""
    nulls = (
        *("workspace", "connector", "inbox", "rir_url", "generic_engine", "dedicated_engine", "rir_params"),
        *("document_lifetime", "delete_after", "modified_by", "modified_at"),
    )
    return {
        **dict.fromkeys(nulls),
        "id": trailing_id(url),
        "name": "",
        "url": url,
        "webhooks": [hook],
        "hooks": [hook],
        "schema": schema,
        "users": [],
        "session_timeout": "01:00:00",
        "counts": {},
        "default_score_threshold": 0.8,
        "automation_enabled": False,
        "automation_level": "never",
        "locale": "en_US",
        "metadata": {},
        "use_confirmed_state": False,
        "settings": {},
        "status": "active",
        "workflows": [],
    }


def user_object(url: str) -> dict[str, Any]:
    """A user of whom only the address is known."""
    texts = ("first_name", "last_name", "email", "username")
    nulls = ("phone_number", "date_joined", "organization", "last_login", "oidc_id")
    return {
        "id": trailing_id(url),
        "url": url,
        **dict.fromkeys(texts, ""),
        **dict.fromkeys(nulls),
        "groups": [],
        "queues": [],
        "is_active": True,
        "ui_settings": {},
        "metadata": {},
        "auth_type": "password",
        "deleted": False,
    }


def page_object(url: str, number: int, annotation: object) -> dict[str, Any]:
    """A page of which only the address and its place are known."""
    return {
        "id": trailing_id(url),
        "annotation": annotation,
        "number": number,
        "rotation_deg": 0,
        "mime_type": "image/png",
        "s3_name": "",
        "url": url,
        "content": f"{url}/content",
        "metadata": {},
        "width": None,
        "height": None,
    }
