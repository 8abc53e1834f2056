"""Problems found while an answer is read, and the words they are told in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from rossum_studio.model.problem import Problem, Severity, Where


@dataclass(slots=True)
class Notes:
    """Problems found on the way, and how many parts they cost."""

    problems: list[Problem] = field(default_factory=list)
    dropped: int = 0

    def add(self, severity: Severity, path: str, message: str, code: str) -> None:
        """Something worth saying that costs nothing."""
        self.problems.append(Problem(severity, Where.RESPONSE, path, message, code))

    def drop(self, path: str, message: str, code: str, severity: Severity = Severity.ERROR) -> None:
        """Something that Rossum would not use."""
        self.dropped += 1
        self.add(severity, path, f"{message}. Rossum would ignore this.", code)


def read_id(sent: object) -> int | None:
    """A datapoint id sent as an integer or as a numeric text; None for anything else."""
    if isinstance(sent, str):
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 20 else None
    return sent if isinstance(sent, int) and not isinstance(sent, bool) else None


def wrong_id(sent: object) -> str:
    """What is wrong with an id that `read_id` refused."""
    if sent is None:
        return '"id" is missing; expected the id of a datapoint, such as 90103'
    hint = ", not its schema_id" if isinstance(sent, str) else ""
    return f'"id" is {shown(sent)}; expected the id of a datapoint, such as 90103{hint}'


def one_of(allowed: Sequence[str], found: object) -> str:
    """The allowed word that was probably meant, or all of them."""
    close = get_close_matches(found[:20], allowed, 1, 0.5) if isinstance(found, str) else []
    return f'"{close[0]}"' if close else " or ".join((", ".join(allowed[:-1]), allowed[-1]))


def shown(value: object) -> str:
    """A value for use in a sentence; long ones and structures by their kind."""
    if value is None:
        return "missing"
    return f'"{value}"' if isinstance(value, str) and len(value) <= 60 else kind_of(value)


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


def pointer(key: str) -> str:
    """JSON pointer of a top-level key."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
