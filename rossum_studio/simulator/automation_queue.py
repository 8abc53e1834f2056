"""What a queue says about automation.

Source: reference 9.1, 2.4, chapter 12 row 36.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rossum_studio.model.schema import SchemaNode

DEFAULT_SCORE_THRESHOLD = 0.8


class AutomationLevel(StrEnum):
    """As in the API, from the strictest."""

    NEVER = "never"
    CONFIDENT = "confident"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class QueueAutomation:
    """The keys of a queue that decide about automation; the defaults are the platform's.

    Args:
        score_threshold: Confidence that a value needs where its field says nothing else.
    """

    is_enabled: bool = False
    level: AutomationLevel = AutomationLevel.NEVER
    score_threshold: float = DEFAULT_SCORE_THRESHOLD
    automates_duplicates: bool = True
    automates_suggested_edit: bool = False
    uses_confirmed_state: bool = False

    @classmethod
    def of(cls, queue: Mapping[str, Any]) -> "QueueAutomation":
        """Read a queue object. What is missing or of a wrong type has its default."""
        settings = _mapping(_mapping(queue.get("settings")).get("automation"))
        level = queue.get("automation_level")
        return cls(
            is_enabled=queue.get("automation_enabled") is True,
            level=AutomationLevel(level) if level in list(AutomationLevel) else AutomationLevel.NEVER,
            score_threshold=_threshold(queue.get("default_score_threshold"), DEFAULT_SCORE_THRESHOLD),
            automates_duplicates=settings.get("automate_duplicates") is not False,
            automates_suggested_edit=settings.get("automate_suggested_edit") is True,
            uses_confirmed_state=queue.get("use_confirmed_state") is True,
        )

    @property
    def automates(self) -> bool:
        """Whether any document can pass at all."""
        return self.is_enabled and self.level is not AutomationLevel.NEVER

    def threshold(self, field: SchemaNode | None) -> float:
        """Confidence that a value of a field needs."""
        own = None if field is None else field.attributes.get("score_threshold")
        return _threshold(own, self.score_threshold)


def _mapping(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _threshold(found: object, default: float) -> float:
    return found if isinstance(found, int | float) and not isinstance(found, bool) else default
