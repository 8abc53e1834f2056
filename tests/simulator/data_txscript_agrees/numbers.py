"""Handlers that write numbers, in all nine formats."""

from decimal import Decimal
from itertools import pairwise

from data_txscript_agrees.document import NUMBER_FIELDS
from txscript import TxScript, default_to, is_empty


def amounts_with_a_comma_and_spaces(t: TxScript) -> None:
    t.field.amount_total = 1234567.891


def amounts_with_a_point_and_spaces(t: TxScript) -> None:
    t.field.amount_tax = -1234.5


def amounts_with_a_point_and_commas(t: TxScript) -> None:
    t.field.amount_due = 9876543.21


def amounts_with_a_point_and_apostrophes(t: TxScript) -> None:
    t.field.amount_rounding = -0.015


def amounts_with_a_comma_and_points(t: TxScript) -> None:
    t.field.amount_paid = 1.234


def counts_with_spaces(t: TxScript) -> None:
    t.field.page_count = 1234567


def counts_with_commas(t: TxScript) -> None:
    t.field.parcel_count = 1234567.0


def counts_with_apostrophes(t: TxScript) -> None:
    t.field.pallet_count = -1000


def counts_with_points(t: TxScript) -> None:
    t.field.piece_count = 1234


def a_fraction_is_written_into_every_format(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, 1234.5)


def a_thousandth_is_written_into_every_format(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, "1.234")


def a_huge_float_is_written_into_every_format(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, 1.5e17 * 10)


def a_tiny_float_is_written_into_every_format(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, -3.7e-9)


def every_number_is_cleared(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, None)


def every_number_becomes_zero(t: TxScript) -> None:
    for name in NUMBER_FIELDS:
        setattr(t.field, name, 0)


def every_number_is_copied_to_the_next_format(t: TxScript) -> None:
    names = list(NUMBER_FIELDS)
    for source, target in pairwise(names):
        setattr(t.field, target, getattr(t.field, source))


def the_tax_is_computed(t: TxScript) -> None:
    t.field.amount_tax = t.field.amount_total * 0.21
    t.field.amount_due = t.field.amount_total + t.field.amount_tax


def float_noise_is_written_as_it_is(t: TxScript) -> None:
    t.field.amount_total = 0.1 + 0.2


def a_number_is_rounded(t: TxScript) -> None:
    t.field.amount_total = round(t.field.amount_total / 7, 2)


def a_number_is_negated(t: TxScript) -> None:
    t.field.amount_due = -t.field.amount_due


def a_quotient_and_a_rest_are_written(t: TxScript) -> None:
    t.field.pallet_count = t.field.piece_count // 144
    t.field.parcel_count = t.field.piece_count % 144


def empty_numbers_count_as_zero(t: TxScript) -> None:
    rounding = default_to(t.field.amount_rounding, 0)
    t.field.amount_due = t.field.amount_total + rounding - default_to(t.field.amount_paid, 0)


def the_first_number_present_is_taken(t: TxScript) -> None:
    if is_empty(t.field.amount_rounding):
        t.field.amount_rounding = t.field.amount_due


def a_decimal_is_written(t: TxScript) -> None:
    t.field.amount_total = Decimal("1250.50").quantize(Decimal("0.001"))


def a_text_with_spaces_around_is_a_number(t: TxScript) -> None:
    t.field.amount_total = " 12.50 "


def a_text_that_is_no_number_leaves_the_number_empty(t: TxScript) -> None:
    t.field.amount_total = "12 euros"


def a_truth_value_leaves_the_number_empty(t: TxScript) -> None:
    t.field.page_count = t.field.amount_total > 10


def a_number_is_read_from_a_text(t: TxScript) -> None:
    t.field.page_count = int(t.field.document_id.split("-")[1])


def a_sum_is_taken_of_a_computed_column(t: TxScript) -> None:
    t.field.amount_total = sum(default_to(t.field.item_total.all_values, 0))


def the_larger_of_two_numbers_is_kept(t: TxScript) -> None:
    t.field.amount_paid = max(t.field.amount_total, t.field.amount_due)
