"""What a text means in a field: the value shown, the normalized value, what is wrong with it.

A hook writes `1234.5` and `2026-02-03` whatever the format of the field, a user writes
what the field shows. So the two are read in a different order, which decides about text
such as `1.234` in a field with the format `#.##0,#`.
"""

import enum
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from rossum_studio.model.date_format import format_date, parse_canonical_date, parse_date
from rossum_studio.model.number_format import (
    DEFAULT_NUMBER_FORMAT,
    NUMBER_FORMATS,
    format_number,
    parse_canonical_number,
    parse_number,
)

INVALID_NUMBER = "invalid number"
INVALID_DATE = "invalid date"
NOT_AN_OPTION = "not one of the options"

# 1.234 and 1,234 are satisfied by several formats. The first here wins: the default, then
# those where the comma makes groups. Formats for whole numbers would add nothing.
_INFERRED_NUMBER_FORMATS = (DEFAULT_NUMBER_FORMAT, "#,##0.#", "#'##0.#", "# ##0,#", "#.##0,#")

# Ten digits in a row, or nine and more in threes, are an id or a telephone number.
_IDENTIFIER = re.compile(r"\+.*|[0-9]{10,}|[0-9]{3}(?:[ \u00a0\u202f][0-9]{3}){2,}")
_FLOAT_WITH_EXPONENT = re.compile(r"-?[0-9](?:\.[0-9]+)?e[+-][0-9]{2,3}")

# Where day and month could be either, the day comes first.
_LOOSE_DATE_FORMATS = ("YYYY-MM-DD", "D.M.YYYY", "D/M/YYYY", "M/D/YYYY", "D-M-YYYY", "M-D-YYYY", "YYYY/M/D")
_STRICT_DATE_FORMATS = (
    *_LOOSE_DATE_FORMATS,
    *("DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY/MM/DD"),
    *("DD.MM.YY", "DD/MM/YY", "MM/DD/YY", "D. M. YYYY", "DD. MM. YYYY", "YYYY.MM.DD"),
    *("D MMM YYYY", "DD MMM YYYY", "D MMMM YYYY", "MMM D, YYYY", "MMMM D, YYYY"),
)
_DATE_LIKE = re.compile(r"(?=.*[0-9]{2})[0-9A-Za-z ,./-]{6,24}")


class Writer(enum.StrEnum):
    """Who wrote a text into a field."""

    USER = "user"
    HOOK = "hook"


@dataclass(frozen=True, slots=True)
class Value:
    """What a datapoint holds.

    Attributes:
        value: The text as shown; empty when there is none.
        normalized_value: The same without formatting. None for a number or a date that is
            empty or cannot be read.
        error: `INVALID_NUMBER`, `INVALID_DATE`, `NOT_AN_OPTION`, or None when all is well.
    """

    value: str
    normalized_value: str | None
    error: str | None = None


def read_value(
    text: str,
    field_type: str,
    field_format: str | None,
    writer: Writer,
    options: Sequence[tuple[str, str]] = (),
    enum_value_type: str = "string",
) -> Value:
    """Read a text as the platform does when it is written into a field.

    A text that cannot be read is kept as the value, with an error.

    Args:
        text: As typed, or as an operation has it.
        field_type: `type` of the field; anything but a number, a date and an enum is a string.
        field_format: `format` of the field. A number format that Rossum does not have is
            read as the default.
        writer: Decides whether the format of the field or the canonical form is tried first.
        options: Value and label of each option of an enum.
        enum_value_type: Whether `21.0` selects the option `21`, as it does for `number`.
    """
    match field_type:
        case "number":
            return _read_number(text, _known_number_format(field_format), writer)
        case "date":
            return _read_date(text, field_format, writer)
        case "enum":
            return _read_enum(text, [value for value, _ in options], enum_value_type)
        case _:
            return Value(text, text)


def show_normalized(normalized: str, field_type: str, field_format: str | None) -> str:
    """The text a field shows for a normalized value; the normalized text when it has no other."""
    shown = None
    if field_type == "number":
        shown = format_number(normalized, _known_number_format(field_format))
    elif field_type == "date":
        shown = format_date(normalized, field_format)
    return normalized if shown is None else shown


def infer_type(values: Iterable[str]) -> tuple[str, str | None]:
    """Guess the type and the format of a field from the texts it was seen with.

    What looks like an id stays a string: a leading zero or plus sign, a whole number of
    ten digits or more, nine digits and more in groups of three separated by spaces.

    Returns:
        The type and format all texts satisfy, empty ones aside: `("number", "# ##0.#")`,
        `("date", "D.M.YYYY")`, otherwise `("string", None)`.
    """
    samples = list(dict.fromkeys(stripped for value in values if (stripped := value.strip())))
    if not samples:
        return "string", None
    if (number_format := _infer_number_format(samples)) is not None:
        return "number", number_format
    if (date_format := _infer_date_format(samples)) is not None:
        return "date", date_format
    return "string", None


def _read_number(text: str, number_format: str, writer: Writer) -> Value:
    if not text.strip():
        return Value("", None)
    localized = partial(parse_number, number_format=number_format)
    normalized = _first_reading(text, writer, parse_canonical_number, localized)
    if normalized is None:
        return Value(text, None, INVALID_NUMBER)
    shown = format_number(normalized, number_format)
    if shown is None:
        return Value(normalized, normalized)
    return Value(shown, parse_number(shown, number_format))  # a whole number loses its ".0" in both


def _read_date(text: str, date_format: str | None, writer: Writer) -> Value:
    if not text.strip():
        return Value("", None)
    localized = partial(parse_date, date_format=date_format)
    normalized = _first_reading(text, writer, parse_canonical_date, localized)
    if normalized is None:
        return Value(text, None, INVALID_DATE)
    return Value(show_normalized(normalized, "date", date_format), normalized)


def _read_enum(text: str, option_values: Sequence[str], enum_value_type: str) -> Value:
    if not text.strip():
        return Value("", "")
    if text in option_values:
        return Value(text, text)
    wanted = _option_key(text, enum_value_type)
    for option_value in option_values:
        if _option_key(option_value, enum_value_type) == wanted:
            return Value(option_value, option_value)
    return Value(text, text, NOT_AN_OPTION)


def _option_key(text: str, enum_value_type: str) -> str:
    """What two spellings of one option have in common."""
    key = None
    if enum_value_type == "number" and (number := parse_canonical_number(text)) is not None:
        key = number.rstrip("0").removesuffix(".") if "." in number else number
    elif enum_value_type == "date":
        key = parse_canonical_date(text)
    return text.strip().casefold() if key is None else key


def _first_reading(
    text: str,
    writer: Writer,
    canonical: Callable[[str], str | None],
    localized: Callable[[str], str | None],
) -> str | None:
    readings = (canonical, localized) if writer is Writer.HOOK else (localized, canonical)
    return next((found for read in readings if (found := read(text)) is not None), None)


def _known_number_format(number_format: str | None) -> str:
    return number_format if number_format in NUMBER_FORMATS else DEFAULT_NUMBER_FORMAT


def _infer_number_format(samples: Sequence[str]) -> str | None:
    for number_format in _INFERRED_NUMBER_FORMATS:
        if all(_is_written_as_number(sample, number_format) for sample in samples):
            return number_format
    return None


def _is_written_as_number(sample: str, number_format: str) -> bool:
    if _IDENTIFIER.fullmatch(sample):
        return False
    if _FLOAT_WITH_EXPONENT.fullmatch(sample):
        return True
    number = parse_number(sample, number_format)
    # A digit less is a leading zero that was lost: 00123, or 0,125 read as a group.
    return number is not None and _digits(number) == _digits(sample)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _infer_date_format(samples: Sequence[str]) -> str | None:
    """A format that writes the samples just so, otherwise one that reads them all."""
    if not all(_DATE_LIKE.fullmatch(sample) for sample in samples):
        return None
    for date_format in _STRICT_DATE_FORMATS:
        if all(_is_written_as_date(sample, date_format) for sample in samples):
            return date_format
    for date_format in _LOOSE_DATE_FORMATS:
        if all(parse_date(sample, date_format) is not None for sample in samples):
            return date_format
    return None


def _is_written_as_date(sample: str, date_format: str) -> bool:
    iso = parse_date(sample, date_format)
    return iso is not None and format_date(iso, date_format) == sample
