"""Rules on the display format of numbers and dates.

Source: reference 2.8, 2.9.
"""

import re
from collections.abc import Iterator

from rossum_studio.model.date_format import format_date, parse_date
from rossum_studio.model.number_format import NUMBER_FORMATS
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.response_notes import closest
from rossum_studio.model.schema_nodes import UncheckedNode
from rossum_studio.model.schema_sentences import choice_of, worded

_PIECE = re.compile(
    r"\[[^\[\]]*\]"
    r"|(?P<date>YYYY|YY|M{1,4}|Do|D{1,4}|dddd|ddd|d|W)"
    r"|(?P<time>H{1,2}|h{1,2}|m{1,2}|s{1,2}|S+|Z{1,3}|[aAXx])"
    r"|(?P<unknown>(?P<letter>[A-Za-z])(?P=letter)*)"
)
_SAMPLE = "2026-02-03"


def format_problems(node: UncheckedNode) -> Iterator[Problem]:
    """A format that Rossum does not have, or that no value can be read with."""
    written = node.attributes.get("format")
    if node.type == "number" and isinstance(written, str) and written not in NUMBER_FORMATS:
        close = closest(written, NUMBER_FORMATS)
        awaited = worded(close) if close else choice_of([worded(each) for each in NUMBER_FORMATS])
        sentence = f"{_named(node)} is {worded(written)}, which Rossum does not have; expected {awaited}."
        yield node.problem(Severity.ERROR, "schema-number-format", sentence, ["format"])
    elif node.type == "date" and isinstance(written, str):
        yield from _date_format_problems(node, written)
    elif node.type == "date" and "format" in node.attributes and written is None:
        sentence = (
            f'{_named(node)} is null, which only a number may have; expected a text such as "YYYY-MM-DD".'
        )
        yield node.problem(Severity.WARNING, "schema-date-format", sentence, ["format"])


def _date_format_problems(node: UncheckedNode, written: str) -> Iterator[Problem]:
    unknown, time = _letters(written, "unknown"), _letters(written, "time")
    if unknown:
        sentence = (
            f"{_named(node)} is {worded(written)}, where {unknown} has no meaning; "
            "expected tokens such as YYYY, MM and DD."
        )
        yield node.problem(Severity.ERROR, "schema-date-format", sentence, ["format"])
    elif time:
        sentence = (
            f"{_named(node)} is {worded(written)}, where {time} stands for a time of day; "
            "expected only a year, a month and a day, such as YYYY, MM and DD."
        )
        yield node.problem(Severity.WARNING, "schema-date-format-time", sentence, ["format"])
    elif not _is_readable(written):
        sentence = (
            f"{_named(node)} is {worded(written)}, with which no date can be read; "
            'expected a year, a month and a day, such as "YYYY-MM-DD".'
        )
        yield node.problem(Severity.WARNING, "schema-date-format-unreadable", sentence, ["format"])


def _letters(written: str, kind: str) -> str:
    """The pieces of one kind, each once: `yyyy` and `dd`."""
    pieces = [match[0] for match in _PIECE.finditer(written) if match.lastgroup == kind]
    return choice_of([worded(piece) for piece in dict.fromkeys(pieces)]) if pieces else ""


def _is_readable(written: str) -> bool:
    shown = format_date(_SAMPLE, written)
    return shown is not None and parse_date(shown, written) is not None


def _named(node: UncheckedNode) -> str:
    return node.subject.named(["format"])
