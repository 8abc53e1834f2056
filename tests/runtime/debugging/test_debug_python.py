"""A Python handler under the debugger, with all the walls of a run around it."""

import pytest
from debug_verbs import frames, inside, local_names, logged, stop_line, value_of, verified

from rossum_studio.runtime.debugging.runner import RefusedError
from rossum_studio.runtime.debugging.session import (
    Breakpoint,
    ExceptionStops,
    Purpose,
    State,
    StopReason,
    Terminated,
)
from rossum_studio.runtime.outcome import Status

HANDLER = """
def twice(number):
    result = number * 2
    return result


def rossum_hook_request_handler(payload):
    total = 0
    for number in range(5):
        total += twice(number)
    # that is all
    answer = {"messages": []}
    return answer
"""


def test_a_breakpoint_stops_the_handler_and_the_run_ends_as_ever(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8))

    stopped = run.wait_for_stop()

    assert (stopped.reason, stopped.line) == (StopReason.BREAKPOINT, 8)
    assert verified(run)[1].verified
    run.session.set_breakpoints([])
    run.session.continue_()
    outcome = run.finish()
    assert (outcome.status, outcome.response) == (Status.OK, {"messages": []})
    assert {"landlock", "seccomp"} <= set(outcome.layers)
    assert outcome.blocked == ()
    assert outcome.stderr == ""
    assert run.events[-1] == Terminated()
    assert run.session.state is State.ENDED


def test_the_stack_has_the_frames_of_the_file_and_no_others(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    found = [(frame.name, frame.line) for frame in frames(run)]

    assert found == [("twice", 3), ("rossum_hook_request_handler", 9)]


def test_a_condition_decides_where_it_stops(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 2, condition="number == 3"))
    run.wait_for_stop()

    assert value_of(run, "number") == "3"


def test_a_condition_that_fails_stops_and_says_so(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 2, condition="nobody == 3"))

    assert stop_line(run) == 2
    run.until(lambda: bool(logged(run)))
    assert logged(run)[0].text == "The condition failed: NameError: name 'nobody' is not defined"


@pytest.mark.parametrize(
    ("hits", "numbers"), [("3", ["2"]), (">= 4", ["3", "4"]), ("% 2", ["1", "3"]), ("< 2", ["0"])]
)
def test_a_hit_count_decides_at_which_times_it_stops(debug, hits, numbers):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 2, hit_condition=hits), Breakpoint(2, 11))
    found = []

    while stop_line(run) == 2:
        found.append(value_of(run, "number"))
        run.session.continue_()

    assert found == numbers


def test_only_times_at_which_the_condition_is_true_are_counted(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 2, condition="number % 2 == 1", hit_condition="2"))
    run.wait_for_stop()

    assert value_of(run, "number") == "3"


def test_a_log_message_is_written_and_nothing_stops(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 3, condition="number > 2", log_message="{number} becomes {result}"))

    outcome = run.finish()

    assert [(each.text, each.line) for each in logged(run)] == [("3 becomes 6", 3), ("4 becomes 8", 3)]
    assert outcome.stdout == ""


def test_stepping_goes_over_into_and_out_of_functions(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 9, hit_condition="1"))
    lines = [stop_line(run)]

    for step in (
        run.session.step_over,
        run.session.step_over,
        run.session.step_into,
        run.session.step_over,
        run.session.step_out,
    ):
        step()
        lines.append(stop_line(run))

    assert lines == [9, 8, 9, 2, 3, 9]


def test_a_step_past_the_end_of_the_handler_ends_the_run(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 12))
    run.wait_for_stop()

    run.session.step_over()

    assert run.finish().status is Status.OK


def test_a_step_into_a_library_stays_in_the_file(debug):
    run = debug("""
        import json

        def rossum_hook_request_handler(payload):
            text = json.dumps(payload)
            return {"text": text}
        """)
    run.begin(Breakpoint(1, 4))
    run.wait_for_stop()

    run.session.step_into()

    assert stop_line(run) == 5


def test_stop_ends_a_paused_handler(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8))
    run.wait_for_stop()

    run.exchange.stop()

    assert run.finish().status is Status.STOPPED
    assert run.exchange.has_exited or run.exchange.child.process.wait(5) == -9


def test_pause_stops_a_loop(debug):
    run = debug("""
        def rossum_hook_request_handler(payload):
            turns = 0
            while turns >= 0:
                turns += 1
        """)
    run.begin()
    run.until(lambda: run.session.state is State.RUNNING)

    run.session.pause()
    stopped = run.wait_for_stop()

    assert stopped.reason is StopReason.PAUSE
    assert stopped.line in (3, 4)


def test_an_exception_that_nothing_catches_stops_where_it_is_raised(debug):
    run = debug("""
        def rossum_hook_request_handler(payload):
            try:
                payload["caught"]
            except KeyError:
                pass
            return payload["missing"]
        """)
    run.begin(exception_stops=ExceptionStops.UNCAUGHT)

    stopped = run.wait_for_stop()

    assert (stopped.reason, stopped.line) == (StopReason.EXCEPTION, 6)
    assert stopped.text == "KeyError: 'missing'"
    run.session.continue_()
    outcome = run.finish()
    assert outcome.exception is not None
    assert (outcome.exception.summary, outcome.exception.line) == ("KeyError: 'missing'", 6)


def test_exceptions_that_are_caught_stop_only_when_all_do(debug):
    code = """
        def rossum_hook_request_handler(payload):
            try:
                payload["caught"]
            except KeyError:
                return {}
        """
    run = debug(code)
    run.begin(exception_stops=ExceptionStops.ALL)
    assert stop_line(run) == 3

    other = debug(code)
    other.begin(exception_stops=ExceptionStops.OFF)
    assert other.finish().status is Status.OK


def test_names_of_the_frame_are_shown_with_value_and_type(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 3, condition="number == 2"))
    run.wait_for_stop()

    found = {name: (each.value, each.type) for name, each in local_names(run).items()}

    assert found == {"number": ("2", "int"), "result": ("4", "int")}


def test_the_scopes_are_those_of_the_function_and_of_the_file(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    first, second = run.ask(run.session.scopes(frames(run)[0]))

    assert first.is_local and not second.is_local


def test_a_datapoint_is_shown_as_its_field_with_the_type_of_the_schema(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 7))
    run.wait_for_stop()
    payload = local_names(run)["payload"]

    sections = inside(run, payload, "annotation", "content")
    datapoints = inside(run, payload, "annotation", "content", "[0]", "children")

    assert sections["[0]"].value == "totals (section, 1 child)"
    assert datapoints["[0]"].value == "amount_total = 1 210.50 (number)"


def test_the_fields_of_txscript_are_listed_by_schema_id(debug, sample_payload):
    run = debug(
        """
        from txscript import TxScript

        def rossum_hook_request_handler(payload):
            t = TxScript.from_payload(payload)
            return t.hook_response()
        """,
        payload=sample_payload,
    )
    run.begin(Breakpoint(1, 5))
    run.wait_for_stop()

    fields = inside(run, local_names(run)["t"], "field")
    row = inside(run, fields["line_items"], "[0]")

    assert (fields["amount_total"].type, fields["amount_total"].evaluate_name) == (
        "number",
        "t.field.amount_total",
    )
    assert "item_quantity" in row and "item_quantity" not in fields


def test_long_lists_are_cut_and_say_by_how_much(debug):
    run = debug("""
        def rossum_hook_request_handler(payload):
            numbers = list(range(1000))
            return {}
        """)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    parts = inside(run, local_names(run)["numbers"])

    assert parts["[7]"].value == "7"
    assert parts["..."].value == "700 more"


def test_expressions_are_evaluated_in_any_frame(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 3, condition="number == 2"))
    run.wait_for_stop()
    inner, outer = frames(run)

    assert value_of(run, "result + 1") == "5"
    assert run.ask(run.session.evaluate(outer, "total", Purpose.WATCH)).value == "2"
    with pytest.raises(RefusedError, match="NameError: name 'total' is not defined"):
        run.ask(run.session.evaluate(inner, "total", Purpose.WATCH))


def test_on_hover_nothing_is_called(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8))
    run.wait_for_stop()

    assert value_of(run, "payload['schemas']", Purpose.HOVER).startswith("[{")
    with pytest.raises(RefusedError, match="on hover"):
        value_of(run, "payload.clear()", Purpose.HOVER)


def test_the_console_executes_statements(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8, hit_condition="1"))
    run.wait_for_stop()

    value_of(run, "total = 100", Purpose.CONSOLE)

    assert value_of(run, "total") == "100"


def test_a_name_and_a_part_of_a_value_can_be_set(debug):
    run = debug("""
        def rossum_hook_request_handler(payload):
            total = 1
            answer = {"messages": [], "operations": [total]}
            return answer
        """)
    run.begin(Breakpoint(1, 3), Breakpoint(2, 4))
    run.wait_for_stop()
    assert run.ask(run.session.set_value(local_names(run)["total"], "20 + 1")).value == "21"
    run.session.continue_()
    run.wait_for_stop()

    operations = inside(run, local_names(run)["answer"])["operations"]
    assert operations.value == "[21]"
    run.ask(run.session.set_value(operations, "[]"))

    run.session.continue_()
    assert run.finish().response == {"messages": [], "operations": []}


def test_what_a_value_cannot_be_set_to_is_refused_with_the_reason(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8))
    run.wait_for_stop()

    with pytest.raises(RefusedError, match="ZeroDivisionError"):
        run.ask(run.session.set_value(local_names(run)["total"], "1 / 0"))


def test_a_breakpoint_on_a_comment_moves_to_the_next_line_with_code(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 10))

    assert stop_line(run) == 11
    assert verified(run)[1].message == "Line 10 has no code; it stops at line 11."


def test_breakpoints_that_cannot_be_say_why(debug):
    code = HANDLER + "    print('never')\n# the end\n"
    run = debug(code)
    run.begin(
        Breakpoint(1, 13),
        Breakpoint(2, 14),
        Breakpoint(3, 8, condition="total ="),
        Breakpoint(4, 8, hit_condition="often"),
    )
    run.finish()

    found = verified(run)

    assert not any(each.verified for each in found.values())
    assert found[1].message == found[2].message == "This line has no code."
    assert found[3].message == "The condition is not a Python expression: invalid syntax."
    assert found[4].message.startswith("`often` is no hit count")


def test_breakpoints_change_while_the_handler_is_paused(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 2))
    run.wait_for_stop()

    run.session.set_breakpoints([Breakpoint(2, 12)])
    run.session.continue_()

    assert stop_line(run) == 12


def test_questions_to_a_running_handler_are_refused(debug):
    run = debug(HANDLER)
    run.begin(Breakpoint(1, 8))
    run.wait_for_stop()
    old = frames(run)[0]

    asked = run.session.evaluate(old, "total", Purpose.WATCH)
    run.session.continue_()

    assert asked.refusal == "The handler has moved on."
    assert run.session.stack().refusal == "The handler is not paused."


def test_a_path_with_odd_characters_is_debugged_all_the_same(debug):
    run = debug(HANDLER, filename="/home/user/my hooks [1]/größe?.py")
    run.begin(Breakpoint(1, 8))

    assert stop_line(run) == 8


def test_the_time_limit_does_not_run_while_the_handler_is_paused(debug):
    run = debug(HANDLER, timeout_s=1)
    run.begin(Breakpoint(1, 8, hit_condition="1"))
    run.wait_for_stop()

    with pytest.raises(TimeoutError):  # nothing happens, for longer than the limit
        run.until(lambda: False, patience_s=1.1)

    run.session.continue_()
    assert run.finish().status is Status.OK


def test_the_time_limit_ends_a_handler_that_runs_on_after_a_pause(debug):
    run = debug(
        """
        def rossum_hook_request_handler(payload):
            payload = {}
            while True:
                pass
        """,
        timeout_s=0.3,
    )
    run.begin(Breakpoint(1, 2))
    run.wait_for_stop()

    run.session.continue_()

    assert run.finish().status is Status.TIMEOUT


def test_the_memory_limit_holds_beyond_what_the_debugger_takes(debug):
    run = debug(
        """
        def rossum_hook_request_handler(payload):
            kept = bytearray(20_000_000)
            kept = bytearray(100_000_000)
            return {}
        """,
        memory_mb=64,
    )
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    run.session.continue_()

    assert run.finish().status is Status.MEMORY_LIMIT


def test_the_network_is_off_under_the_debugger_too(debug):
    run = debug("""
        import socket

        def rossum_hook_request_handler(payload):
            return socket.create_connection(("127.0.0.1", 9)) and {}
        """)
    run.begin(Breakpoint(1, 4))
    run.wait_for_stop()

    run.session.continue_()

    outcome = run.finish()
    assert outcome.status is Status.EXCEPTION
    assert [each.subject for each in outcome.blocked] == ["network"]
