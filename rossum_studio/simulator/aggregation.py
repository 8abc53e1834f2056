"""Sums of table columns, exact however long the numbers are.

Source: reference 2.11.
"""

from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal

from rossum_studio.model.number_format import parse_canonical_number
from rossum_studio.model.schema import Schema, SchemaNode

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def is_summed(schema: Schema, field: SchemaNode) -> bool:
    """Whether the schema asks for the sum of a field, which must be a number in a table."""
    wanted = field.attributes.get("aggregations")
    if field.type != "number" or not isinstance(wanted, dict) or wanted.get("sum") is None:
        return False
    parent = schema.find(field.parent) if field.parent else None
    return parent is not None and parent.category == "tuple"


def amount(normalized: str | None) -> Decimal | None:
    """The number of a normalized value; None when it is no number."""
    text = None if normalized is None else parse_canonical_number(normalized)
    return None if text is None else Decimal(text)


def total(amounts: Iterable[Decimal]) -> str:
    """The sum as plain decimal text; "0" when there is nothing to add."""
    found = Decimal(0)
    for each in amounts:
        found = _EXACT.add(found, each)
    return f"{found:f}"
