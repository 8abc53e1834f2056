"""Date formats of a schema: text as shown to an ISO date and back.

The tokens are those of the Arrow library, with English names: `D/M/YYYY`,
`Do MMMM YYYY`, `[Week] W`. Arrow is imported on first use, because it is slow to load.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrow.formatter import DateTimeFormatter
    from arrow.parser import DateTimeParser

DEFAULT_DATE_FORMAT = "YYYY-MM-DD"

# "YYY" and "dd" are here because Arrow takes them for tokens too, of unknown meaning.
_TOKEN = re.compile(r"\[[^\[\]]*\]|Y{2,4}|M{1,4}|Do|D{1,4}|d{1,4}|W|#")
_UNKNOWN_TOKENS = frozenset({"YYY", "dd"})
_YEAR_TOKENS = frozenset({"YYYY", "YY"})
_MONTH_TOKENS = frozenset({"MMMM", "MMM", "MM", "M"})
_DAY_TOKENS = frozenset({"DD", "D", "Do"})
_DAY_OF_YEAR_TOKENS = frozenset({"DDDD", "DDD"})

_CANONICAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?)?")

# Arrow searches for the date anywhere in the text; this character at both ends of the
# text and of the format leaves it one place to look.
_ANCHOR = "\x00"


def parse_date(text: str, date_format: str | None) -> str | None:
    """Read a date the way the given format writes it.

    The format must tell the year. A month or a day it leaves out is the first one, and
    a weekday beside a day is not compared with it.

    Args:
        text: As shown or typed; spaces around it do not matter.
        date_format: Arrow tokens; None stands for the default.

    Returns:
        The ISO date. None when the text is not a date in this format, or no date can be
        read with this format.
    """
    trimmed = text.strip()
    known_format = (date_format or DEFAULT_DATE_FORMAT).strip()
    pattern = _reading_format(known_format)
    if pattern is None or _ANCHOR in trimmed:
        return None
    try:
        moment = _parser().parse(_ANCHOR + trimmed + _ANCHOR, _ANCHOR + pattern + _ANCHOR)
    except (ValueError, TypeError, OverflowError, OSError):
        # TypeError: Arrow matches "Augu\u017ft" with August, then finds no such month.
        # OSError: it opens the time zone a ZZZ token names, and "Europe" is a folder.
        return None
    return None if _is_day_after_year(moment, trimmed, known_format) else moment.date().isoformat()


def format_date(iso: str, date_format: str | None) -> str | None:
    """Write an ISO date the way the given format shows it.

    Returns:
        The text to show; None when the text is not an ISO date or the format has a
        token without a meaning.
    """
    date = parse_canonical_date(iso)
    pattern = date_format or DEFAULT_DATE_FORMAT
    if date is None or not _UNKNOWN_TOKENS.isdisjoint(_TOKEN.findall(pattern)):
        return None
    return _formatter().format(datetime.fromisoformat(date).replace(tzinfo=UTC), pattern)


def parse_canonical_date(text: str) -> str | None:
    """Read a date the way a hook writes it: `2026-02-03` or `2026-02-03 00:00:00`.

    Returns:
        The ISO date, without the time. None for anything else, such as the form with
        `T` and `Z`.
    """
    trimmed = text.strip()
    if not _CANONICAL.fullmatch(trimmed):
        return None
    try:
        return datetime.fromisoformat(trimmed).date().isoformat()
    except ValueError:  # such as 31 February
        return None


@lru_cache
def _reading_format(date_format: str) -> str | None:
    """The format as Arrow's parser needs it, or None when it does not tell a date.

    Arrow takes what is in brackets for a regular expression, and a bare # for the mark
    it puts in place of brackets; escaped in brackets, both mean themselves.
    """
    tokens = frozenset(_TOKEN.findall(date_format))
    tells_year = "W" in tokens or not tokens.isdisjoint(_YEAR_TOKENS)
    day_without_month = not tokens.isdisjoint(_DAY_TOKENS) and tokens.isdisjoint(_MONTH_TOKENS)
    if not tells_year or ("W" not in tokens and day_without_month):
        return None
    return _TOKEN.sub(_escape_literal, date_format)


def _is_day_after_year(moment: datetime, text: str, date_format: str) -> bool:
    """Whether Arrow took day 366 of a shorter year for the first day of the next one."""
    if _DAY_OF_YEAR_TOKENS.isdisjoint(_TOKEN.findall(date_format)):
        return False
    return _numbers(_formatter().format(moment, date_format)) != _numbers(text)


def _numbers(text: str) -> list[str]:
    """The numbers in a text, without their leading zeros."""
    return [digits.lstrip("0") for digits in re.findall("[0-9]+", text)]


def _escape_literal(token: re.Match[str]) -> str:
    text = token[0]
    return f"[{re.escape(text.strip('[]'))}]" if text[0] in "[#" else text


@lru_cache(maxsize=1)
def _parser() -> "DateTimeParser":
    from arrow.parser import DateTimeParser

    return DateTimeParser(cache_size=128)


@lru_cache(maxsize=1)
def _formatter() -> "DateTimeFormatter":
    from arrow.formatter import DateTimeFormatter

    return DateTimeFormatter()
