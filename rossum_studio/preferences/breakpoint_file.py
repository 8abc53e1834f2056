"""Breakpoints of every function, kept beside our preferences and never in a project."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.store import read_json, write_json

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class KeptBreakpoint:
    """A breakpoint as it is kept.

    Args:
        line: From 1, when it was kept.
        text: Of that line: the file may be edited elsewhere.
        condition: Expression; it stops where that is true.
        hit_condition: At which of the times it is reached, such as `>= 3`.
        log_message: Written instead of stopping.
    """

    line: int
    text: str
    condition: str = ""
    hit_condition: str = ""
    log_message: str = ""

    def found_in(self, lines: Sequence[str]) -> int | None:
        """Its line in a text, from 1: the one that reads alike and is nearest; None when there is none."""
        alike = [number for number, text in enumerate(lines, 1) if text.strip() == self.text.strip()]
        return min(alike, key=lambda number: abs(number - self.line), default=None)


def load_breakpoints(profile: Profile, path: str) -> tuple[KeptBreakpoint, ...]:
    """The breakpoints of a file; what is damaged is left out."""
    stored = read_json(profile.breakpoints_file).get(path)
    found = (_read(each) for each in stored) if isinstance(stored, list) else ()
    return tuple(each for each in found if each is not None)


def save_breakpoints(profile: Profile, path: str, breakpoints: Sequence[KeptBreakpoint]) -> None:
    """Keep the breakpoints of a file; those of the files used longest ago are forgotten.

    Raises:
        OSError: The folder cannot be written.
    """
    stored = {key: value for key, value in read_json(profile.breakpoints_file).items() if key != path}
    if breakpoints:
        stored[path] = [asdict(each) for each in breakpoints]
    kept = dict(list(stored.items())[-MOST_FILES:])
    write_json(profile.breakpoints_file, kept)


def _read(stored: Any) -> KeptBreakpoint | None:
    if not isinstance(stored, dict) or type(stored.get("line")) is not int:
        return None
    texts = {each.name: stored.get(each.name, "") for each in fields(KeptBreakpoint) if each.name != "line"}
    if not all(isinstance(text, str) for text in texts.values()):
        return None
    return KeptBreakpoint(stored["line"], **texts)
