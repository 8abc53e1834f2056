"""What a text means in a field, for a user and for a hook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.number_format import NUMBER_FORMATS
from rossum_studio.model.value import Value, Writer, infer_type, read_value, show_normalized

CURRENCIES = (("eur", "Euro"), ("USD", "US dollar"))

writers = st.sampled_from(Writer)


@pytest.mark.parametrize(
    ("writer", "expected"),
    [(Writer.USER, Value("1.234", "1234")), (Writer.HOOK, Value("1,234", "1.234"))],
)
def test_an_ambiguous_number_is_read_the_way_its_writer_writes(writer, expected):
    assert read_value("1.234", "number", "#.##0,#", writer) == expected


def test_an_ambiguous_date_is_iso_for_a_hook_and_in_the_format_for_a_user():
    year_day_month = "YYYY-DD-MM"

    assert read_value("2026-02-03", "date", year_day_month, Writer.HOOK) == Value("2026-03-02", "2026-02-03")
    assert read_value("2026-02-03", "date", year_day_month, Writer.USER) == Value("2026-02-03", "2026-03-02")


@pytest.mark.parametrize("writer", Writer)
@pytest.mark.parametrize("text", ["1 250,50", "1250.50", "1250,50"])
def test_a_number_in_either_form_is_shown_in_the_format_of_the_field(text, writer):
    assert read_value(text, "number", "# ##0,#", writer) == Value("1 250,50", "1250.50")


@pytest.mark.parametrize("writer", Writer)
@pytest.mark.parametrize("text", ["03/02/2026", "2026-02-03", "2026-02-03 00:00:00"])
def test_a_date_in_either_form_is_shown_in_the_format_of_the_field(text, writer):
    assert read_value(text, "date", "D/M/YYYY", writer) == Value("3/2/2026", "2026-02-03")


def test_a_float_with_an_exponent_is_a_number():
    assert read_value("1e+17", "number", "#,##0.#", Writer.HOOK) == Value(
        "100,000,000,000,000,000", "100000000000000000"
    )


def test_a_field_for_whole_numbers_drops_a_zero_fraction_and_keeps_any_other():
    assert read_value("1234.0", "number", "# ##0", Writer.HOOK) == Value("1 234", "1234")
    assert read_value("1234.5", "number", "# ##0", Writer.HOOK) == Value("1234.5", "1234.5")


def test_a_number_format_unknown_to_rossum_is_read_as_the_default():
    assert read_value("1250.5", "number", "#,##0.00", Writer.USER) == Value("1 250.5", "1250.5")
    assert show_normalized("1250.5", "number", "#,##0.00") == "1 250.5"


def test_a_date_format_that_shows_nothing_leaves_the_iso_date():
    assert read_value("2026-02-03", "date", "YYY", Writer.USER) == Value("2026-02-03", "2026-02-03")


@pytest.mark.parametrize(
    ("text", "field_type", "error"),
    [
        ("True", "number", "invalid number"),
        ("nan", "number", "invalid number"),
        ("12 EUR", "number", "invalid number"),
        ("28.01.26", "date", "invalid date"),
        ("2026-02-31", "date", "invalid date"),
    ],
)
def test_a_text_that_cannot_be_read_is_kept_with_an_error(text, field_type, error):
    assert read_value(text, field_type, None, Writer.HOOK) == Value(text, None, error)


@pytest.mark.parametrize("text", ["", "  "])
@pytest.mark.parametrize("field_type", ["number", "date"])
def test_an_empty_number_or_date_has_no_normalized_value(field_type, text):
    assert read_value(text, field_type, None, Writer.USER) == Value("", None)


def test_a_string_is_its_own_normalized_value():
    assert read_value(" 1.0 True ", "string", None, Writer.HOOK) == Value(" 1.0 True ", " 1.0 True ")
    assert read_value("", "string", None, Writer.HOOK) == Value("", "")


def test_an_option_is_found_whatever_its_case_and_stored_as_the_schema_spells_it():
    assert read_value("EUR", "enum", None, Writer.HOOK, CURRENCIES) == Value("eur", "eur")
    assert read_value("usd ", "enum", None, Writer.USER, CURRENCIES) == Value("USD", "USD")


def test_of_two_options_that_differ_in_case_the_exact_one_is_taken():
    assert read_value("a", "enum", None, Writer.USER, [("A", "Big"), ("a", "Small")]) == Value("a", "a")


def test_a_label_does_not_select_an_option():
    assert read_value("Euro", "enum", None, Writer.USER, CURRENCIES).error == "not one of the options"


def test_a_text_that_is_no_option_is_kept_with_an_error():
    expected = Value("CZK", "CZK", "not one of the options")

    assert read_value("CZK", "enum", None, Writer.HOOK, CURRENCIES) == expected
    assert read_value("", "enum", None, Writer.HOOK, CURRENCIES) == Value("", "")


def test_a_numeric_enum_compares_numbers_and_others_compare_text():
    rates = [("21", "Standard"), ("0.50", "Reduced")]

    assert read_value("21.0", "enum", None, Writer.HOOK, rates, "number") == Value("21", "21")
    assert read_value("0.5", "enum", None, Writer.HOOK, rates, "number") == Value("0.50", "0.50")
    assert read_value("21.0", "enum", None, Writer.HOOK, rates).error == "not one of the options"


def test_an_enum_of_dates_takes_what_a_hook_writes_for_a_date():
    terms = [("2026-02-03", "Now"), ("2026-03-03", "Later")]

    assert read_value("2026-03-03 00:00:00", "enum", None, Writer.HOOK, terms, "date").value == "2026-03-03"


@pytest.mark.parametrize(
    ("normalized", "field_type", "field_format", "shown"),
    [
        ("1250.50", "number", "#.##0,#", "1.250,50"),
        ("1250.50", "number", "# ##0", "1250.50"),
        ("n/a", "number", None, "n/a"),
        ("2026-02-03", "date", "D.M.YYYY", "3.2.2026"),
        ("soon", "date", "D.M.YYYY", "soon"),
        ("1250.50", "string", None, "1250.50"),
        ("", "number", None, ""),
    ],
)
def test_a_normalized_value_is_shown_in_the_format_or_as_it_is(normalized, field_type, field_format, shown):
    assert show_normalized(normalized, field_type, field_format) == shown


@pytest.mark.parametrize(
    ("samples", "number_format"),
    [
        (["1 250.50", "3", ""], "# ##0.#"),
        (["1.234"], "# ##0.#"),
        (["0.50", "-5", "0"], "# ##0.#"),
        (["1e+17", "2.5"], "# ##0.#"),
        (["12,5", "1 000,25"], "# ##0,#"),
        (["0,125"], "# ##0,#"),
        (["1,234"], "#,##0.#"),
        (["1,234.50", "7"], "#,##0.#"),
        (["1'000"], "#'##0.#"),
        (["1.234", "2.345,50"], "#.##0,#"),
        (["1234567890.50"], "# ##0.#"),
    ],
)
def test_numbers_written_alike_tell_their_format(samples, number_format):
    assert infer_type(samples) == ("number", number_format)


@pytest.mark.parametrize(
    ("samples", "date_format"),
    [
        (["2026-02-03", "", "2026-12-31"], "YYYY-MM-DD"),
        (["3.2.2026"], "D.M.YYYY"),
        (["3/2/2026"], "D/M/YYYY"),
        (["3/2/2026", "2/13/2026"], "M/D/YYYY"),
        (["13.12.2026", "03.12.2026"], "DD.MM.YYYY"),
        (["12/02/2026", "02/13/2026"], "MM/DD/YYYY"),
        (["03-02-2026"], "DD-MM-YYYY"),
        (["03/2/2026", "3/12/2026"], "D/M/YYYY"),
        (["28.01.26"], "DD.MM.YY"),
        (["3. 2. 2026"], "D. M. YYYY"),
        (["3 Feb 2026"], "D MMM YYYY"),
        (["February 3, 2026"], "MMMM D, YYYY"),
    ],
)
def test_dates_written_alike_tell_their_format(samples, date_format):
    assert infer_type(samples) == ("date", date_format)


@pytest.mark.parametrize(
    "samples",
    [
        [],
        ["", " "],
        ["00123"],
        ["1234567890"],
        ["12", "1234567890"],
        ["+420 777 123 456"],
        ["777 123 456"],
        ["CZ65 0800 0000 1920 0014 5399"],
        ["12E4"],
        ["1.2.10"],
        ["5 %"],
        ["3.2.2026", "5"],
        ["3/13/2026", "13/3/2026"],
        ["3.2.2026", "tomorrow"],
    ],
)
def test_ids_and_mixed_texts_stay_strings(samples):
    assert infer_type(samples) == ("string", None)


@given(
    text=st.text() | st.text(alphabet="0123456789.,' -/e+", max_size=12),
    field_type=st.sampled_from(["string", "number", "date", "enum", "button"]),
    field_format=st.none() | st.sampled_from([*NUMBER_FORMATS, "D.M.YYYY"]) | st.text(),
    writer=writers,
)
def test_any_text_is_either_read_or_kept_with_an_error(text, field_type, field_format, writer):
    read = read_value(text, field_type, field_format, writer, CURRENCIES)

    if read.error is not None:
        assert read.value == text
    elif read.normalized_value is not None:
        again = read_value(read.normalized_value, field_type, field_format, Writer.HOOK, CURRENCIES)
        assert again == read


@given(
    number=st.decimals(allow_nan=False, allow_infinity=False, places=2),
    number_format=st.sampled_from(NUMBER_FORMATS[:5]),
)
def test_confirming_a_shown_number_untouched_changes_nothing(number, number_format):
    written = read_value(f"{number:f}", "number", number_format, Writer.HOOK)

    assert read_value(written.value, "number", number_format, Writer.USER) == written


@given(st.lists(st.text() | st.text(alphabet="0123456789.,' -/e+", max_size=12), max_size=4))
def test_an_inferred_type_reads_every_sample(samples):
    field_type, field_format = infer_type(samples)

    assert all(read_value(sample, field_type, field_format, Writer.USER).error is None for sample in samples)
