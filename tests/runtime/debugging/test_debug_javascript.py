"""A JavaScript handler under the debugger, with the kernel's walls around it."""

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
function twice(number) {
  const result = number * 2;
  return result;
}

exports.rossum_hook_request_handler = async (payload) => {
  let total = 0;
  for (let number = 0; number < 5; number += 1) {
    total += twice(number);
  }
  // that is all
  const answer = { messages: [] };
  return answer;
};
"""


@pytest.fixture
def debug_js(debug):
    """Boot a worker for a JavaScript file."""

    def boot(code: str = HANDLER, **options):
        return debug(code, "javascript", **options)

    return boot


def test_a_breakpoint_stops_the_handler_and_the_run_ends_as_ever(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 9, hit_condition="1"))

    stopped = run.wait_for_stop()

    assert (stopped.reason, stopped.line) == (StopReason.BREAKPOINT, 9)
    assert verified(run)[1].verified
    run.session.continue_()
    outcome = run.finish()
    assert (outcome.status, outcome.response) == (Status.OK, {"messages": []})
    assert {"landlock", "seccomp"} <= set(outcome.layers)
    assert outcome.blocked == ()
    assert outcome.stderr == ""
    assert run.events[-1] == Terminated()
    assert run.session.state is State.ENDED


def test_the_stack_has_the_frames_of_the_file_and_no_others(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    found = [(frame.name, frame.line) for frame in frames(run)]

    assert found == [("twice", 3), ("rossum_hook_request_handler", 9)]


def test_a_condition_decides_where_it_stops(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 2, condition="number === 3"))
    run.wait_for_stop()

    assert value_of(run, "number") == "3"


def test_a_condition_that_fails_stops_and_says_so(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 2, condition="nobody === 3"))

    assert stop_line(run) == 2
    run.until(lambda: bool(logged(run)))
    assert logged(run)[0].text == "The condition failed: ReferenceError: nobody is not defined"


@pytest.mark.parametrize(
    ("hits", "numbers"), [("3", ["2"]), (">= 4", ["3", "4"]), ("% 2", ["1", "3"]), ("< 2", ["0"])]
)
def test_a_hit_count_decides_at_which_times_it_stops(debug_js, hits, numbers):
    run = debug_js()
    run.begin(Breakpoint(1, 2, hit_condition=hits), Breakpoint(2, 12))
    found = []

    while stop_line(run) == 2:
        found.append(value_of(run, "number"))
        run.session.continue_()

    assert found == numbers


def test_only_times_at_which_the_condition_is_true_are_counted(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 2, condition="number % 2 === 1", hit_condition="2"))
    run.wait_for_stop()

    assert value_of(run, "number") == "3"


def test_a_log_message_is_written_and_nothing_stops(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 3, condition="number > 2", log_message="{number} becomes {result}"))

    outcome = run.finish()

    assert [(each.text, each.line) for each in logged(run)] == [("3 becomes 6", 3), ("4 becomes 8", 3)]
    assert outcome.stdout == ""


def test_stepping_goes_over_into_and_out_of_functions(debug_js):
    run = debug_js()
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

    assert lines == [9, 8, 9, 2, 3, 8]


def test_a_step_past_the_end_of_the_handler_ends_the_run(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 13))
    run.wait_for_stop()

    run.session.step_over()

    assert run.finish().status is Status.OK


def test_a_step_over_an_await_stops_after_it(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = async () => {
          const { setTimeout: later } = require('node:timers/promises');
          await later(1);
          return {};
        };
        """)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    run.session.step_over()

    assert stop_line(run) == 4


def test_stop_ends_a_paused_handler(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 9))
    run.wait_for_stop()

    run.exchange.stop()

    assert run.finish().status is Status.STOPPED
    assert run.exchange.child.process.wait(5) == -9


def test_pause_stops_a_loop(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = () => {
          let turns = 0;
          while (turns >= 0) {
            turns += 1;
          }
        };
        """)
    run.begin()
    run.until(lambda: run.session.state is State.RUNNING)

    run.session.pause()
    stopped = run.wait_for_stop()

    assert stopped.reason is StopReason.PAUSE


@pytest.mark.parametrize("kind", ["", "async "])
def test_an_error_that_nothing_catches_stops_where_it_is_thrown(debug_js, kind):
    run = debug_js(
        """
        exports.rossum_hook_request_handler = KIND(payload) => {
          try {
            payload.caught.deeper;
          } catch {}
          return payload.missing.deeper;
        };
        """.replace("KIND", kind)
    )
    run.begin(exception_stops=ExceptionStops.UNCAUGHT)

    stopped = run.wait_for_stop()

    assert (stopped.reason, stopped.line) == (StopReason.EXCEPTION, 5)
    assert stopped.text == "TypeError: Cannot read properties of undefined (reading 'deeper')"
    run.session.continue_()
    outcome = run.finish()
    assert outcome.exception is not None
    assert outcome.exception.line == 5
    assert outcome.warnings == ()


def test_an_error_after_an_await_counts_as_uncaught_too(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = async () => {
          await null;
          throw new Error('late');
        };
        """)
    run.begin(exception_stops=ExceptionStops.UNCAUGHT)

    assert stop_line(run) == 3


def test_errors_that_are_caught_stop_only_when_all_do(debug_js):
    code = """
        exports.rossum_hook_request_handler = (payload) => {
          try {
            payload.caught.deeper;
          } catch {
            return {};
          }
        };
        """
    run = debug_js(code)
    run.begin(exception_stops=ExceptionStops.ALL)
    assert stop_line(run) == 3

    other = debug_js(code)
    other.begin(exception_stops=ExceptionStops.OFF)
    assert other.finish().status is Status.OK


def test_names_of_the_function_and_its_blocks_are_shown_with_value_and_type(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 9, condition="number === 2"))
    run.wait_for_stop()

    found = {name: (each.value, each.type) for name, each in local_names(run).items()}

    assert found["number"] == ("2", "number")
    assert found["total"] == ("2", "number")
    assert found["payload"][1] == "Object"
    assert found["answer"][0] == "(not set yet)"


def test_the_scopes_are_those_of_the_function_and_of_the_file(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    first, second = run.ask(run.session.scopes(frames(run)[0]))

    assert (first.name, first.is_local, second.name) == ("Locals", True, "Module")


def test_a_datapoint_is_shown_as_its_field_with_the_type_of_the_schema(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 8))
    run.wait_for_stop()
    payload = local_names(run)["payload"]

    sections = inside(run, payload, "annotation", "content")
    datapoints = inside(run, payload, "annotation", "content", "[0]", "children")

    assert sections["[0]"].value == "totals (section, 1 child)"
    assert datapoints["[0]"].value == "amount_total = 1 210.50 (number)"
    assert datapoints["[0]"].evaluate_name == "payload.annotation.content[0].children[0]"


def test_long_lists_are_cut_and_say_by_how_much(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = () => {
          const numbers = Array.from({ length: 1000 }, (_, place) => place);
          return {};
        };
        """)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    parts = inside(run, local_names(run)["numbers"])

    assert parts["[7]"].value == "7"
    assert parts["..."].value == "700 more"


def test_maps_show_their_entries(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = () => {
          const rates = new Map([['eur', { rate: 1 }]]);
          return {};
        };
        """)
    run.begin(Breakpoint(1, 3))
    run.wait_for_stop()

    assert inside(run, local_names(run)["rates"], "'eur'")["rate"].value == "1"


def test_expressions_are_evaluated_in_any_frame(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 3, condition="number === 2"))
    run.wait_for_stop()
    inner, outer = frames(run)

    assert value_of(run, "result + 1") == "5"
    assert run.ask(run.session.evaluate(outer, "total", Purpose.WATCH)).value == "2"
    with pytest.raises(RefusedError, match="ReferenceError: total is not defined"):
        run.ask(run.session.evaluate(inner, "total", Purpose.WATCH))


def test_on_hover_nothing_is_changed(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 9))
    run.wait_for_stop()

    assert value_of(run, "payload.annotation.content.length", Purpose.HOVER) == "1"
    with pytest.raises(RefusedError, match="not evaluated on hover"):
        value_of(run, "total = 100", Purpose.HOVER)


def test_a_name_and_a_part_of_a_value_can_be_set(debug_js):
    run = debug_js("""
        exports.rossum_hook_request_handler = () => {
          let total = 1;
          const answer = { messages: [], operations: [total] };
          return answer;
        };
        """)
    run.begin(Breakpoint(1, 3), Breakpoint(2, 4))
    run.wait_for_stop()
    assert run.ask(run.session.set_value(local_names(run)["total"], "20 + 1")).value == "21"
    run.session.continue_()
    run.wait_for_stop()

    operations = inside(run, local_names(run)["answer"])["operations"]
    assert operations.value == "[ 21 ]"
    run.ask(run.session.set_value(operations, "[]"))

    run.session.continue_()
    assert run.finish().response == {"messages": [], "operations": []}


def test_a_breakpoint_on_a_comment_moves_to_the_next_line_with_code(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 11))

    assert stop_line(run) == 12
    assert verified(run)[1].message == "Line 11 has no code; it stops at line 12."


def test_breakpoints_that_cannot_be_say_why(debug_js):
    run = debug_js(HANDLER + "// the end\n")
    run.begin(
        Breakpoint(1, 15),
        Breakpoint(2, 90),
        Breakpoint(3, 9, condition="total ="),
        Breakpoint(4, 9, hit_condition="often"),
        Breakpoint(5, 9, log_message="{total +}"),
    )
    assert run.finish().status is Status.OK

    found = verified(run)

    assert not any(each.verified for each in found.values())
    assert found[1].message == found[2].message == "This line has no code."
    assert found[3].message.startswith("The condition is not a JavaScript expression: SyntaxError")
    assert found[4].message.startswith("`often` is no hit count")
    assert found[5].message.startswith("What is in the braces is not a JavaScript expression")


def test_breakpoints_change_while_the_handler_is_paused(debug_js):
    run = debug_js()
    run.begin(Breakpoint(1, 2))
    run.wait_for_stop()

    run.session.set_breakpoints([Breakpoint(2, 13)])
    run.session.continue_()

    assert stop_line(run) == 13


def test_a_path_with_odd_characters_is_debugged_all_the_same(debug_js):
    run = debug_js(filename="/home/user/my hooks [1]/größe?.js")
    run.begin(Breakpoint(1, 9))

    assert stop_line(run) == 9


def test_the_time_limit_does_not_run_while_the_handler_is_paused(debug_js):
    run = debug_js(timeout_s=1)
    run.begin(Breakpoint(1, 9, hit_condition="1"))
    run.wait_for_stop()

    with pytest.raises(TimeoutError):  # nothing happens, for longer than the limit
        run.until(lambda: False, patience_s=1.1)

    run.session.continue_()
    assert run.finish().status is Status.OK


def test_a_promise_that_never_settles_ends_the_run_under_the_debugger_too(debug_js):
    run = debug_js("exports.rossum_hook_request_handler = () => new Promise(() => {});")
    run.begin()

    assert run.finish().detail.endswith("its promise never settled")


def test_the_walls_stand_although_node_leaves_its_own_out(debug_js):
    run = debug_js("""
        const attempt = (name, act) => {
          try {
            act();
            return `${name} worked`;
          } catch (error) {
            return error.code;
          }
        };
        exports.rossum_hook_request_handler = () => {
          const fs = require('node:fs');
          const { Worker } = require('node:worker_threads');
          const { execFileSync } = require('node:child_process');
          return {
            read: attempt('read', () => fs.readFileSync('/etc/passwd')),
            write: attempt('write', () => fs.writeFileSync('/var/tmp/debugged', '')),
            thread: attempt('thread', () => new Worker('1', { eval: true })),
            program: attempt('program', () => execFileSync('/bin/true')),
          };
        };
        """)
    run.begin()

    outcome = run.finish()

    assert outcome.response == {
        "read": "EACCES",
        "write": "EACCES",
        "thread": "ERR_ACCESS_DENIED",
        "program": "EPERM",
    }
    assert {each.subject for each in outcome.blocked} == {"files", "children"}


def test_a_file_without_an_entry_point_is_told_as_ever(debug_js):
    run = debug_js("exports.other = () => {};")
    run.begin(exception_stops=ExceptionStops.OFF)

    outcome = run.finish()

    assert outcome.exception is not None
    assert outcome.exception.type == "MissingHandler"
