"""The objects that one run knows: from its payload, its hook and what is made up around them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from rossum_studio.model.annotation import Content, trailing_id
from rossum_studio.model.importing.complete_objects import fill_annotation, fill_document
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.platform_objects import page_object, queue_object, schema_object, user_object
from rossum_studio.simulator.rossum_api.store import KINDS, Store
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.sideload import schema_for

_API = "/api/v1"
_TOKEN = "rossum_authorization_token"
_LISTS = {
    **{kind: kind for kind in KINDS},
    "modifiers": "users",
    "assignees": "users",
    "created_bys": "users",
    "modified_bys": "users",
    "related_emails": "emails",
    "child_relations": "relations",
}
"""Lists of a payload, and which objects they hold."""

_HOOK_DEFAULTS: Mapping[str, Any] = {
    "type": "function",
    "active": True,
    "test": {},
    "guide": None,
    "read_more_url": None,
    "extension_image_url": None,
    "metadata": {},
    "run_after": [],
    "events": [],
    "settings_schema": None,
    "extension_source": "custom",
    "sideload": [],
    "token_owner": None,
    "token_lifetime_s": None,
    "description": None,
    "status": "ready",
}


class Workspace:
    """What is known, once the first request asks for it.

    Attributes:
        token: What a request has to bring; None when the hook has none.
        content: The document's tree, changed by what the handler writes.
    """

    def __init__(self, scenario: Scenario, payload: Payload) -> None:
        keys: dict[str, Any] = msgspec.json.decode(payload.rest or payload.body)
        annotation = keys.get("annotation")
        self.token = keys.get(_TOKEN) if isinstance(keys.get(_TOKEN), str) else None
        self.base = f"{_host(keys, annotation)}{_API}"
        self.store = Store(self.base)
        known = scenario.annotation
        self.content = payload.content or (known.content if known is not None else Content())
        self.schema, _ = schema_for(scenario.schema, self.content)
        self.annotation_id: int | None = None
        self._put_annotation(scenario, annotation if isinstance(annotation, dict) else None, keys)
        self._put_hook(scenario, keys)
        for name, kind in _LISTS.items():
            for each in _dicts(keys.get(name)):
                self.store.put(kind, each)
        for each in _dicts(scenario.rest.get("objects")):
            self.store.put(urlsplit(str(each.get("url"))).path.split("/")[-2], each)

    def _put_annotation(
        self, scenario: Scenario, annotation: Mapping[str, Any] | None, keys: Mapping[str, Any]
    ) -> None:
        if annotation is None and scenario.annotation is not None:
            annotation = scenario.annotation.attributes
        if annotation is None:
            return
        filled = fill_annotation({**annotation, "content": None}, "").values
        url = str(filled["url"])
        made = self.store.put("annotations", filled | {"content": f"{url}/content"})
        if made is None:
            return
        self.annotation_id = made["id"]
        document = keys.get("document")
        filled_document = fill_document(document if isinstance(document, dict) else {}, filled).values
        self.store.put("documents", filled_document | {"annotations": [url]})
        self._put_around(filled, f"{self.base}/hooks/1")

    def _put_around(self, annotation: Mapping[str, Any], hook: str) -> None:
        """What the annotation's links lead to."""
        queue, schema = str(annotation["queue"]), str(annotation["schema"])
        self.store.put("schemas", schema_object(self.schema, schema, queue))
        self.store.put("queues", queue_object(queue, schema, hook))
        for name in ("modifier", "modified_by", "creator"):
            if isinstance(annotation.get(name), str):
                self.store.put("users", user_object(annotation[name]))
        for number, url in enumerate(annotation.get("pages") or (), 1):
            if isinstance(url, str):
                self.store.put("pages", page_object(url, number, annotation["url"]))
        organization = annotation.get("organization")
        if isinstance(organization, str):
            about = {"id": trailing_id(organization), "url": organization, "name": ""}
            self.store.put("organizations", about)

    def _put_hook(self, scenario: Scenario, keys: Mapping[str, Any]) -> None:
        hook = scenario.hook
        url = str(keys.get("hook") or f"{self.base}/hooks/1")
        about = {"id": trailing_id(url) or 1, "url": url, "name": hook.attributes.get("name", "")}
        kept = {key: value for key, value in hook.attributes.items() if key != "secrets"}
        kept["events"] = [event.name for event in hook.events]  # a bare event stands for all its actions
        queues = [each["url"] for each in self.store.all("queues")]
        config = {"runtime": hook.runtime, "code": hook.code}
        defaults = {**_HOOK_DEFAULTS, "queues": queues, "config": config}
        settings = keys.get("settings") or {}
        self.store.put("hooks", {**defaults, **about, **kept, "settings": settings, "secrets": {}})


def _host(keys: Mapping[str, Any], annotation: object) -> str:
    given = keys.get("base_url")
    if isinstance(given, str) and given.startswith("http"):
        return given.rstrip("/")
    url = annotation.get("url") if isinstance(annotation, dict) else None
    parts = urlsplit(str(url or keys.get("hook") or "https://example.rossum.app"))
    return f"{parts.scheme}://{parts.netloc}"


def _dicts(found: object) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
