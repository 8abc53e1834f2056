"""From a message back to the line that made it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.message_origin import line_that_says

CODE = """\
def rossum_hook_request_handler(payload):
    t.show_warning("Value is too big", field)
    t.show_error(f"Row {row.number}: {amount:.2f} is over the limit", field)
    t.show_info("The total is " + str(total), field)
    t.show_info('It\\'s late')
    t.show_error("%s is missing" % name)
"""
JAVASCRIPT = "messages.push({ content: `Over ${limit} by far` });"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Value is too big", 2),
        ("Row 3: 12.00 is over the limit", 3),
        ("The total is 42", 4),
        ("It's late", 5),
        ("Vendor is missing", 6),
    ],
)
def test_a_message_is_traced_to_the_literal_that_made_it(text, line):
    assert line_that_says(CODE, text) == line


def test_a_template_of_javascript_counts_too():
    assert line_that_says(JAVASCRIPT, "Over 1000 by far") == 1


def test_the_literal_that_makes_the_whole_text_wins_over_one_that_makes_a_part():
    assert line_that_says('a = "Value is"\nb = "Value is too big"', "Value is too big") == 2


def test_a_message_that_no_line_makes_has_no_origin():
    assert line_that_says(CODE, "Something else") is None
    assert line_that_says("", "Value is too big") is None


@given(st.text(max_size=80), st.text(max_size=40))
def test_whatever_the_code_and_the_text_there_is_an_answer(code, text):
    line = line_that_says(code, text)

    assert line is None or 1 <= line <= len(code.splitlines())
