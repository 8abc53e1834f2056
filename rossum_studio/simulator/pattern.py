"""Regular expressions of a schema, matched with a time limit.

The platform does not say which engine it uses; a pattern that one engine matches at once can keep
another busy for years.

Source: reference 2.6.
"""

from enum import Enum

import regex

SEARCH_LIMIT_S = 0.2
_SLOW_SEARCHES = 3


class Match(Enum):
    """What came of looking for a pattern in a text."""

    FOUND = "found"
    NOT_FOUND = "not found"
    TOO_SLOW = "too slow"
    INVALID = "invalid"


class Patterns:
    """The patterns of one validation.

    A pattern that took too long for a few values is not tried on others: a table has thousands.
    """

    def __init__(self, limit_s: float = SEARCH_LIMIT_S) -> None:
        self._limit_s = limit_s
        self._compiled: dict[str, regex.Pattern[str] | None] = {}
        self._slow: dict[str, int] = {}

    def search(self, pattern: str, text: str) -> Match:
        """Look for a pattern anywhere in a text."""
        compiled = self._compile(pattern)
        if compiled is None:
            return Match.INVALID
        if self._slow.get(pattern, 0) >= _SLOW_SEARCHES:
            return Match.TOO_SLOW
        try:
            found = compiled.search(text, timeout=self._limit_s)
        except TimeoutError:
            self._slow[pattern] = self._slow.get(pattern, 0) + 1
            return Match.TOO_SLOW
        return Match.FOUND if found else Match.NOT_FOUND

    def _compile(self, pattern: str) -> "regex.Pattern[str] | None":
        if pattern not in self._compiled:
            try:
                self._compiled[pattern] = regex.compile(pattern)
            except (regex.error, RecursionError):  # the latter for brackets nested in thousands
                self._compiled[pattern] = None
        return self._compiled[pattern]
