"""The payload of an event: what the platform would send to the hook.

What the user's file had wins over made-up values, except for what the event decides.

Source: reference chapter 4 and 8.2, chapter 12 rows 13 to 16, 32, 43 and 44.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Raw

from rossum_studio.model.annotation import Annotation, Content
from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import usual_status_before
from rossum_studio.model.importing.complete_objects import Filled, fill_annotation, fill_document
from rossum_studio.model.response_notes import pointer
from rossum_studio.simulator.arrival import EMAIL_KEYS, UPLOAD_KEYS, Arrival
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.origin import Origin, Origins, Source
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.sideload import SIDELOADS, Sideloading

TOKEN_STAND_IN = "offline-token-of-no-use-anywhere"
"""Sent in place of an API token: no real one is ever put into a payload."""

_DEFAULT_HOST = "https://example.rossum.app"
_COMMON_KEYS = ("request_id", "timestamp", "hook", "event", "action", "base_url", "settings", "secrets")
_TOKEN = "rossum_authorization_token"
_ANNOTATION_KEYS = ("annotation", "document", "updated_datapoints")
_ARRIVAL_KEYS = {"email": EMAIL_KEYS, "upload": UPLOAD_KEYS}
_EDITS = ("initialize", "updated", "user_update")
_OF_OTHER_BODIES = ("meta",)
"""Keys that files of other kinds than payloads have beside the document."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload as it is sent.

    Args:
        body: JSON.
        filled: What was made up because nobody said it, a line each.
        origins: One for each key at the top, in their order, and then one for each key inside
            `annotation`, `document` and the parts of an e-mail or upload that is not from where its whole is.
        content: The tree that is in it; None where there is none.
        rest: JSON of the same payload with an empty tree.
    """

    body: bytes
    filled: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    content: Content | None = None
    rest: bytes = b""

    @property
    def has_token(self) -> bool:
        """Whether an API token goes along."""
        return f'"{_TOKEN}":"'.encode() in (self.rest or self.body).replace(b": ", b":")


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

    Raises:
        StudioError: The settings, secrets or extra keys cannot be written as JSON.
    """
    stamp = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    builder = _Builder(scenario, stamp, choices)
    payload = builder.build(request_id or str(uuid.uuid4()))
    filled, origins = tuple(builder.origins.filled), builder.origins.of(payload)
    body = _encoded(payload)
    if not scenario.event.has_content or scenario.annotation is None:
        return Payload(body, filled, origins)
    rest = _encoded({**payload, "annotation": {**payload["annotation"], "content": []}})
    return Payload(body, filled, origins, scenario.annotation.content, rest)


@dataclass(slots=True)
class _Builder:
    scenario: Scenario
    now: str
    choices: Choices
    origins: Origins = field(default_factory=Origins)

    def build(self, request_id: str) -> dict[str, Any]:
        own = self._common(request_id) | self._annotation_part()
        payload = {**own, **self._other_keys(own)}
        return payload | self._arrival_part(payload)

    @property
    def host(self) -> str:
        """Scheme and host, without any path."""
        return self._host()[0]

    def _host(self) -> tuple[str, Source]:
        rest, annotation, hook = self.scenario.rest, self.scenario.annotation, self.scenario.hook
        known = annotation is not None and "/annotation/url" not in self.scenario.made_up
        candidates: tuple[tuple[object, Source], ...] = (
            (rest.get("base_url"), "file"),
            (annotation.attributes.get("url") if annotation and known else None, "file"),
            (hook.attributes.get("url"), "hook"),
            (rest.get("hook"), "file"),
        )
        found = ((_host_of(url), source) for url, source in candidates)
        return next(((host, source) for host, source in found if host), (_DEFAULT_HOST, "made up"))

    @property
    def api(self) -> str:
        return f"{self.host}/api/v1"

    @property
    def hook_url(self) -> str:
        return self._hook_url()[0]

    def _hook_url(self) -> tuple[str, Source]:
        attributes, rest = self.scenario.hook.attributes, self.scenario.rest
        url, hook_id = attributes.get("url"), attributes.get("id")
        if isinstance(url, str) and url:
            return url, "hook"
        if type(hook_id) is int and hook_id > 0:
            return f"{self.api}/hooks/{hook_id}", "hook"
        found = rest.get("hook")
        return (found, "file") if isinstance(found, str) and found else (f"{self.api}/hooks/1", "made up")

    def _common(self, request_id: str) -> dict[str, Any]:
        event, (hook, hook_source), (host, host_source) = self.scenario.event, self._hook_url(), self._host()
        self.origins.say("/hook", hook_source)
        self.origins.say("/base_url", host_source)
        payload: dict[str, Any] = {
            "request_id": request_id,
            "timestamp": self.now,
            "hook": hook,
            "event": event.event,
            "action": event.action,
            "base_url": host,
        }
        return payload | self._token() | self._settings_and_secrets()

    def _token(self) -> dict[str, Any]:
        """A stand-in with a token owner; code without a hook object goes by the user's file."""
        hook = self.scenario.hook
        if hook.has_token or (not hook.attributes and bool(self.scenario.rest.get(_TOKEN))):
            self.origins.make_up(_TOKEN, "a stand-in, no token is ever sent")
            return {_TOKEN: TOKEN_STAND_IN}
        return {} if self.choices.token_only_with_owner else {_TOKEN: None}

    def _settings_and_secrets(self) -> dict[str, Any]:
        scenario, hook = self.scenario, self.scenario.hook
        return {
            "settings": self._own_or_rest("settings", scenario.settings, hook.settings),
            "secrets": self._own_or_rest("secrets", scenario.secrets, hook.secrets),
        }

    def _own_or_rest(
        self, key: str, given: Mapping[str, Any] | None, own: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        found = self.scenario.rest.get(key)
        is_bare = key not in self.scenario.hook.attributes
        if given is not None:
            self.origins.say(pointer(key), "file", "given for this run")
            return given
        if is_bare and isinstance(found, dict):
            self.origins.say(pointer(key), "file")
            return found
        self.origins.say(pointer(key), "hook", "the hook has none" if is_bare else "")
        return own

    def _annotation_part(self) -> dict[str, Any]:
        event = self.scenario.event
        if not event.event.startswith("annotation_"):
            return {}
        annotation = self.scenario.annotation or Annotation()
        full = self._annotation(annotation)
        part: dict[str, Any] = {"updated_datapoints": self._updated()} if event.has_content else {}
        part["document"] = self._document(full)
        part |= Sideloading(self.scenario, full, annotation.content, self.hook_url, self.origins).part()
        content = Raw(annotation.content.encode()) if event.has_content else f"{full['url']}/content"
        part["annotation"] = {**full, "content": content}
        return part

    def _annotation(self, annotation: Annotation) -> dict[str, Any]:
        """The complete object, without its content."""
        known = {key: value for key, value in annotation.attributes.items() if key != "previous_status"}
        is_bare = not known.get("url") and not known.get("id")
        if is_bare:
            self.origins.filled.append("annotation: its address and those of its queue, schema and document")
        is_anywhere = bool(known or annotation.content.sections)
        self.origins.say("/annotation", "file" if is_anywhere else "made up")
        filled = fill_annotation(known, "")
        self._say_filled("/annotation", filled)
        return filled.values | self._statuses(annotation)

    def _document(self, origin: Mapping[str, Any]) -> dict[str, Any]:
        """The document as hooks get it, which is without `annotations`."""
        self.origins.say("/document", "file" if self.scenario.document else "made up")
        filled = fill_document(self.scenario.document, origin)
        self._say_filled("/document", filled)
        return {key: value for key, value in filled.values.items() if key != "annotations"}

    def _say_filled(self, path: str, filled: Filled) -> None:
        """Name the keys that were made up, here and when the file was opened."""
        earlier = (
            made.removeprefix(f"{path}/") for made in self.scenario.made_up if made.startswith(f"{path}/")
        )
        self.origins.make_up_below(path, (*earlier, *filled.added))

    def _statuses(self, annotation: Annotation) -> dict[str, Any]:
        scenario, event, known = self.scenario, self.scenario.event, annotation.attributes
        if event.has_content:
            status = scenario.status or event.status
            previous = scenario.previous_status or event.previous_status
        else:
            status = scenario.status or known.get("status") or event.status
            of_file = known.get("previous_status") if status == known.get("status") else None
            previous = scenario.previous_status or of_file or usual_status_before(status)
        statuses = {"status": status}
        if not event.has_content or self.choices.previous_status_in_content_events:
            statuses["previous_status"] = previous
        for key, value in statuses.items():
            given = scenario.status if key == "status" else scenario.previous_status
            is_known = given or (not event.has_content and value == known.get(key))
            self.origins.say(f"/annotation/{key}", "file" if is_known else "event")
        return statuses

    def _updated(self) -> list[int]:
        scenario, action = self.scenario, self.scenario.event.action
        if action not in _EDITS:
            self.origins.say("/updated_datapoints", "event", f"always empty on {scenario.event.name}")
            return []
        if scenario.updated or action == "initialize":
            self.origins.say("/updated_datapoints", "event", "what was edited" if scenario.updated else "")
            return list(dict.fromkeys(scenario.updated))
        found = scenario.rest.get("updated_datapoints")
        known = [one for one in found if type(one) is int] if isinstance(found, list) else []
        self.origins.say("/updated_datapoints", "file" if known else "event")
        if not known and action == "updated":
            note = "empty, though Rossum names at least one edited datapoint"
            self.origins.make_up("updated_datapoints", note)
        return known

    def _other_keys(self, own: Mapping[str, Any]) -> dict[str, Any]:
        """Keys of the user's file that the event may carry, then the extra ones."""
        others = self._rest_of_file() if self._is_own_kind() else {}
        for key in others:
            self.origins.say(pointer(key), "file")
        for key, value in self.scenario.extra.items():
            if key in own and key not in SIDELOADS:
                self.origins.filled.append(f"{key}: the platform's own; the extra one was left out")
            else:
                others[key] = value
                self.origins.say(pointer(key), "file", "an extra key")
        return others

    def _is_own_kind(self) -> bool:
        """Whether the file is of this kind of event, so that its other keys mean the same here."""
        event, sent = self.scenario.event, self.scenario.rest.get("event")
        if event.name == "invocation.scheduled":
            return False
        kinds = [str(name).partition("_")[0] for name in (event.event, sent or event.event)]
        return kinds[0] == kinds[1]

    def _rest_of_file(self) -> dict[str, Any]:
        foreign = {*_COMMON_KEYS, _TOKEN, *_ANNOTATION_KEYS, *SIDELOADS, *_OF_OTHER_BODIES}
        event = self.scenario.event.event
        if event != "invocation":
            foreign |= {*EMAIL_KEYS, *UPLOAD_KEYS} - {*_ARRIVAL_KEYS.get(event, ())}
        return {key: value for key, value in self.scenario.rest.items() if key not in foreign}

    def _arrival_part(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The keys of an e-mail or upload: extra ones, else the file's, else made up."""
        event = self.scenario.event.event
        if event not in _ARRIVAL_KEYS:
            return {}
        arrival = self._arrival({key: payload[key] for key in _ARRIVAL_KEYS[event] if key in payload})
        part = arrival.email() if event == "email" else arrival.upload()
        self._say_made_up(arrival.made_up)
        return part

    def _arrival(self, known: Mapping[str, Any]) -> Arrival:
        origin = {"document": f"{self.api}/documents/1", "created_at": self.now}
        document = fill_document(self.scenario.document, origin).values
        annotation = self.scenario.annotation
        queue = annotation.attributes.get("queue") if annotation else None
        return Arrival(
            known,
            {key: value for key, value in document.items() if key != "annotations"},
            queue if isinstance(queue, str) else f"{self.api}/queues/1",
            self.api,
        )

    def _say_made_up(self, paths: Iterable[str]) -> None:
        """Name what an e-mail or upload was given: whole keys first, then what is below the others."""
        for path in sorted(paths, key=lambda path: path.count("/")):
            key, _, below = path.removeprefix("/").partition("/")
            if below:
                self.origins.make_up_below(f"/{key}", [below])
            else:
                self.origins.make_up(key, "made up, because the file has none")


def _host_of(url: object) -> str | None:
    """Scheme and host of an address; None when it is none."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
    except ValueError:
        return None
    if parts is None or not parts.scheme or not parts.netloc:
        return None
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _encoded(payload: Mapping[str, Any]) -> bytes:
    """The payload as JSON.

    Half a character and numbers beyond 64 bits are JSON, but not for the quick encoder.
    """
    try:
        return msgspec.json.encode(payload)
    except (UnicodeEncodeError, OverflowError):
        pass
    except (TypeError, RecursionError) as error:
        raise StudioError(f"The payload cannot be written as JSON: {error}.") from None
    try:
        return json.dumps(payload, default=_decoded, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise StudioError(f"The payload cannot be written as JSON: {error}.") from None


def _decoded(raw: object) -> Any:
    if isinstance(raw, Raw):
        return msgspec.json.decode(raw)
    raise TypeError(f"{type(raw).__name__} is no JSON")
