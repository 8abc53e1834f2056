"""The lines of a handler that ran, from real runs."""

from rossum_studio.runtime.debugging.javascript_lines import lines_with_code
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.runner import KeptRunner, run_handler

BRANCHES = """\
import json


def helper(payload):
    if payload["big"]:
        return "big"
    return "small"


def never():
    return 1


def rossum_hook_request_handler(payload):
    sizes = [helper(payload) for _ in range(1000)]
    return {"size": sizes[0]}
"""


def lines(code: str = BRANCHES, payload: bytes = b'{"big": false}') -> tuple[int, ...]:
    return run_handler(code, "hook.py", payload, Limits(coverage=True)).lines


def test_the_lines_that_ran_are_known_and_no_others():
    assert lines() == (1, 4, 5, 7, 10, 14, 15, 16)


def test_another_payload_runs_other_lines():
    assert set(lines(payload=b'{"big": true}')) - set(lines()) == {6}


def test_lines_before_an_exception_are_known():
    code = "def rossum_hook_request_handler(payload):\n    a = 1\n    b = a / 0\n    return {}\n"

    outcome = run_handler(code, "hook.py", b"{}", Limits(coverage=True))

    assert outcome.status is Status.EXCEPTION
    assert outcome.lines == (1, 2, 3)


def test_a_process_that_is_used_again_notes_each_call_anew():
    with KeptRunner() as runner:
        runner.run(BRANCHES, "hook.py", b'{"big": true}', Limits(coverage=True))
        second = runner.run(BRANCHES, "hook.py", b'{"big": false}', Limits(coverage=True))

    assert second.call_number == 2
    assert second.lines == (5, 7, 15, 16)


def test_a_handler_that_measures_itself_is_left_alone():
    code = (
        "import sys\n"
        "def rossum_hook_request_handler(payload):\n"
        "    return {'tool': sys.monitoring.get_tool(0)}\n"
    )

    assert run_handler(code, "hook.py", b"{}").response == {"tool": None}


BRANCHES_JS = """\
const { inspect } = require('node:util');

function never() {
  return 1;
}

exports.rossum_hook_request_handler = async ({ big }) => {
  // a comment
  if (big) {
    return { size: inspect("big") };
  }
  const sizes = [1, 2].map((each) => each + 1);
  return {
    size: sizes[0],
  };
};
"""


def javascript_lines(payload: bytes, code: str = BRANCHES_JS) -> tuple[int, ...]:
    return run_handler(code, "hook.js", payload, Limits(coverage=True), language="javascript").lines


def test_the_lines_of_javascript_that_ran_are_known_on_demand():
    ran = set(javascript_lines(b'{"big": false}')) & lines_with_code(BRANCHES_JS)

    assert ran == {1, 7, 9, 12, 13}
    assert lines_with_code(BRANCHES_JS) - ran == {4, 10}


def test_lines_are_known_of_javascript_that_fails():
    code = "exports.rossum_hook_request_handler = () => {\n  throw new Error('no');\n};\n"

    assert javascript_lines(b"{}", code) == (1, 2, 3)


def test_nothing_is_measured_unless_asked_for():
    assert run_handler(BRANCHES, "hook.py", b'{"big": true}').lines == ()
    assert run_handler(BRANCHES_JS, "hook.js", b"{}", language="javascript").lines == ()


def test_the_walls_stand_while_javascript_is_measured(tmp_path):
    target = tmp_path / "stolen.txt"
    code = f"exports.rossum_hook_request_handler = () => require('fs').writeFileSync('{target}', 'x');"

    outcome = run_handler(code, "hook.js", b"{}", Limits(coverage=True), language="javascript")

    assert outcome.status is Status.EXCEPTION
    assert not target.exists()
