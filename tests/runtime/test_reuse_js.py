"""A JavaScript handler that is called again in the same process finds what it left behind. Real processes."""

import json

import psutil
import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import KeptRunner, run_handler

COUNTS = """
const calls = [];
exports.rossum_hook_request_handler = async (payload) => {
  calls.push(payload);
  console.log('call', calls.length);
  await eval(`(async () => { ${payload.do} })()`);
  return { calls: calls.length, pid: process.pid };
};
"""
LIMITS = Limits(timeout_s=10)


pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def call(kept: KeptRunner, do: str = "", code: str = COUNTS, limits: Limits = LIMITS, **more) -> Outcome:
    payload = json.dumps({"do": do, **more}).encode()
    return kept.run(code, "hook.js", payload, limits, language="javascript")


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def counted(outcome: Outcome) -> int:
    assert outcome.status is Status.OK, (outcome.sentence, outcome.stderr)
    return outcome.response["calls"]


def test_without_the_switch_every_call_finds_a_fresh_module():
    payload = b'{"do": ""}'
    outcomes = [run_handler(COUNTS, "hook.js", payload, LIMITS, language="javascript") for _ in range(3)]

    assert [counted(outcome) for outcome in outcomes] == [1, 1, 1]


def test_with_it_the_module_and_what_it_holds_are_the_same(kept):
    outcomes = [call(kept) for _ in range(3)]

    assert [counted(outcome) for outcome in outcomes] == [1, 2, 3]
    assert [outcome.call_number for outcome in outcomes] == [1, 2, 3]
    assert [outcome.stdout for outcome in outcomes] == ["call 1\n", "call 2\n", "call 3\n"]
    assert len({outcome.response["pid"] for outcome in outcomes}) == 1


def test_only_the_first_call_loads_the_file(kept):
    first, second = call(kept), call(kept)

    assert first.load_ms > 0
    assert second.load_ms == 0


def test_after_an_exception_the_next_call_still_works(kept):
    call(kept)
    failed = call(kept, "throw new Error('no')")

    assert failed.status is Status.EXCEPTION
    assert counted(call(kept)) == 3


def test_a_file_that_fails_to_load_is_loaded_again(kept):
    code = "globalThis.tries = (globalThis.tries ?? 0) + 1;\nthrow new Error(String(tries));\n"

    assert [call(kept, code=code).exception.message for _ in range(2)] == ["1", "2"]


@pytest.mark.parametrize(
    ("do", "status"),
    [
        ("for (;;) {}", Status.TIMEOUT),
        ("process.exit(3)", Status.CRASHED),
        ("await new Promise(() => {})", Status.CRASHED),
        ("const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1))", Status.MEMORY_LIMIT),
    ],
)
def test_a_process_that_did_not_come_back_is_replaced(kept, do, status):
    limits = Limits(timeout_s=2)
    assert counted(call(kept, limits=limits)) == 1

    failed = call(kept, do, limits=limits)

    assert failed.status is status, failed.sentence
    after = call(kept, limits=limits)
    assert (counted(after), after.call_number) == (1, 1)


def test_other_code_gets_another_process(kept):
    first, second = call(kept), call(kept, code=COUNTS + "\n// edited")

    assert counted(second) == 1
    assert second.response["pid"] != first.response["pid"]
    assert is_gone(first.response["pid"])


def test_a_timer_that_was_left_behind_prints_into_the_next_call(kept):
    first = call(kept, "setTimeout(() => console.log('from before'), 0)")
    second = call(kept, "await new Promise((resolve) => setTimeout(resolve, 5))")

    assert first.stdout == "call 1\n"
    assert second.stdout == "call 2\nfrom before\n"


def test_a_timer_that_was_left_behind_and_fails_fails_the_next_call_and_ends_the_process(kept):
    assert counted(call(kept, "setTimeout(() => { throw new Error('from before'); }, 0)")) == 1

    failed = call(kept, "await new Promise((resolve) => setTimeout(resolve, 1000))")

    assert failed.status is Status.EXCEPTION
    assert failed.exception.message == "from before"
    assert counted(call(kept)) == 1


def test_warnings_about_ids_belong_to_one_call(kept):
    rounded = [call(kept, id=9007199254740993).warnings for _ in range(2)]

    assert [len(warnings) for warnings in rounded] == [1, 1]
    assert call(kept).warnings == ()


def test_what_is_refused_is_counted_anew_in_every_call(kept):
    refused = (
        "const fs = require('node:fs');"
        "for (let i = 0; i < 150; i++) { try { fs.readFileSync('/etc/shadow') } catch {} }"
    )
    code = COUNTS.replace("const calls", "const require_ = require; const calls")

    assert [len(call(kept, refused, code).blocked) for _ in range(2)] == [100, 100]
    assert call(kept, code=code).blocked == ()


def test_a_larger_payload_gets_a_process_with_room_for_it(kept):
    code = COUNTS.replace("calls.push(payload)", "calls.push(1)")
    first = call(kept, code=code)
    second = call(kept, code=code, text="x" * 20_000_000)

    assert counted(second) == 1
    assert second.response["pid"] != first.response["pid"]
