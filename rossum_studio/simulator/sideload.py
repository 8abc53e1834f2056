"""Related objects that a hook gets along with an annotation.

Source: reference 4.4, chapter 12 row 44.
"""

from collections.abc import Mapping
from typing import Any

from rossum_studio.model.schema import Schema
from rossum_studio.simulator.platform_objects import page_object, queue_object, schema_object, user_object

SIDELOADS = (
    "queues",
    "modifiers",
    "schemas",
    "emails",
    "related_emails",
    "relations",
    "child_relations",
    "suggested_edits",
    "assignees",
    "pages",
    "notes",
    "labels",
    "automation_blockers",
)
"""Entries of a hook's `sideload`, which are keys of the payload as well."""


def sideloaded(
    entry: str, annotation: Mapping[str, Any], schema: Schema | None, hook: str
) -> list[dict[str, Any]] | None:
    """The objects of one entry, stubs where only their addresses are known.

    Args:
        annotation: The complete annotation object.
        hook: Address of the hook.

    Returns:
        None where nothing is known about the objects.
    """
    match entry:
        case "schemas":
            url, queue = str(annotation["schema"]), annotation["queue"]
            return [schema_object(schema, url, queue)] if schema is not None else None
        case "queues":
            return [queue_object(str(annotation["queue"]), annotation["schema"], hook)]
        case "modifiers":
            modifier = annotation["modifier"] or annotation["modified_by"]
            return [user_object(modifier)] if isinstance(modifier, str) else []
        case "assignees":
            return [user_object(url) for url in _urls(annotation["assignees"])]
        case "pages":
            pages = enumerate(_urls(annotation["pages"]), 1)
            return [page_object(url, number, annotation["url"]) for number, url in pages]
        case _:
            return None


def _urls(found: object) -> list[str]:
    return [url for url in found if isinstance(url, str)] if isinstance(found, list) else []
