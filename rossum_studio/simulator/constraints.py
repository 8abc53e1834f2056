"""What a schema demands of a value and of the number of rows, and what is said when it is not so.

A value of nothing but spaces is empty. An empty value can only break `required`: a field that may
be empty is not too short.

Source: reference 2.5, 2.6, 9.3, chapter 12 rows 33 to 35.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.model.message import MessageType
from rossum_studio.model.schema import SchemaNode
from rossum_studio.simulator.pattern import SEARCH_LIMIT_S, Match, Patterns

REQUIRED = "required"
NO_MATCH = "does not match pattern"


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that does not hold, or could not be checked."""

    type: MessageType
    text: str


@dataclass(frozen=True, slots=True)
class Constraints:
    """Constraints of one field; a limit that is None is not checked.

    Args:
        is_required: Holds where the schema says nothing.
        pattern: A regular expression that is found in the value, anywhere unless it is anchored.
    """

    is_required: bool = True
    min_length: int | None = None
    max_length: int | None = None
    exact_length: int | None = None
    pattern: str | None = None

    @classmethod
    def of(cls, field: SchemaNode, *, is_inferred: bool = False) -> "Constraints":
        """The constraints of a field. What is of a wrong type is passed over, as if it were absent.

        Args:
            is_inferred: The schema is made up from a document, so nobody has asked for anything.
        """
        if is_inferred:
            return cls(is_required=False)
        found = field.attributes.get("constraints")
        given = found if isinstance(found, dict) else {}
        length = given.get("length")
        limits = length if isinstance(length, dict) else {}
        regexp = given.get("regexp")
        pattern = regexp.get("pattern") if isinstance(regexp, dict) else None
        return cls(
            is_required=given.get("required") is not False,
            min_length=_whole(limits.get("min")),
            max_length=_whole(limits.get("max")),
            exact_length=_whole(limits.get("exact")),
            pattern=pattern if isinstance(pattern, str) else None,
        )

    def violations(self, text: str, schema_id: str, patterns: Patterns) -> Iterator[Violation]:
        """What a value breaks.

        Args:
            text: The value as shown.
            schema_id: Of the field, for the sentence about a pattern that cannot be checked.
        """
        if not text.strip():
            if self.is_required:
                yield Violation(MessageType.ERROR, REQUIRED)
            return
        for broken in self._broken_lengths(len(text)):
            yield Violation(MessageType.ERROR, broken)
        if self.pattern is not None:
            yield from _pattern_violation(self.pattern, text, schema_id, patterns)

    def _broken_lengths(self, length: int) -> Iterator[str]:
        if self.exact_length is not None and length != self.exact_length:
            yield f"must be exactly {_count(self.exact_length, 'character')}"
        if self.min_length is not None and length < self.min_length:
            yield f"shorter than {_count(self.min_length, 'character')}"
        if self.max_length is not None and length > self.max_length:
            yield f"longer than {_count(self.max_length, 'character')}"


def occurrence_violations(
    field: SchemaNode, count: int, max_rows: int, *, min_occurrences_is_error: bool = False
) -> Iterator[Violation]:
    """What the number of rows of a multivalue breaks.

    Args:
        max_rows: The limit where the schema gives none.
        min_occurrences_is_error: Row 34. Too few rows are an error; else a warning.
    """
    least = _whole(field.attributes.get("min_occurrences")) or 0
    most = _whole(field.attributes.get("max_occurrences")) or max_rows
    if count < least:
        severity = MessageType.ERROR if min_occurrences_is_error else MessageType.WARNING
        yield Violation(severity, f"fewer than {_count(least, 'row')}")
    if count > most:
        yield Violation(MessageType.ERROR, f"more than {_count(most, 'row')}")


def _pattern_violation(pattern: str, text: str, schema_id: str, patterns: Patterns) -> Iterator[Violation]:
    match patterns.search(pattern, text):
        case Match.NOT_FOUND:
            yield Violation(MessageType.ERROR, NO_MATCH)
        case Match.TOO_SLOW:
            reason = f"took too long (limit {SEARCH_LIMIT_S} s)"
            yield Violation(MessageType.WARNING, _unchecked(pattern, schema_id, reason))
        case Match.INVALID:
            reason = "is no regular expression"
            yield Violation(MessageType.WARNING, _unchecked(pattern, schema_id, reason))


def _unchecked(pattern: str, schema_id: str, reason: str) -> str:
    return f"{schema_id}: the pattern {pattern} {reason}, so the value was not checked against it"


def _whole(found: object) -> int | None:
    """A limit that can be used: a whole number, not negative."""
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
