"""Documents made of the pages of another one: `split` and `edit_pages`.

Source: reference 10, rank 5; 3.6.
"""

from collections.abc import Mapping
from typing import Any

from rossum_studio.simulator.rossum_api.errors import refused, wrong_field
from rossum_studio.simulator.rossum_api.store import Object
from rossum_studio.simulator.rossum_api.workspace import Workspace

_DIVISIBLE = ("importing", "to_review", "reviewing", "split")
"""`importing` is the status while hooks of `initialize` run, which may split."""

_PARTS = {"split": ("documents", "pages"), "edit_pages": ("edit", "parent_pages")}
_TAKEN_OVER = ("queue", "schema", "organization")


def divide(workspace: Workspace, verb: str, number: int, body: Mapping[str, Any]) -> list[Object]:
    """Replace an annotation by others, each made of some of its pages.

    Args:
        verb: `split` or `edit_pages`.

    Returns:
        `{"document", "annotation"}` of each.

    Raises:
        ApiError: 404, there is no such annotation; 409, its status forbids it; 400, no pages are named.
    """
    store = workspace.store
    parent = store.get("annotations", number)
    if parent["status"] not in _DIVISIBLE:
        raise refused(409, f"The annotation is {parent['status']}.")
    listed, named = _PARTS[verb]
    parts = body.get(listed)
    if not isinstance(parts, list) or not parts:
        raise wrong_field(listed, "This field is required.")
    checked = [(part, _pages(part, listed, named)) for part in parts]
    made = [_part(workspace, parent, part, pages) for part, pages in checked]
    if parent["status"] != "split":
        moved = {"status": "split", "previous_status": parent["status"]}
        store.change("annotations", number, moved)
    return made


def _pages(part: object, listed: str, named: str) -> list[str]:
    given = part.get(named) if isinstance(part, Mapping) else None
    if not isinstance(given, list) or not given:
        raise wrong_field(listed, f"Each needs its {named}.")
    named_pages = (each.get("page") if isinstance(each, Mapping) else each for each in given)
    found = [each for each in named_pages if isinstance(each, str)]
    if len(found) < len(given):
        raise wrong_field(listed, "A page is named by its URL.")
    return found


def _part(workspace: Workspace, parent: Object, part: Mapping[str, Any], pages: list[str]) -> Object:
    store = workspace.store
    whole = store.find("documents", parent.get("document")) or {}
    attributes = {key: whole.get(key) for key in ("original_file_name", "mime_type")}
    document = store.create("documents", {**attributes, "parent": parent.get("document"), "metadata": {}})
    taken = {key: parent.get(key) for key in _TAKEN_OVER}
    if isinstance(part.get("target_queue"), str):
        taken["queue"] = part["target_queue"]
    own = {"status": "importing", "document": document["url"], "pages": pages, "metadata": {}}
    annotation = store.create("annotations", {**taken, **own})
    document["annotations"] = [annotation["url"]]
    document["content"] = f"{document['url']}/content"
    return {"document": document["url"], "annotation": annotation["url"]}
