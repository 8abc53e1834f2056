"""Where the parts of a payload come from: the user, the hook, the event, or nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rossum_studio.model.response_notes import pointer

type Source = Literal["file", "hook", "event", "made up"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part of a payload comes from.

    Args:
        path: JSON pointer into the payload.
        source: The user's file or input, the hook object, the event itself, or nobody.
        note: A few words for the user; may be empty.
    """

    path: str
    source: Source
    note: str = ""


_WORDS: Mapping[Source, str] = {
    "file": "From your files",
    "hook": "From the hook",
    "event": "From the event",
    "made up": "Filled in",
}
_MOST_NAMED = 12


def told(origins: Iterable[Origin]) -> tuple[str, ...]:
    """One line for each source: "From your files: annotation, document"."""
    lines = []
    known = list(origins)
    for source, words in _WORDS.items():
        names = [each.path.removeprefix("/") for each in known if each.source == source]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        if names:
            lines.append(f"{words}: {', '.join(names[:_MOST_NAMED])}{more}")
    return tuple(lines)


@dataclass(slots=True)
class Origins:
    """Collects origins while a payload is built.

    Attributes:
        filled: What was made up or left out, a line each.
    """

    filled: list[str] = field(default_factory=list)
    _found: dict[str, Origin] = field(default_factory=dict)

    def say(self, path: str, source: Source, note: str = "") -> None:
        """Note where a part comes from; what was noted last counts."""
        self._found[path] = Origin(path, source, note)

    def make_up(self, key: str, note: str) -> None:
        """Note that nobody said what this key at the top is."""
        self.say(pointer(key), "made up", note)
        self.filled.append(f"{key}: {note}")

    def make_up_below(self, path: str, places: Iterable[str]) -> None:
        """Note what was made up inside a part, unless all of it was.

        Args:
            places: JSON pointers below the part, without their first slash.
        """
        if self._found[path].source != "made up":
            for place in places:
                self.say(f"{path}/{place}", "made up")

    def of(self, payload: Mapping[str, Any]) -> tuple[Origin, ...]:
        """The origins of all keys at the top, in their order, then those further down."""
        top = {pointer(key): Origin(pointer(key), "event") for key in payload}
        below = (origin for path, origin in self._found.items() if path not in top)
        return (*(self._found.get(path, origin) for path, origin in top.items()), *below)
