"""Reading and writing numbers in the nine formats of a schema."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.number_format import (
    DEFAULT_NUMBER_FORMAT,
    NUMBER_FORMATS,
    format_number,
    parse_canonical_number,
    parse_number,
)

DECIMAL_FORMATS = NUMBER_FORMATS[:5]
WHOLE_FORMATS = NUMBER_FORMATS[5:]

number_formats = st.sampled_from(NUMBER_FORMATS)
nearly_numbers = st.text(alphabet="0123456789 ,.'+-eE\u00a0", max_size=20)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=2).map(lambda number: f"{number:f}")


def test_the_default_is_one_of_the_nine_formats():
    assert len(set(NUMBER_FORMATS)) == 9
    assert DEFAULT_NUMBER_FORMAT in NUMBER_FORMATS


@pytest.mark.parametrize(
    ("number_format", "grouped", "plain"),
    [
        ("# ##0,#", "1 234,5", "1234,5"),
        ("# ##0.#", "1 234.5", "1234.5"),
        ("#,##0.#", "1,234.5", "1234.5"),
        ("#'##0.#", "1'234.5", "1234.5"),
        ("#.##0,#", "1.234,5", "1234,5"),
    ],
)
def test_a_decimal_format_reads_with_and_without_groups_and_shows_with_them(number_format, grouped, plain):
    assert parse_number(grouped, number_format) == "1234.5"
    assert parse_number(plain, number_format) == "1234.5"
    assert format_number("1234.5", number_format) == grouped


@pytest.mark.parametrize(
    ("number_format", "grouped"),
    [("# ##0", "1 234"), ("#,##0", "1,234"), ("#'##0", "1'234"), ("#.##0", "1.234")],
)
def test_a_whole_format_reads_with_and_without_groups_and_shows_with_them(number_format, grouped):
    assert parse_number(grouped, number_format) == "1234"
    assert parse_number("1234", number_format) == "1234"
    assert format_number("1234", number_format) == grouped


@pytest.mark.parametrize("number_format", WHOLE_FORMATS)
def test_a_whole_format_shows_a_number_only_when_its_fraction_is_zero(number_format):
    assert format_number("5.00", number_format) == "5"
    assert format_number("1234.5", number_format) is None
    assert parse_number("1234,5", number_format) is None


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("1 250.50", "1250.50"),
        ("2100.00", "2100.00"),
        ("007.10", "7.10"),
        ("000", "0"),
        ("-1 250", "-1250"),
        ("+12", "12"),
        ("-0", "0"),
        ("  12 ", "12"),
        ("1\u00a0250.5", "1250.5"),
        ("1\u202f250\u00a0000", "1250000"),
    ],
)
def test_normalized_text_loses_groups_and_leading_zeros_but_not_trailing_ones(text, normalized):
    assert parse_number(text, None) == normalized


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "1 25",
        "12 3456",
        "1  250",
        "1,250",
        "1.5 EUR",
        "1.",
        ".5",
        "- 5",
        "--5",
        "1e5",
        "nan",
        "٣",
    ],
)
def test_a_text_that_breaks_the_default_format_is_not_a_number(text):
    assert parse_number(text, None) is None


def test_groups_of_one_number_have_one_separator():
    assert parse_number("1,234 567", "#,##0.#") is None
    assert parse_number("1.234 567,5", "#.##0,#") is None


@pytest.mark.parametrize("unknown", ["#,##0.00", ""])
def test_an_unknown_format_is_named_with_what_was_expected(unknown):
    with pytest.raises(ValueError, match=f'number format "{unknown}": expected one of "# ##0,#"'):
        parse_number("1", unknown)
    with pytest.raises(ValueError, match="expected one of"):
        format_number("1", unknown)


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("1e+17", "100000000000000000"),
        ("1.5E-05", "0.000015"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("-3.50", "-3.50"),
        ("-0.0", "0.0"),
        ("007", "7"),
    ],
)
def test_what_python_writes_is_a_canonical_number(text, normalized):
    assert parse_canonical_number(text) == normalized


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "-Infinity", "True", "1 250", "1,5", "1_000", "1e", "1e99999999"]
)
def test_other_texts_are_not_canonical_numbers(text):
    assert parse_canonical_number(text) is None
    assert format_number(text, None) is None


@given(number=amounts, number_format=st.sampled_from(DECIMAL_FORMATS))
def test_a_number_shown_in_a_decimal_format_reads_back_the_same(number, number_format):
    normalized = parse_canonical_number(number)

    assert parse_number(format_number(normalized, number_format), number_format) == normalized


@given(number=st.integers(), number_format=number_formats)
def test_a_whole_number_shown_in_any_format_reads_back_the_same(number, number_format):
    assert parse_number(format_number(str(number), number_format), number_format) == str(number)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_keeps_its_exact_value(number):
    assert Decimal(parse_canonical_number(str(number))) == Decimal(str(number))


@given(text=st.text() | nearly_numbers, number_format=number_formats)
def test_whatever_is_read_is_normalized_and_nothing_raises(text, number_format):
    for normalized in (parse_number(text, number_format), parse_canonical_number(text)):
        assert normalized is None or parse_canonical_number(normalized) == normalized
