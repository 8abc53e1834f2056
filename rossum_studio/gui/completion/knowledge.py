"""What completion knows besides the code: gathered in the window, worked out in the thread, and told once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.authoring.fields import shown_values
from rossum_studio.simulator.authoring.server import Told
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

NOT_SHOWN = "••••"
"""In place of a secret's value."""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the window.

    Args:
        scenario: None when the event needs a document and none is open.
        schema: Of the open document.
    """

    event: HookEvent
    scenario: Scenario | None
    schema: Schema | None
    settings: Mapping[str, Any]
    secret_names: tuple[str, ...]


class Knowledge:
    """Works out what to tell, once for the same document and event. Used in one thread."""

    def __init__(self) -> None:
        self._given: Given | None = None

    def forget(self) -> None:
        """Nothing has been told yet."""
        self._given = None

    def news(self, given: Given) -> Told | None:
        """What is known about what stands in the window; None when that was told before."""
        if self._given is not None and _is_same(given, self._given):
            return None
        self._given = given
        return _worked_out(given)


def _is_same(given: Given, other: Given) -> bool:
    """Whether the payload would be the same, but for what the code has no part in."""
    if given.schema is not other.schema or given.settings != other.settings or given.event != other.event:
        return False
    if given.scenario is None or other.scenario is None:
        return given.scenario is other.scenario
    mine, its = given.scenario, other.scenario
    return (
        _content(mine) is _content(its)
        and mine.hook.attributes == its.hook.attributes
        and given.secret_names == other.secret_names
    )


def _content(scenario: Scenario) -> object:
    return scenario.annotation.content if scenario.annotation is not None else None


def _worked_out(given: Given) -> Told:
    scenario, schema = given.scenario, given.schema
    annotation = scenario.annotation if scenario is not None else None
    return Told(
        schema=msgspec.json.encode(schema.content()) if schema is not None else b"",
        values=shown_values(annotation.content) if annotation is not None else {},
        payload=_payload(scenario) if scenario is not None else b"",
        settings=_json(given.settings),
        secret_names=given.secret_names,
    )


def _payload(scenario: Scenario) -> bytes:
    """As it would be sent, but for the values of secrets."""
    hidden = dict.fromkeys(scenario.secrets or scenario.hook.secrets, NOT_SHOWN)
    try:
        return build_payload(replace(scenario, secrets=hidden)).body
    except StudioError:  # running says why; here it only means to know less
        return b""


def _json(value: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return b"{}"
