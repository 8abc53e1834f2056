"""The user's choices: one typed field each, with a default and a sentence."""

from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.store import read_json, write_json

VERSION = 1


def _preference(default: Any, sentence: str, choices: tuple[Any, ...] = ()) -> Any:
    return field(default=default, metadata={"sentence": sentence, "choices": choices})


@dataclass(frozen=True, slots=True)
class Preferences:
    """All of them; the dialog is built from the fields."""

    theme: str = _preference("system", "Colours of the window", ("system", "light", "dark"))
    editor_zoom: int = _preference(0, "Editor text size, in points more or less than the system's")
    reopen_last: bool = _preference(True, "Open again what was open when the window closed")
    run_on_edit: bool = _preference(False, "Run the handler after every edit in the tree")
    python_path: str = _preference("", "Python 3.12 for handlers, where this program runs on another; a path")


def load_preferences(profile: Profile) -> Preferences:
    """The stored choices; whatever is missing or of another type keeps its default."""
    stored = read_json(profile.preferences_file)
    known = {
        each.name: stored[each.name]
        for each in fields(Preferences)
        if each.name in stored and _fits(stored[each.name], each.default, each.metadata["choices"])
    }
    return replace(Preferences(), **known)


def save_preferences(profile: Profile, preferences: Preferences) -> None:
    """Keep the choices, atomically."""
    write_json(profile.preferences_file, {"version": VERSION, **asdict(preferences)})


def _fits(value: object, default: object, choices: tuple[object, ...]) -> bool:
    return type(value) is type(default) and (not choices or value in choices)
