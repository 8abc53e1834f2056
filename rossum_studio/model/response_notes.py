"""Problems found while an answer is read, and the words they are told in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from rossum_studio.model.annotation import trailing_id
from rossum_studio.model.problem import Problem, Severity, Where

_LONGEST_SHOWN = 60
_LONGEST_COMPARED = 40


@dataclass(slots=True)
class Notes:
    """Problems found on the way, and how many parts they cost."""

    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0

    def add(self, severity: Severity, path: str, message: str, code: str) -> None:
        """Something worth saying that costs nothing."""
        self.problems.append(Problem(severity, Where.RESPONSE, path, message, code))

    def drop(self, path: str, message: str, code: str, severity: Severity = Severity.ERROR) -> None:
        """A part of the answer that Rossum would not use."""
        self.dropped += 1
        self.add(severity, path, f"{message}. Rossum would ignore this.", code)

    def ignore(self, path: str, message: str, code: str) -> None:
        """A key inside a part that Rossum uses otherwise."""
        self.add(Severity.WARNING, path, f"{message}. Rossum would ignore this.", code)

    def ignore_unknown(
        self,
        entry: Mapping[str, Any],
        path: str,
        known: Collection[str],
        code: str,
        silent: Collection[str] = (),
    ) -> None:
        """Name the keys that Rossum does not know; null says nothing and is passed over.

        Args:
            known: What the keys are compared with, to propose the one that was meant.
            silent: Keys that Rossum does not read and that handlers send back with a copy.
        """
        for key, value in entry.items():
            if value is not None and key not in known and key not in silent:
                self.ignore(path + pointer(key), f"{shown(key)} {unknown_key(key, known)}", code)


def entries(raw: Mapping[str, Any], key: str, notes: Notes, path: str = "") -> Iterator[tuple[str, Any]]:
    """Pointer and entry of each item of a list; null counts as missing."""
    found = raw.get(key)
    if isinstance(found, list):
        yield from ((f"{path}/{key}/{index}", entry) for index, entry in enumerate(found))
    elif found is not None:
        code = f"{key.replace('_', '-')}-not-a-list"
        notes.drop(f"{path}/{key}", f"is {kind_of(found)}; expected a list", code)


def objects(
    raw: Mapping[str, Any], key: str, notes: Notes, path: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pointer and entry of each item of a list that is an object; the others are noted."""
    for place, entry in entries(raw, key, notes, path):
        if isinstance(entry, dict):
            yield place, entry
        else:
            code = f"{key.removesuffix('s').replace('_', '-')}-not-an-object"
            notes.drop(place, f"is {kind_of(entry)}; expected an object", code)


def read_id(sent: object) -> int | None:
    """A datapoint id sent as an integer or as a numeric text; None for anything else."""
    if isinstance(sent, str):
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 20 else None
    return sent if isinstance(sent, int) and not isinstance(sent, bool) else None


def wrong_id(sent: object) -> str:
    """What is wrong with an id that `read_id` refused."""
    expected = "expected the id of a datapoint, such as 90103"
    if sent is None:
        return f'"id" is missing; {expected}'
    return f'"id" is {shown(sent)}; {expected}{_hint_for_id(sent)}'


def _hint_for_id(sent: object) -> str:
    match sent:
        case str() if "/" in sent:
            number = trailing_id(sent)
            return f"; send the number at its end, {number}" if number else ", not an address"
        case str():
            return ", not its schema_id"
        case float() if sent.is_integer():
            return f"; send {sent:.0f}"
        case list():
            return "; send an entry of its own for each id"
        case _:
            return ""


def one_of(allowed: Sequence[str], found: object) -> str:
    """The allowed word that was probably meant, or all of them."""
    close = closest(found, allowed) if isinstance(found, str) else None
    return f'"{close}"' if close else " or ".join((", ".join(allowed[:-1]), allowed[-1]))


def closest(word: str, allowed: Collection[str]) -> str | None:
    """The allowed word most like this one, whatever its case; None when none is like it."""
    close = get_close_matches(word[:_LONGEST_COMPARED].lower(), sorted(allowed), 1, 0.5)
    return close[0] if close else None


def unknown_key(key: str, known: Collection[str]) -> str:
    """The rest of a sentence about a key that Rossum does not know."""
    close = closest(key, known)
    if close:
        return f'is not a key that Rossum knows here (did you mean "{close}"?)'
    return f"is not a key that Rossum knows here; it knows {', '.join(sorted(known))}"


def shown(value: object) -> str:
    """A value for use in a sentence; long ones and structures by their kind."""
    if value is None:
        return "missing"
    return f'"{value}"' if isinstance(value, str) and len(value) <= _LONGEST_SHOWN else kind_of(value)


def kind_of(value: object) -> str:
    """The JSON word for a value, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "an object"


def as_sent_text(value: object) -> str:
    """The text to send in place of a number or truth value."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def pointer(key: str) -> str:
    """JSON pointer of a key."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
