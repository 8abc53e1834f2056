"""How far an installation is, from what pip and npm print."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_OF_FETCHING = 0.75  # of the whole time; unpacking prints nothing
_FETCHED = (
    re.compile(r"Collecting (?P<name>[\w.-]+)"),
    re.compile(r"Processing \S*/(?P<name>[\w.]+?)-\d"),
    re.compile(r"npm http fetch GET 200 \S*/(?P<name>[\w.-]+) "),
)
_UNPACKING = "Installing collected packages"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        sentence: What is being done, such as "Fetching pandas".
        share: 0 to 1; it never goes back.
    """

    sentence: str
    share: float


class ProgressReader:
    """Reads the lines of pip and npm.

    Args:
        expected: About how many packages there will be.
        on_progress: Told about every step.
    """

    def __init__(self, expected: int, on_progress: Callable[[Progress], None]) -> None:
        self._expected = max(1, expected)
        self._on_progress = on_progress
        self._seen: set[str] = set()
        self._share = 0.0

    def take(self, line: str) -> None:
        """Note a line."""
        if line.startswith(_UNPACKING):
            self._tell(f"Unpacking {len(self._seen)} packages", _OF_FETCHING)
            return
        found = next((match for pattern in _FETCHED if (match := pattern.match(line))), None)
        if found is not None:
            name = found["name"].replace("_", "-")
            self._seen.add(name)
            self._tell(f"Fetching {name}", _OF_FETCHING * min(1.0, len(self._seen) / self._expected))

    def _tell(self, sentence: str, share: float) -> None:
        self._share = max(self._share, share)
        self._on_progress(Progress(sentence, self._share))
