"""How what was seen of a run becomes a status and a sentence, with no process."""

import json
import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Cut, Evidence, Measures, Runtime, Status, classify, parse_measures
from rossum_studio.runtime.protocol import CHANNEL_LOST, Frame, Kind

ENDING_KINDS = [str(kind) for kind in Kind if kind.ends_run]


def judge(ending, **seen):
    return classify(Evidence(ending, seen.pop("limits", Limits()), **seen))


def frame(kind, body=None) -> Frame:
    return Frame(kind, json.dumps(body).encode() if body is not None else b"")


def exception_frame(message="division by zero", line=12) -> Frame:
    return frame(
        Kind.EXCEPTION,
        {"type": "ZeroDivisionError", "message": message, "line": line, "traceback": "T", "frames": []},
    )


def test_a_result_is_the_response_and_its_time():
    outcome = judge(
        Frame(Kind.RESULT, b'{"messages":[]}'),
        measures=Measures(load_ms=1.0, duration_ms=3.14159, peak_memory_mb=20, warnings=("w",)),
        runtime=Runtime("python3.12", "3.12.1"),
    )

    assert outcome.status is Status.OK
    assert outcome.response == {"messages": []}
    assert outcome.response_bytes == b'{"messages":[]}'
    assert outcome.sentence == "Completed in 3.1 ms"
    assert (outcome.duration_ms, outcome.load_ms) == (3.14159, 1.0)
    assert (outcome.total_ms, outcome.taking(5.0).total_ms) == (0.0, 5.0)
    assert (outcome.peak_memory_mb, outcome.warnings) == (20, ("w",))
    assert (outcome.runtime, outcome.runtime_version) == ("python3.12", "3.12.1")


def test_measures_with_half_a_character_in_a_warning_are_taken_all_the_same():
    body = {"duration_ms": 1e-05, "warnings": ["\ud83d became null"], "lines": [1, 3]}

    assert parse_measures(frame(Kind.MEASURED, body)) == Measures(
        duration_ms=1e-05, warnings=("\ud83d became null",), lines=(1, 3)
    )


def test_measures_of_another_shape_are_refused():
    with pytest.raises(ValueError, match="Expected `float`"):
        parse_measures(frame(Kind.MEASURED, {"duration_ms": "long"}))


def test_an_exception_is_named_with_its_line():
    outcome = judge(exception_frame())

    assert outcome.status is Status.EXCEPTION
    assert outcome.sentence == "The function failed: ZeroDivisionError: division by zero (line 12)"


@pytest.mark.parametrize(
    ("message", "line", "sentence"),
    [
        ("", 3, "The function failed: ZeroDivisionError (line 3)"),
        ("one\ntwo", None, "The function failed: ZeroDivisionError: one"),
    ],
)
def test_an_exception_sentence_stays_on_one_line(message, line, sentence):
    assert judge(exception_frame(message, line)).sentence == sentence


def test_a_timeout_took_as_long_as_the_limit():
    outcome = judge(Cut.TIMED_OUT, limits=Limits(timeout_s=2.5))

    assert outcome.status is Status.TIMEOUT
    assert outcome.sentence == "Timed out (limit 2.5 s)"
    assert outcome.duration_ms == 2500


def test_running_into_the_cpu_limit_is_a_timeout_too():
    assert judge(Cut.CHANNEL_CLOSED, returncode=-signal.SIGXCPU).status is Status.TIMEOUT


def test_the_memory_limit_is_named():
    outcome = judge(frame(Kind.MEMORY), limits=Limits(memory_mb=128))

    assert outcome.status is Status.MEMORY_LIMIT
    assert outcome.sentence == "Memory limit 128 MB exceeded"


def test_an_invalid_response_says_where():
    outcome = judge(frame(Kind.INVALID, {"message": "set is not JSON serialisable at /a", "pointer": "/a"}))

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.pointer == "/a"
    assert outcome.sentence == "Invalid response: set is not JSON serialisable at /a"


def test_a_response_over_the_cap_says_how_long_it_was():
    outcome = judge(Cut.FRAME_TOO_LONG, note="100 MB")

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.sentence == "Invalid response: The response is too long: 100 MB, the limit is 64 MB"


@pytest.mark.parametrize(
    ("returncode", "sentence"),
    [
        (
            -signal.SIGSEGV,
            "The process died (signal SIGSEGV): compiled code touched memory that is not its own",
        ),
        (-250, "The process died (signal 250)"),
        (0, "The process exited with status 0 before the handler returned"),
        (CHANNEL_LOST, "The process closed the channel its result travels on"),
        (None, "The process closed the channel its result travels on"),
    ],
)
def test_a_process_that_vanished_is_told_by_its_exit_status(returncode, sentence):
    outcome = judge(Cut.CHANNEL_CLOSED, returncode=returncode)

    assert outcome.status is Status.CRASHED
    assert outcome.sentence == sentence


@pytest.mark.parametrize("cut", [Cut.BOOT_TIMED_OUT, Cut.NOT_STARTED, Cut.OUTPUT_FLOOD, Cut.DAMAGED])
def test_what_the_handler_cannot_be_blamed_for_is_a_crash_with_a_reason(cut):
    outcome = judge(cut, note="because")

    assert outcome.status is Status.CRASHED
    assert outcome.sentence == f"{cut}: because"


def test_a_rejected_payload_is_said_to_be_no_json():
    outcome = judge(frame(Kind.REJECTED, {"message": "Expecting value: line 1"}))

    assert outcome.sentence == "The payload is not JSON: Expecting value: line 1"


def test_stopping_is_an_ending_of_its_own():
    outcome = judge(Cut.STOPPED)

    assert outcome.status is Status.STOPPED
    assert outcome.sentence == "Stopped"


@given(st.sampled_from(ENDING_KINDS), st.binary(max_size=40))
def test_no_body_of_an_ending_frame_makes_the_judgement_fail(kind, body):
    assert judge(Frame(kind, body)).sentence


@given(
    st.sampled_from(ENDING_KINDS),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["type", "message", "pointer"]) | st.text(), inner)
        ),
    ),
)
def test_no_json_of_another_shape_makes_the_judgement_fail(kind, body):
    assert judge(frame(kind, body)).sentence


def test_a_response_nested_deeper_than_we_can_read_is_no_bug_of_ours():
    assert judge(Frame(Kind.RESULT, b'{"a":' * 100_000)).status is Status.CRASHED


# Node.js

NODE = Runtime("nodejs22.x", "22.20.0")


@pytest.mark.parametrize("died_of", [signal.SIGABRT, signal.SIGTRAP, signal.SIGILL])
@pytest.mark.parametrize(
    "said",
    [
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        "# Fatal process out of memory: Zone",
        "terminate called after throwing an instance of 'std::bad_alloc'",
    ],
)
def test_v8_that_dies_of_a_full_heap_has_reached_the_memory_limit(died_of, said):
    outcome = judge(Cut.CHANNEL_CLOSED, returncode=-died_of, runtime=NODE, stderr=f"<--- GCs --->\n{said}\n")

    assert outcome.status is Status.MEMORY_LIMIT


@pytest.mark.parametrize(
    ("returncode", "runtime", "stderr"),
    [
        (-signal.SIGABRT, NODE, "assertion failed"),
        (1, NODE, "JavaScript heap out of memory"),
        (-signal.SIGABRT, Runtime(), "JavaScript heap out of memory"),
    ],
)
def test_other_deaths_are_crashes(returncode, runtime, stderr):
    outcome = judge(Cut.CHANNEL_CLOSED, returncode=returncode, runtime=runtime, stderr=stderr)

    assert outcome.status is Status.CRASHED


def test_a_promise_that_never_settles_is_told_from_leaving():
    waiting = judge(Cut.CHANNEL_CLOSED, returncode=13, runtime=NODE)
    leaving = judge(Cut.CHANNEL_CLOSED, returncode=13)

    assert waiting.sentence == "The process exited before the handler returned: its promise never settled"
    assert leaving.sentence == "The process exited with status 13 before the handler returned"
