"""Where breakpoints can be, when they stop, and what log messages and names mean. No process."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.runtime.debugging.hits import HitCount
from rossum_studio.runtime.debugging.javascript_breakpoints import url_pattern
from rossum_studio.runtime.debugging.javascript_values import expression_of, log_expression
from rossum_studio.runtime.debugging.python_lines import PythonLines
from rossum_studio.runtime.debugging.python_session import is_harmless
from rossum_studio.runtime.debugging.run_clock import RunClock

CODE = '''\
import os

# about the function
def first(
    number,
):
    """What it does."""
    # and why
    doubled = [each * 2
               for each in range(number)]
    if 0:
        print("never")
    return doubled
    print("never either")

# about the class
class Second:
    limit = 1

    def read(self):
        pass
# the end
'''


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (1, 1),
        (2, 4),  # blank: the next statement of the file
        (7, 9),  # the text that describes a function is no code
        (8, 9),
        (9, 9),
        (10, 10),
        (11, 11),
        (12, 13),  # what Python leaves out
        (13, 13),
        (14, None),  # after the last statement of its function
        (16, 17),
        (18, 18),
        (21, 21),
        (22, None),
        (99, None),
    ],
)
def test_a_breakpoint_moves_to_the_next_line_with_code_of_its_function(line, place):
    assert PythonLines(CODE, "hook.py").place(line) == place


def test_a_file_that_does_not_compile_has_no_lines():
    assert PythonLines("def broken(:", "hook.py").place(1) is None


@given(st.text(max_size=60), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_any_text_has_places_or_none(code, line):
    place = PythonLines(code, "hook.py").place(line)

    assert place is None or place >= line


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3", HitCount("==", 3)),
        (" >= 10 ", HitCount(">=", 10)),
        ("%2", HitCount("%", 2)),
        ("% 0", None),
        ("many", None),
        ("3 times", None),
        ("-1", None),
    ],
)
def test_a_hit_count_is_a_number_or_a_comparison(text, count):
    assert HitCount.parse(text) == count


@pytest.mark.parametrize(
    ("message", "expression"),
    [
        ("plain", "['plain']"),
        ("a {b} c", "['a ', (b\n), ' c']"),
        ("{f({x: 1})}", "['', (f({x: 1})\n), '']"),
        ("it's", "['it\\'s']"),
        ("open {brace", "['open brace']"),
    ],
)
def test_a_log_message_is_a_list_of_texts_and_expressions(message, expression):
    assert log_expression(message) == expression


@pytest.mark.parametrize(
    ("parent", "name", "expression"),
    [
        ("payload", "annotation", "payload.annotation"),
        ("payload", "[0]", "payload[0]"),
        ("payload", "a b", "payload['a b']"),
        ("", "annotation", ""),
        ("", "[0]", ""),
    ],
)
def test_a_part_of_a_value_has_an_expression_if_the_value_has(parent, name, expression):
    assert expression_of(parent, name) == expression


@pytest.mark.parametrize("expression", ["name", "a.b['c'][1:2]", "-3", "t.field.amount_total"])
def test_names_and_their_parts_are_harmless(expression):
    assert is_harmless(expression)


@pytest.mark.parametrize(
    "expression", ["f()", "a + b", "(x := 1)", "[f() for _ in a]", "not python", "a = 1"]
)
def test_what_may_run_code_is_not(expression):
    assert not is_harmless(expression)


def test_the_address_of_a_file_may_be_encoded():
    assert url_pattern("hook.js") == r"hook\.js"
    assert url_pattern("/a b").startswith("file:///a(?:")


def test_a_clock_stands_still_while_it_is_paused():
    clock = RunClock(100.0)

    assert clock.remaining_s(30, 110.0) == 20
    clock.pause(110.0)
    assert clock.remaining_s(30, 500.0) is None
    clock.resume(1110.0)
    assert clock.remaining_s(30, 1115.0) == 15
    clock.restart(1120.0)
    assert clock.remaining_s(30, 1120.0) == 30
