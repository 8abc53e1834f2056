"""Reading and writing dates with the tokens of a schema format."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.date_format import (
    DEFAULT_DATE_FORMAT,
    format_date,
    parse_canonical_date,
    parse_date,
)

COMPLETE_FORMATS = (
    "YYYY-MM-DD",
    "D/M/YYYY",
    "MM/DD/YYYY",
    "D.M.YYYY",
    "YYYYMMDD",
    "Do MMMM YYYY",
    "MMM D, YYYY",
    "dddd DD MMM YYYY",
    "ddd d, D. M. YYYY",
    "YYYY-DDDD",
    "YYYY DDD",
    "W",
    "[Week (w.)] W",
    "D[#]M#YYYY",
    "D. M. YYYY [č.]",
)

days = st.dates(min_value=date(1000, 1, 1)).map(date.isoformat)


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("YYYY", "2026"),
        ("YY", "26"),
        ("MMMM", "February"),
        ("MMM", "Feb"),
        ("MM", "02"),
        ("M", "2"),
        ("DD", "03"),
        ("D", "3"),
        ("Do", "3rd"),
        ("DDDD", "034"),
        ("DDD", "34"),
        ("dddd", "Tuesday"),
        ("ddd", "Tue"),
        ("d", "2"),
        ("W", "2026-W06-2"),
        ("[text D.]", "text D."),
    ],
)
def test_every_token_shows_its_part_of_the_date(token, shown):
    assert format_date("2026-02-03", token) == shown


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("3/2/2026", "D/M/YYYY"),
        ("03/02/2026", "D/M/YYYY"),
        ("03/02/2026", "DD/MM/YYYY"),
        ("02/03/26", "MM/DD/YY"),
        ("  2026-02-03 ", None),
        ("3rd february 2026", "Do MMMM YYYY"),
        ("Tue 3 FEB 2026", "ddd D MMM YYYY"),
        ("2 3.2.2026", "d D.M.YYYY"),
        ("2026/034", "YYYY/DDDD"),
        ("2026/34", "YYYY/DDD"),
        ("2026-W06-2", "W"),
        ("2026W062", "W"),
        ("due on (3.) 2 2026", "[due on (]D[.)] M YYYY"),
        ("3#2#2026", "D#M#YYYY"),
        ("[x] 3.2.2026", "[[x]] D.M.YYYY"),
    ],
)
def test_every_token_that_tells_a_date_is_read(text, date_format):
    assert parse_date(text, date_format) == "2026-02-03"


@pytest.mark.parametrize(
    ("text", "date_format"),
    [
        ("3/2/2026", "DD/MM/YYYY"),
        ("31/2/2026", "D/M/YYYY"),
        ("x 3/2/2026", "D/M/YYYY"),
        ("3/2/2026 x", "D/M/YYYY"),
        ("3/2/2026.", "D/M/YYYY"),
        ("(3/2/2026)", "D/M/YYYY"),
        ("x \x003/2/2026", "D/M/YYYY"),
        ("3x2.2026", "D[.]M.YYYY"),
        ("3th February 2026", "Do MMMM YYYY"),
        ("3 Augu\u017ft 2026", "D MMMM YYYY"),
        ("2025-W53-1", "W"),
        ("2026-366", "YYYY-DDDD"),
        ("65-366", "YY-DDD"),
        ("", "D/M/YYYY"),
    ],
)
def test_a_text_that_breaks_the_format_is_not_a_date(text, date_format):
    assert parse_date(text, date_format) is None


@pytest.mark.parametrize(("year", "iso"), [("68", "2068-02-03"), ("69", "1969-02-03")])
def test_a_year_of_two_digits_lies_between_1969_and_2068(year, iso):
    assert parse_date(f"3.2.{year}", "D.M.YY") == iso


def test_day_366_is_read_in_a_leap_year():
    assert parse_date("2024-366", "YYYY-DDDD") == "2024-12-31"


def test_a_month_or_day_the_format_leaves_out_is_the_first():
    assert parse_date("02/2026", "MM/YYYY") == "2026-02-01"
    assert parse_date("2026", "YYYY") == "2026-01-01"


@pytest.mark.parametrize("date_format", ["D/M", "MMMM", "dddd", "DDD", "d", "D YYYY", "[YYYY] D.M."])
def test_a_format_that_tells_no_date_shows_one_but_reads_none(date_format):
    assert parse_date(format_date("2026-02-03", date_format), date_format) is None


@pytest.mark.parametrize("date_format", ["YYY-MM-DD", "YYYY-MM-DD dd"])
def test_a_token_without_meaning_neither_shows_nor_reads(date_format):
    assert format_date("2026-02-03", date_format) is None
    assert parse_date("2026-02-03", date_format) is None


@pytest.mark.parametrize(
    ("text", "date_format"), [("2026 2026", "YYYY YYYY"), ("3.2.2026 Europe", "D.M.YYYY ZZZ")]
)
def test_a_format_that_arrow_cannot_read_reads_nothing(text, date_format):
    assert parse_date(text, date_format) is None


@pytest.mark.parametrize("text", ["2026-02-03", "2026-02-03 00:00:00", "2026-02-03 23:59:59.000001"])
def test_what_python_writes_is_a_canonical_date(text):
    assert parse_canonical_date(text) == "2026-02-03"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20260203",
        "2026-W06-2",
        "2026-2-3",
        "2026-02-31",
        "2026-02-03T00:00:00",
        "2026-02-03T00:00:00Z",
        "2026-02-03 00:00:00+00:00",
        "2026-02-03 25:00:00",
        "3.2.2026",
    ],
)
def test_other_texts_are_not_canonical_dates(text):
    assert parse_canonical_date(text) is None
    assert format_date(text, None) is None


def test_without_a_format_the_default_is_used():
    assert format_date("2026-02-03", None) == format_date("2026-02-03", DEFAULT_DATE_FORMAT) == "2026-02-03"


def test_arrow_is_not_loaded_before_the_first_date():
    code = "import sys, rossum_studio.model.value; sys.exit('arrow' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(iso=days, date_format=st.sampled_from(COMPLETE_FORMATS))
def test_a_date_shown_in_a_complete_format_reads_back_the_same(iso, date_format):
    assert parse_date(format_date(iso, date_format), date_format) == iso


def test_every_day_of_a_month_reads_back_as_an_ordinal():
    month = [(date(2026, 1, 1) + timedelta(days=day)).isoformat() for day in range(31)]

    assert [parse_date(format_date(iso, "MMMM Do YYYY"), "MMMM Do YYYY") for iso in month] == month


@given(st.datetimes())
def test_a_datetime_written_by_python_reads_as_its_day(moment):
    assert parse_canonical_date(str(moment)) == moment.date().isoformat()
    assert parse_canonical_date(str(moment.replace(tzinfo=UTC))) is None


@given(
    text=st.text() | st.text(alphabet="0123456789-/. ", max_size=12),
    date_format=st.sampled_from(COMPLETE_FORMATS)
    | st.text()
    | st.text(alphabet="YMDdWo[]#/. HhmsSaAXxZ", max_size=12),
)
def test_whatever_is_read_is_an_iso_date_and_nothing_raises(text, date_format):
    format_date("2026-02-03", date_format)
    for iso in (parse_date(text, date_format), parse_canonical_date(text)):
        assert iso is None or datetime.fromisoformat(iso).date().isoformat() == iso
