"""Which line of the user's file made which request."""

from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.http import HttpReply, HttpRequest
from rossum_studio.runtime.services.matching import MAX_PLACE, CallNote, Served, calls_of

PATHS = st.sampled_from(["/a", "/b", "/c?d=e"])
LINES = st.none() | st.integers(1, 99)


def served(path: str, started_s: float = 1.0, method: str = "GET") -> Served:
    return Served(HttpRequest(method, f"https://h{path}"), HttpReply(200), started_s, started_s + 0.5)


def note(path: str, line: int | None, method: str = "GET") -> CallNote:
    return CallNote(method, f"h{path}", line)


def test_times_count_from_when_the_handler_was_called_and_never_from_before():
    early, late = calls_of([served("/a", 9.0), served("/b", 12.5)], [], called_s=10.0)

    assert (early.started_s, late.started_s) == (0.0, 2.5)
    assert late.duration_ms == 500


def test_calls_come_in_the_order_they_were_made_whatever_order_they_were_answered_in():
    calls = calls_of([served("/b", 2.0), served("/a", 1.0)], [note("/a", 1), note("/b", 2)], 0.0)

    assert [(call.request.path, call.line) for call in calls] == [("/a", 1), ("/b", 2)]


def test_a_request_that_was_never_noted_has_no_line():
    calls = calls_of([served("/a"), served("/a", method="POST")], [note("/a", 3)], 0.0)

    assert [call.line for call in calls] == [3, None]


def test_very_long_addresses_are_told_apart_as_far_as_they_are_noted():
    path = f"/{'x' * 2000}"

    (call,) = calls_of([served(path)], [CallNote("GET", f"h{path}"[:MAX_PLACE], 7)], 0.0)

    assert call.line == 7


@given(st.lists(st.tuples(PATHS, LINES), max_size=20))
def test_what_was_noted_in_order_is_found_in_order(made):
    notes = [note(path, line) for path, line in made]
    answered = [served(path, float(number)) for number, (path, _) in enumerate(made)]

    calls = calls_of(answered, notes, 0.0)

    assert [call.line for call in calls] == [line for _, line in made]


@given(st.lists(PATHS, max_size=9), st.lists(st.tuples(PATHS, LINES), max_size=9))
def test_nothing_that_was_answered_is_lost_and_no_note_is_used_twice(paths, noted):
    notes = [note(path, line) for path, line in noted]

    calls = calls_of([served(path) for path in paths], notes, 0.0)

    assert sorted(call.request.url for call in calls) == sorted(f"https://h{path}" for path in paths)
    used = [call.line for call in calls if call.line is not None]
    assert all(used.count(line) <= [each.line for each in notes].count(line) for line in used)
