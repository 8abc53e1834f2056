"""The nine number formats of a schema: text as shown to normalized text and back.

A format names a group separator and, unless it is for whole numbers, a decimal
separator: in `# ##0,#` these are the space and the comma. Normalized text is what
`normalized_value` holds: `-1250.50`, with no groups and with its trailing zeros.
"""

import re
from decimal import Decimal
from functools import lru_cache

NUMBER_FORMATS = ("# ##0,#", "# ##0.#", "#,##0.#", "#'##0.#", "#.##0,#", "# ##0", "#,##0", "#'##0", "#.##0")
DEFAULT_NUMBER_FORMAT = "# ##0.#"

_NO_BREAK_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})

# Three digits cover every float. More would let a short text ask for gigabytes of zeros.
_CANONICAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?0*[0-9]{1,3})?")


def parse_number(text: str, number_format: str | None) -> str | None:
    """Read a number the way the given format writes it.

    Groups are optional, but where there is one, all are of three digits. A sign may
    lead. No-break spaces count as spaces.

    Args:
        text: As shown or typed.
        number_format: One of `NUMBER_FORMATS`; None stands for the default.

    Returns:
        The normalized text, or None when the text is not a number in this format.

    Raises:
        ValueError: There is no such format.
    """
    group, decimal = _separators(number_format)
    trimmed = text.translate(_NO_BREAK_SPACES).strip()
    if not _pattern(group, decimal).fullmatch(trimmed):
        return None
    ungrouped = trimmed.replace(group, "")
    return parse_canonical_number(ungrouped.replace(decimal, ".") if decimal else ungrouped)


def format_number(normalized: str, number_format: str | None) -> str | None:
    """Write a normalized number the way the given format shows it.

    Returns:
        The text to show. None when the text is not a number, or has a fraction that a
        format for whole numbers cannot show; `5.0` it shows as `5`.

    Raises:
        ValueError: There is no such format.
    """
    group, decimal = _separators(number_format)
    number = parse_canonical_number(normalized)
    if number is None:
        return None
    if not decimal:
        number, _, fraction = number.partition(".")
        if fraction.strip("0"):
            return None
    separators = {ord(","): group, ord("."): decimal}
    return f"{Decimal(number):,f}".translate(separators)


def parse_canonical_number(text: str) -> str | None:
    """Read a number the way a hook writes it: `1250.50`, `-3`, `1e+17`.

    Returns:
        The normalized text, where zero has no sign. None for anything else, such as
        `nan`, `inf` or `1 250`.
    """
    trimmed = text.strip()
    if not _CANONICAL.fullmatch(trimmed):
        return None
    number = Decimal(trimmed)
    return f"{number or number.copy_abs():f}"


def _separators(number_format: str | None) -> tuple[str, str]:
    """Group and decimal separator; the latter is empty in a format for whole numbers."""
    known = DEFAULT_NUMBER_FORMAT if number_format is None else number_format
    if known not in NUMBER_FORMATS:
        expected = ", ".join(f'"{each}"' for each in NUMBER_FORMATS)
        raise ValueError(f'number format "{known}": expected one of {expected}')
    return known[1], known[5:6]


@lru_cache
def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    fraction = rf"(?:{re.escape(decimal)}[0-9]+)?" if decimal else ""
    return re.compile(rf"[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+){fraction}")
