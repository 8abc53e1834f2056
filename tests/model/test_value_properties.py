"""What holds for every value: it survives being shown, typed again and written by a hook."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from rossum_studio.model.date_format import parse_canonical_date, parse_date
from rossum_studio.model.number_format import (
    NUMBER_FORMATS,
    format_number,
    parse_canonical_number,
    parse_number,
)
from rossum_studio.model.value import Value, Writer, read_value, show_normalized

quick = settings(max_examples=80, deadline=None)

decimal_formats = st.sampled_from(NUMBER_FORMATS[:5])
whole_formats = st.sampled_from(NUMBER_FORMATS[5:])
number_formats = st.sampled_from(NUMBER_FORMATS)
writers = st.sampled_from(Writer)
fractions = st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.decimals(-2000, 2000, places=2)
numbers = st.integers().map(Decimal) | fractions
nearly_numbers = st.text(alphabet="0123456789 ,.'+-eE\u00a0\u202f", max_size=12)

days = st.dates(min_value=date(1969, 1, 1), max_value=date(2068, 12, 31)).map(date.isoformat)
day_tokens = st.sampled_from(["D", "DD", "Do"])
month_tokens = st.sampled_from(["M", "MM", "MMM", "MMMM"])
year_tokens = st.sampled_from(["YY", "YYYY"])
separators = st.sampled_from([".", "/", "-", " ", ". ", ", ", " [of] "])


@st.composite
def date_formats(draw: st.DrawFn) -> str:
    """A format that tells day, month and year, in any order."""
    tokens = draw(st.permutations([draw(day_tokens), draw(month_tokens), draw(year_tokens)]))
    return f"{tokens[0]}{draw(separators)}{tokens[1]}{draw(separators)}{tokens[2]}"


@quick
@given(number=numbers, number_format=decimal_formats)
def test_a_number_survives_being_shown_and_typed_again(number, number_format):
    written = read_value(f"{number:f}", "number", number_format, Writer.HOOK)

    assert written.error is None
    assert Decimal(written.normalized_value) == number
    assert show_normalized(written.normalized_value, "number", number_format) == written.value
    assert read_value(written.value, "number", number_format, Writer.USER) == written
    assert read_value(written.normalized_value, "number", number_format, Writer.HOOK) == written


@quick
@given(number=st.integers(), number_format=whole_formats, writer=writers)
def test_a_whole_number_survives_in_a_format_for_whole_numbers(number, number_format, writer):
    written = read_value(str(number), "number", number_format, writer)

    assert written.normalized_value == str(number)
    assert read_value(written.value, "number", number_format, Writer.USER) == written


@quick
@given(number=fractions, number_format=whole_formats)
def test_a_format_for_whole_numbers_shows_a_fraction_as_it_was_written_or_not_at_all(number, number_format):
    written = read_value(f"{number:f}", "number", number_format, Writer.HOOK)

    assert Decimal(written.normalized_value) == number
    assert format_number(written.normalized_value, number_format) == (
        written.value if number == number.to_integral_value() else None
    )


@quick
@given(number=st.floats(allow_nan=False, allow_infinity=False), number_format=decimal_formats)
@example(number=1e17, number_format="#.##0,#")
@example(number=0.1 + 0.2, number_format="# ##0,#")
def test_a_float_that_a_hook_writes_keeps_its_value(number, number_format):
    written = read_value(str(number), "number", number_format, Writer.HOOK)

    assert float(written.normalized_value) == number
    assert written.error is None


@quick
@given(number=fractions, number_format=number_formats, spaces=st.sampled_from(["", " ", "\u00a0", "\u202f"]))
def test_spaces_around_a_number_and_their_kind_do_not_matter(number, number_format, spaces):
    assume(number == number.to_integral_value() or number_format in NUMBER_FORMATS[:5])
    shown = show_normalized(parse_canonical_number(f"{number:f}"), "number", number_format)

    plain = read_value(shown, "number", number_format, Writer.USER)
    spaced = spaces + (shown.replace(" ", spaces) if spaces else shown) + spaces
    assert read_value(spaced, "number", number_format, Writer.USER) == plain


@quick
@given(text=nearly_numbers, number_format=number_formats)
def test_user_and_hook_mean_different_numbers_only_where_both_readings_are_possible(text, number_format):
    user, hook = (read_value(text, "number", number_format, writer) for writer in (Writer.USER, Writer.HOOK))

    if user != hook:
        assert user.normalized_value == parse_number(text, number_format)
        assert Decimal(hook.normalized_value) == Decimal(parse_canonical_number(text))


@quick
@given(text=nearly_numbers, number_format=number_formats, writer=writers)
def test_a_text_is_no_number_only_when_neither_form_reads_it(text, number_format, writer):
    read = read_value(text, "number", number_format, writer)
    is_readable = parse_number(text, number_format) is not None or parse_canonical_number(text) is not None

    if not text.strip():
        assert read == Value("", None)
    elif is_readable:
        assert read.error is None
    else:
        assert read == Value(text, None, "invalid number")


@quick
@given(iso=days, date_format=date_formats())
def test_a_date_survives_being_shown_and_typed_again(iso, date_format):
    written = read_value(iso, "date", date_format, Writer.HOOK)

    assert written == Value(show_normalized(iso, "date", date_format), iso)
    assert read_value(written.value, "date", date_format, Writer.USER) == written


@quick
@given(iso=days, date_format=date_formats())
@example(iso="2026-02-03", date_format="YYYY-DD-MM")
def test_a_hook_may_write_the_shown_date_unless_it_looks_like_another_iso_date(iso, date_format):
    shown = show_normalized(iso, "date", date_format)
    read = read_value(shown, "date", date_format, Writer.HOOK)

    assert read.normalized_value == (parse_canonical_date(shown) or iso)


@quick
@given(moment=st.datetimes(min_value=datetime(1000, 1, 1)), date_format=date_formats())
def test_a_datetime_that_a_hook_writes_is_its_day(moment, date_format):
    written = read_value(str(moment), "date", date_format, Writer.HOOK)

    assert written.normalized_value == moment.date().isoformat()


@quick
@given(
    text=st.text(alphabet="0123456789./- abJFeuny", max_size=14), date_format=date_formats(), writer=writers
)
def test_a_text_is_no_date_only_when_neither_form_reads_it(text, date_format, writer):
    read = read_value(text, "date", date_format, writer)
    readings = {parse_date(text, date_format), parse_canonical_date(text)} - {None}

    if not text.strip():
        assert read == Value("", None)
    elif readings:
        assert read.normalized_value in readings
    else:
        assert read == Value(text, None, "invalid date")


@quick
@given(
    options=st.lists(st.text(alphabet="abcXYZ0", min_size=1, max_size=3), unique_by=str.lower, min_size=1),
    data=st.data(),
)
def test_an_option_is_found_in_any_case_and_stored_as_it_is_spelled(options, data):
    option = data.draw(st.sampled_from(options))
    written = data.draw(st.sampled_from([option, option.lower(), option.upper(), option.swapcase()]))
    pairs = [(each, each) for each in options]

    for writer in Writer:
        assert read_value(written, "enum", None, writer, pairs) == Value(option, option)


@quick
@given(text=st.text(), writer=writers)
def test_a_text_field_holds_any_text_twice(text, writer):
    assert read_value(text, "string", None, writer) == Value(text, text)


def test_every_day_of_a_leap_year_survives_in_the_formats_of_the_reference():
    every_day = [(date(2028, 1, 1) + timedelta(days=number)).isoformat() for number in range(366)]

    for date_format in ("D/M/YYYY", "MM/DD/YYYY", "YYYY-MM-DD"):
        for iso in every_day:
            shown = show_normalized(iso, "date", date_format)
            assert read_value(shown, "date", date_format, Writer.USER) == Value(shown, iso)
