"""An exported hook: code, settings, events, sideload, limits.

The object is kept as it was read, unknown keys and their order included, so that opening and saving
changes nothing.

Source: reference chapter 6, 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rossum_studio.model.event import DEFAULT_EVENT, HookEvent, events_of

DEFAULT_TIMEOUT_S = 30.0
MAX_TIMEOUT_S = 60.0
DEFAULT_MEMORY_MB = 256
RUNTIMES = {"python": "python3.12", "javascript": "nodejs22.x"}
"""The runtime that each language runs on now."""

SUFFIXES = {"python": ".py", "javascript": ".js"}


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of type function.

    Args:
        code: The handler's source.
        attributes: The hook object as it was read; `config.code` in it may be out of date.
        language: `python` or `javascript`.
    """

    code: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    language: str = "python"

    @property
    def config(self) -> Mapping[str, Any]:
        """`config`, or nothing."""
        found = self.attributes.get("config")
        return found if isinstance(found, dict) else {}

    @property
    def name(self) -> str:
        """`name`; empty when the object has none."""
        return str(self.attributes.get("name") or "")

    @property
    def events(self) -> list[HookEvent]:
        """The events it subscribes to that the platform has; empty for code without a hook object."""
        found = self.attributes.get("events")
        return events_of([str(entry) for entry in found]) if isinstance(found, list) else []

    @property
    def first_event(self) -> HookEvent:
        """What a run uses unless told otherwise."""
        return next(iter(self.events), DEFAULT_EVENT)

    @property
    def sideload(self) -> list[str]:
        """Related objects it asks for; a hook without an object gets schemas."""
        found = self.attributes.get("sideload")
        if isinstance(found, list):
            return [str(entry) for entry in found]
        return [] if self.attributes else ["schemas"]

    @property
    def settings(self) -> dict[str, Any]:
        """`settings`, or an empty object."""
        found = self.attributes.get("settings")
        return found if isinstance(found, dict) else {}

    @property
    def secrets(self) -> dict[str, Any]:
        """`secrets`, or an empty object."""
        found = self.attributes.get("secrets")
        return found if isinstance(found, dict) else {}

    @property
    def runtime(self) -> str:
        """The runtime that runs it now; old names map to current ones (reference 6.4)."""
        return RUNTIMES[self.language]

    @property
    def timeout_s(self) -> float:
        """Limit in seconds; 0 or nothing is 30 (reference chapter 12, row 25)."""
        found = self.config.get("timeout_s")
        return float(found) if isinstance(found, (int, float)) and found > 0 else DEFAULT_TIMEOUT_S

    @property
    def memory_mb(self) -> int:
        """Limit in megabytes."""
        found = self.config.get("memory_size_mb")
        return int(found) if isinstance(found, (int, float)) and found > 0 else DEFAULT_MEMORY_MB

    @property
    def has_token(self) -> bool:
        """Whether the platform would send an API token: only with a token owner."""
        return bool(self.attributes.get("token_owner"))

    def with_code(self, code: str) -> "Hook":
        """The same hook with other code."""
        return replace(self, code=code)


def language_of(runtime: object) -> str:
    """The language of a runtime name, by its prefix; python when it says nothing."""
    return "javascript" if str(runtime or "").lower().startswith("node") else "python"
