"""What completion knows besides the code: gathered in the window, worked out in the thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.authoring.completion import Known
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
    """Works out what is known, once for the same document and event. Used in one thread."""

    def __init__(self) -> None:
        self._given: Given | None = None
        self._known = Known()

    def of(self, given: Given) -> Known:
        """What is known about what stands in the window."""
        if self._given is None or not _is_same(given, self._given):
            self._given, self._known = given, _worked_out(given)
        return self._known


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


def _worked_out(given: Given) -> Known:
    scenario = given.scenario
    payload: dict[str, Any] = {}
    if scenario is not None:
        try:
            payload = msgspec.json.decode(build_payload(scenario).body)
        except (StudioError, msgspec.DecodeError):  # running says why; here it only means to know less
            payload = {}
    if payload.get("secrets"):
        payload["secrets"] = dict.fromkeys(payload["secrets"], NOT_SHOWN)
    annotation = scenario.annotation if scenario is not None else None
    return Known(
        schema=given.schema,
        content=annotation.content if annotation is not None else None,
        event=given.event,
        payload=payload,
        settings=given.settings,
        secret_names=given.secret_names,
    )
