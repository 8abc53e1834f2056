"""A Python handler that is called again in the same process finds what it left behind. Real processes."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import KeptRunner, run_handler

MEGABYTE = 1024 * 1024
COUNTS = """
import os
calls = []

def rossum_hook_request_handler(payload):
    calls.append(payload)
    print("call", len(calls))
    exec(payload.get("do", ""))
    return {"calls": len(calls), "pid": os.getpid()}
"""
LIMITS = Limits(timeout_s=10)


pytestmark = pytest.mark.usefixtures("nothing_left_behind")


def call(kept: KeptRunner, do: str = "", code: str = COUNTS, limits: Limits = LIMITS, **more) -> Outcome:
    return kept.run(code, "hook.py", json.dumps({"do": do, **more}).encode(), limits)


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def counted(outcome: Outcome) -> int:
    assert outcome.status is Status.OK, (outcome.sentence, outcome.stderr)
    return outcome.response["calls"]


def test_without_the_switch_every_call_finds_a_fresh_module():
    outcomes = [run_handler(COUNTS, "hook.py", b"{}", LIMITS) for _ in range(3)]

    assert [counted(outcome) for outcome in outcomes] == [1, 1, 1]
    assert [outcome.call_number for outcome in outcomes] == [1, 1, 1]


def test_with_it_the_module_and_what_it_holds_are_the_same(kept):
    outcomes = [call(kept) for _ in range(3)]

    assert [counted(outcome) for outcome in outcomes] == [1, 2, 3]
    assert len({outcome.response["pid"] for outcome in outcomes}) == 1


def test_the_outcome_says_which_call_it_was(kept):
    first, second = call(kept), call(kept)

    assert (first.call_number, first.reuse_note) == (1, "")
    assert second.call_number == 2
    assert second.reuse_note.startswith("Call 2 in the same process")


def test_every_call_gets_its_own_payload_and_output(kept):
    for number in (1, 2, 3):
        outcome = call(kept, "print(payload['name'])", name=f"payload {number}")

        assert outcome.stdout == f"call {number}\npayload {number}\n"


def test_only_the_first_call_loads_the_file(kept):
    first, second = call(kept), call(kept)

    assert first.load_ms > 0
    assert second.load_ms == 0


@pytest.mark.parametrize("do", ["raise ValueError('no')", "1 / 0", "raise SystemExit(3)"])
def test_after_an_exception_the_next_call_still_works(kept, do):
    call(kept)
    failed = call(kept, do)

    assert failed.status is Status.EXCEPTION
    assert failed.exception.line == 8
    assert counted(call(kept)) == 3


def test_an_exception_is_told_in_every_call_with_all_of_its_traceback(kept):
    texts = {call(kept, "raise ValueError('no')").exception.traceback for _ in range(3)}

    assert len(texts) == 1
    assert 'File "hook.py", line 8' in texts.pop()


def test_a_file_that_fails_to_load_is_loaded_again(kept):
    code = "import builtins\nbuiltins.tries = getattr(builtins, 'tries', 0) + 1\nraise ValueError(tries)\n"

    assert [call(kept, code=code).exception.message for _ in range(2)] == ["1", "2"]


def test_an_invalid_response_does_not_end_the_process(kept):
    code = COUNTS.replace("return {", "return [1] if payload['do'] == '0' else {")

    assert call(kept, "0", code).status is Status.INVALID_RESPONSE
    assert counted(call(kept, code=code)) == 2


@pytest.mark.parametrize(
    ("do", "status"),
    [
        ("while True: pass", Status.TIMEOUT),
        ("os._exit(3)", Status.CRASHED),
        ("os.kill(os.getpid(), 11)", Status.CRASHED),
        ("x = bytearray(10 ** 9)", Status.MEMORY_LIMIT),
    ],
)
def test_a_process_that_did_not_come_back_is_replaced(kept, do, status):
    limits = Limits(timeout_s=1)
    assert counted(call(kept, limits=limits)) == 1

    failed = call(kept, do, limits=limits)

    assert failed.status is status, failed.sentence
    assert failed.call_number == 2
    after = call(kept, limits=limits)
    assert (counted(after), after.call_number) == (1, 1)


def test_a_payload_that_is_not_json_is_refused_and_the_process_replaced(kept):
    call(kept)

    assert "not JSON" in kept.run(COUNTS, "hook.py", b"{", LIMITS).sentence
    assert counted(call(kept)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"code": COUNTS + "\n# edited"},
        {"limits": Limits(timeout_s=11)},
        {"limits": Limits(timeout_s=10, allow_network=True)},
    ],
)
def test_other_code_and_other_limits_get_another_process(kept, other):
    first, second = call(kept), call(kept, **other)

    assert counted(second) == 1
    assert second.response["pid"] != first.response["pid"]
    assert is_gone(first.response["pid"])


def test_another_language_gets_another_process(kept):
    call(kept)
    javascript = "exports.rossum_hook_request_handler = (payload) => ({ calls: 1, name: payload.name });"

    outcome = kept.run(javascript, "hook.py", b'{"name": "x"}', LIMITS, language="javascript")

    assert outcome.runtime == "nodejs22.x"
    assert outcome.response == {"calls": 1, "name": "x"}


def test_a_process_that_died_while_it_waited_is_replaced(kept):
    pid = call(kept).response["pid"]
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

    outcome = call(kept)

    assert (counted(outcome), outcome.call_number) == (1, 1)


def test_a_thread_that_was_left_behind_prints_into_a_later_call(kept):
    leave = "import threading; go = threading.Event(); os.go = go; os.said = threading.Event()\n"
    leave += "def late():\n    os.go.wait(); print('from before', flush=True); os.said.set()\n"
    leave += "threading.Thread(target=late, daemon=True).start()"
    first = kept.run(COUNTS.replace('exec(payload.get("do", ""))', ""), "hook.py", b"{}", LIMITS)
    assert counted(first) == 1

    code = COUNTS.replace('exec(payload.get("do", ""))', 'exec(payload["do"], globals())')
    assert counted(call(kept, leave, code)) == 1
    second = call(kept, "os.go.set(); os.said.wait()", code)

    assert counted(second) == 2
    assert second.stdout == "call 2\nfrom before\n"


def test_what_is_refused_is_counted_anew_in_every_call(kept):
    refused = "\n".join(
        [
            "for _ in range(150):",
            "    try: open('/etc/shadow')",
            "    except OSError: pass",
        ]
    )

    counts = [len(call(kept, refused).blocked) for _ in range(2)]

    assert counts == [100, 100]
    assert call(kept).blocked == ()


def test_warnings_belong_to_one_call(kept):
    code = "async def rossum_hook_request_handler(payload):\n    return {}\n"

    assert [len(call(kept, code=code).warnings) for _ in range(3)] == [1, 1, 1]


def test_output_that_is_cut_is_said_of_the_call_that_printed_it(kept):
    warnings = [call(kept, do).warnings for do in ("print('x' * 5 * 1024 * 1024)", "", "print('short')")]

    assert warnings == [("Output cut at 1 MB, 5 MB produced.",), (), ()]


def test_what_a_handler_hoards_meets_the_memory_limit(kept):
    limits = Limits(timeout_s=10, memory_mb=128)
    hoard = "calls.append(b'x' * 50_000_000)"
    statuses = [call(kept, hoard, limits=limits).status for _ in range(3)]

    assert statuses == [Status.OK, Status.OK, Status.MEMORY_LIMIT]


def test_a_larger_payload_does_not_count_against_the_memory_limit(kept):
    limits = Limits(timeout_s=10, memory_mb=64)
    code = COUNTS.replace("calls.append(payload)", "calls.append(1)")
    call(kept, code=code, limits=limits)

    for size in (100 * MEGABYTE, 1000, 100 * MEGABYTE):
        outcome = call(kept, code=code, limits=limits, text="x" * size)
        assert outcome.status is Status.OK, outcome.sentence

    assert counted(outcome) == 4


def test_a_handler_that_replaces_what_we_use_is_still_called_again(kept):
    sabotage = "import json; json.loads = json.dumps = None; os.open = os.close = os.read = os.write = None"
    call(kept, sabotage)

    assert call(kept, "raise ValueError('no')").exception.message == "no"
    assert counted(call(kept)) == 3


def test_the_process_does_not_survive_its_host():
    script = f"""
import sys
from rossum_studio.runtime.runner import KeptRunner
kept = KeptRunner()
print(kept.run({COUNTS!r}, "hook.py", b"{{}}").response["pid"], flush=True)
sys.stdin.read()
"""
    host = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    worker = psutil.Process(int(host.stdout.readline()))
    scratch = Path(worker.cwd())

    host.kill()
    host.communicate()

    with suppress(psutil.NoSuchProcess):
        worker.wait(10)
    assert is_gone(worker.pid)
    scratch.rmdir()


def test_closing_ends_the_process():
    kept = KeptRunner()
    pid = call(kept).response["pid"]
    assert psutil.pid_exists(pid)

    kept.close()

    assert not psutil.pid_exists(pid)
