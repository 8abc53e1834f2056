"""The payload of an event: what the platform would send to the hook.

What the user's file had wins over made-up values, except for what the event decides.

Source: reference chapter 4, chapter 12 rows 13 to 16 and 44.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.importing.complete_objects import fill_annotation, fill_document
from rossum_studio.simulator.arrival import EMAIL_KEYS, UPLOAD_KEYS, email_part, upload_part
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.sideload import SIDELOADS, sideloaded

TOKEN_STAND_IN = "offline-token-of-no-use-anywhere"
"""Sent in place of an API token: no real one is ever put into a payload."""

_DEFAULT_HOST = "https://example.rossum.app"
_COMMON_KEYS = ("request_id", "timestamp", "hook", "event", "action", "base_url", "settings", "secrets")
_TOKEN = "rossum_authorization_token"
_ANNOTATION_KEYS = ("annotation", "document", "updated_datapoints")
_EDITS = ("initialize", "updated", "user_update")


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload as it is sent.

    Args:
        body: JSON.
        filled: What was made up because nobody said it, a line each.
    """

    body: bytes
    filled: tuple[str, ...] = ()


def build_payload(
    scenario: Scenario,
    now: datetime | None = None,
    request_id: str | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Payload:
    """Build what the platform would send.

    Args:
        now: Time of the event; the current time when None.
        request_id: A random one when None.
    """
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    builder = _Builder(scenario, stamp, choices)
    payload = builder.build(request_id or str(uuid.uuid4()))
    return Payload(msgspec.json.encode(payload), tuple(builder.filled))


@dataclass(slots=True)
class _Builder:
    scenario: Scenario
    now: str
    choices: Choices
    filled: list[str] = field(default_factory=list)

    def build(self, request_id: str) -> dict[str, Any]:
        own = self._common(request_id) | self._annotation_part()
        return self._with_arrival({**own, **self._other_keys(own)})

    @property
    def host(self) -> str:
        """Scheme and host, without any path."""
        rest, annotation = self.scenario.rest, self.scenario.annotation
        found = annotation.attributes.get("url") if annotation else None
        candidates = (rest.get("base_url"), found, self.scenario.hook.attributes.get("url"), rest.get("hook"))
        for candidate in candidates:
            parts = _split(candidate)
            if parts is not None:
                return "{}://{}".format(*parts)
        return _DEFAULT_HOST

    @property
    def api(self) -> str:
        return f"{self.host}/api/v1"

    @property
    def hook_url(self) -> str:
        attributes = self.scenario.hook.attributes
        from_id = f"{self.api}/hooks/{attributes['id']}" if attributes.get("id") else None
        return str(
            attributes.get("url") or from_id or self.scenario.rest.get("hook") or f"{self.api}/hooks/1"
        )

    def _common(self, request_id: str) -> dict[str, Any]:
        event = self.scenario.event
        payload: dict[str, Any] = {
            "request_id": request_id,
            "timestamp": self.now,
            "hook": self.hook_url,
            "event": event.event,
            "action": event.action,
            "base_url": self.host,
        }
        if self._has_token():
            payload[_TOKEN] = TOKEN_STAND_IN
            self.filled.append(f"{_TOKEN}: a stand-in, no token is ever sent")
        elif not self.choices.token_only_with_owner:
            payload[_TOKEN] = None
        return payload | {
            "settings": self._own_or_rest("settings", self.scenario.settings, self.scenario.hook.settings),
            "secrets": self._own_or_rest("secrets", self.scenario.secrets, self.scenario.hook.secrets),
        }

    def _has_token(self) -> bool:
        """With a token owner; code without a hook object goes by the user's file."""
        hook = self.scenario.hook
        return hook.has_token or (not hook.attributes and bool(self.scenario.rest.get(_TOKEN)))

    def _own_or_rest(
        self, key: str, given: Mapping[str, Any] | None, own: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if given is not None:
            return given
        found = self.scenario.rest.get(key)
        is_bare = key not in self.scenario.hook.attributes
        return found if is_bare and isinstance(found, dict) else own

    def _annotation_part(self) -> dict[str, Any]:
        event = self.scenario.event
        if not event.event.startswith("annotation_"):
            return {}
        annotation = self.scenario.annotation or Annotation()
        known = {key: value for key, value in annotation.attributes.items() if key != "previous_status"}
        if not known.get("url") and not known.get("id"):
            self.filled.append("annotation: its address and those of its queue, schema and document")
        full = fill_annotation(known, "").values | self._statuses(annotation)
        part: dict[str, Any] = {"updated_datapoints": self._updated()} if event.has_content else {}
        part["document"] = self._document(full)
        part |= self._sideloads(full)
        content = Raw(annotation.content.encode()) if event.has_content else f"{full['url']}/content"
        part["annotation"] = {**full, "content": content}
        return part

    def _document(self, origin: Mapping[str, Any]) -> dict[str, Any]:
        """The document as hooks get it, which is without `annotations`."""
        complete = fill_document(self.scenario.document, origin).values
        return {key: value for key, value in complete.items() if key != "annotations"}

    def _statuses(self, annotation: Annotation) -> dict[str, Any]:
        scenario, event, known = self.scenario, self.scenario.event, annotation.attributes
        statuses = {"status": scenario.status or event.status or known.get("status")}
        if not event.has_content or self.choices.previous_status_in_content_events:
            previous = scenario.previous_status or event.previous_status or known.get("previous_status")
            statuses["previous_status"] = previous
        return statuses

    def _updated(self) -> list[int]:
        scenario = self.scenario
        if scenario.event.action not in _EDITS:
            return []
        if scenario.updated or scenario.event.action == "initialize":
            return list(dict.fromkeys(scenario.updated))
        found = scenario.rest.get("updated_datapoints")
        known = [one for one in found if isinstance(one, int)] if isinstance(found, list) else []
        if not known:
            self.filled.append("updated_datapoints: empty, though Rossum names at least one edited datapoint")
        return known

    def _sideloads(self, annotation: Mapping[str, Any]) -> dict[str, Any]:
        rest, hook = self.scenario.rest, self.scenario.hook
        found = {key: rest[key] for key in SIDELOADS if isinstance(rest.get(key), list)}
        wanted = [*hook.sideload, *(() if hook.attributes else found)]
        return {key: self._sideload(key, annotation, found) for key in wanted}

    def _sideload(self, key: str, annotation: Mapping[str, Any], found: Mapping[str, Any]) -> list[Any]:
        if key in found and key != "schemas":
            return list(found[key])
        objects = sideloaded(key, annotation, self.scenario.schema, self.hook_url)
        if objects is None:
            if key not in self.scenario.extra:
                self.filled.append(
                    f"{key}: an empty list, so {key}[0] raises; give the objects as extra keys"
                )
            return []
        if key != "schemas":
            self.filled.append(f"{key}: {len(objects)} made up from the annotation's links")
        return objects

    def _other_keys(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """Keys of the user's file that the event may carry, then the extra ones."""
        foreign = {*_COMMON_KEYS, _TOKEN, *_ANNOTATION_KEYS, *SIDELOADS}
        if self.scenario.event.event != "invocation":
            foreign |= {*EMAIL_KEYS, *UPLOAD_KEYS}
        others = {key: value for key, value in self.scenario.rest.items() if key not in foreign}
        for key, value in self.scenario.extra.items():
            if key in own and key not in SIDELOADS:
                self.filled.append(f"{key}: the platform's own; the extra one was left out")
            else:
                others[key] = value
        return others

    def _with_arrival(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The keys of an e-mail or upload: extra ones, else the file's, else made up."""
        make = {"email": email_part, "upload": upload_part}.get(self.scenario.event.event)
        if make is None:
            return payload
        origin = {"document": f"{self.api}/documents/1", "created_at": self.now}
        document, rest = self._document(origin), self.scenario.rest
        for key, default in make(document, self.api).items():
            if key not in payload and key not in rest:
                self.filled.append(f"{key}: made up, because the file has none")
            payload.setdefault(key, rest.get(key, default))
        return payload


def _split(url: object) -> tuple[str, str] | None:
    """Scheme and host of an address; None when it is none."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        return None
    return (parts.scheme, parts.netloc) if parts and parts.scheme and parts.netloc else None
