"""Workers wait for runs: the right one is taken, none serves twice, none stays. Real processes throughout."""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from rossum_studio.runtime.launch import Launch, Limits, python_launch
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.pool import FIRST_RETRY_S, LONGEST_RETRY_S, SIZE, Pool
from rossum_studio.runtime.runner import Loop, WarmRunner
from rossum_studio.runtime.spare import MAX_AGE_S, SLEPT_S, Moment, Need

WHO = """
import builtins, os
seen = getattr(builtins, "seen", 0)
builtins.seen = 1

def rossum_hook_request_handler(payload):
    return {"pid": os.getpid(), "name": payload["name"], "seen": seen}
"""
FIRST, SECOND = b'{"name": "first"}', b'{"name": "second"}'


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path, monkeypatch):
    """Every test of this file must leave no process, descriptor, thread or scratch folder."""
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    before = us.num_fds(), us.num_threads(), set(us.children(recursive=True))
    yield
    assert (us.num_fds(), us.num_threads(), set(us.children(recursive=True))) == before
    assert list(scratch_parent.iterdir()) == []


@pytest.fixture
def runner():
    with WarmRunner() as warm_runner:
        yield warm_runner


def run(runner: WarmRunner, code: str = WHO, payload: bytes = FIRST, **limits) -> Outcome:
    return runner.run(code, "hook.py", payload, Limits(**limits))


def ready(runner: WarmRunner, payload: bytes = FIRST, **limits) -> set[int]:
    """Prepare and settle; returns the ids of the processes that wait."""
    runner.prepare(payload, Limits(**limits))
    assert runner.settle()
    return children()


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


# Which worker a run gets


def test_a_run_takes_a_worker_that_waits(runner):
    waiting = ready(runner)

    outcome = run(runner)

    assert outcome.response["name"] == "first"
    assert outcome.response["pid"] in waiting
    assert outcome.total_ms > outcome.duration_ms > 0


def test_two_runs_in_a_row_find_a_worker_each(runner):
    waiting = ready(runner)

    pids = {run(runner).response["pid"] for _ in range(SIZE)}

    assert pids == waiting


def test_runs_faster_than_workers_get_ready_are_right_all_the_same(runner):
    ready(runner)

    outcomes = [run(runner) for _ in range(5)]

    assert [outcome.response["name"] for outcome in outcomes] == ["first"] * 5
    assert len({outcome.response["pid"] for outcome in outcomes}) == 5


def test_no_worker_serves_two_runs(runner):
    seen = []
    for _ in range(3):
        ready(runner)
        seen.append(run(runner).response)

    assert [response["seen"] for response in seen] == [0, 0, 0]
    assert len({response["pid"] for response in seen}) == 3


def test_after_a_run_as_many_wait_as_before(runner):
    waiting = ready(runner)
    used = run(runner).response["pid"]

    assert runner.settle()

    assert len(children()) == len(waiting) == SIZE
    assert used not in children()


def test_nothing_is_waited_for_when_all_of_it_has_happened_meanwhile(runner, monkeypatch):
    ready(runner)
    run(runner)
    spares = [spare.exchange.child.channel for spare in runner._pool._spares]
    wait_until(lambda: len(select.select(spares, [], [], 0)[0]) == SIZE)  # one is ready, one has the payload
    wait_until(lambda: any(each.status() == psutil.STATUS_ZOMBIE for each in psutil.Process().children()))
    step, waits = runner._loop.step, []
    monkeypatch.setattr(runner._loop, "step", lambda wait_s: waits.append(wait_s) or step(min(wait_s, 1)))

    assert runner.settle()

    assert max(waits) < 1


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again at something that no descriptor tells."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline


def test_a_run_that_nothing_was_prepared_for_starts_its_own_worker(runner):
    assert run(runner).response["name"] == "first"


def test_a_new_payload_replaces_the_one_that_waits(runner):
    ready(runner, FIRST)
    waiting = ready(runner, SECOND)

    outcome = run(runner, payload=SECOND)

    assert outcome.response["name"] == "second"
    assert outcome.response["pid"] in waiting


def test_a_payload_nobody_announced_goes_to_the_worker_without_one(runner):
    waiting = ready(runner, FIRST)

    outcome = run(runner, payload=SECOND)

    assert outcome.response["name"] == "second"
    assert outcome.response["pid"] in waiting


def test_the_worker_without_payload_survives_a_change_of_payload(runner):
    before = ready(runner, FIRST)

    after = ready(runner, SECOND)

    assert len(before & after) == 1


def test_payloads_that_change_faster_than_workers_boot_end_with_the_last(runner):
    payloads = [json.dumps({"name": str(number)}).encode() for number in range(10)]
    for payload in payloads:
        runner.prepare(payload)
    assert runner.settle()

    assert run(runner, payload=payloads[-1]).response["name"] == "9"
    assert len(children()) <= SIZE + 1  # the one that ran may still be on its way out


@pytest.mark.parametrize("more", [{"timeout_s": 6}, {"memory_mb": 300}, {"memory_mb": 100}])
def test_a_run_with_limits_that_the_workers_that_wait_cannot_keep_gets_its_own(runner, more):
    waiting = ready(runner, timeout_s=5)

    assert run(runner, **{"timeout_s": 5} | more).response["pid"] not in waiting


def test_a_worker_with_other_permissions_is_not_used(runner):
    waiting = ready(runner, allow_network=False)

    outcome = run(runner, allow_network=True)

    assert outcome.response["pid"] not in waiting


def test_time_and_memory_are_those_of_the_run(runner):
    ready(runner, timeout_s=30, memory_mb=512)

    outcome = run(runner, "def rossum_hook_request_handler(payload):\n    while True: pass", timeout_s=0.3)

    assert outcome.status is Status.TIMEOUT
    assert outcome.sentence == "Timed out (limit 0.3 s)"


def test_nobody_waits_once_there_is_nothing_to_run():
    with Loop() as loop:
        pool = Pool(loop)
        pool.prepare(Need(FIRST))
        settle(pool, loop)
        pool.prepare(None)
        settle(pool, loop)

        assert children() == set()


# What waiting changes for a run: nothing


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("raise ValueError('no')", Status.EXCEPTION),
        ("import os; os._exit(3)", Status.CRASHED),
        ("return [1]", Status.INVALID_RESPONSE),
        pytest.param(
            "kept = [bytearray(1_000_000) for _ in range(10_000)]",
            Status.MEMORY_LIMIT,
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces RLIMIT_DATA"),
        ),
    ],
)
def test_every_ending_is_told_as_in_a_fresh_process(runner, body, status):
    waiting = ready(runner, memory_mb=64)

    outcome = run(runner, f"def rossum_hook_request_handler(payload):\n    {body}", memory_mb=64)

    assert outcome.status is status
    assert not waiting <= ready(runner)
    assert run(runner).status is Status.OK


def test_what_the_handler_prints_is_kept(runner):
    ready(runner)

    outcome = run(
        runner,
        "import sys\n"
        "def rossum_hook_request_handler(payload):\n"
        "    print('out')\n"
        "    print('err', file=sys.stderr)",
    )

    assert (outcome.stdout, outcome.stderr) == ("out\n", "err\n")


def test_a_large_payload_waits_parsed_and_does_not_count_against_the_memory_limit(runner):
    payload = json.dumps({"name": "large", "rows": [{"key": str(n)} for n in range(300_000)]}).encode()
    ready(runner, payload, memory_mb=32)

    outcome = run(runner, payload=payload, memory_mb=32)

    assert outcome.response["name"] == "large"
    assert outcome.baseline_memory_mb > 64


@pytest.mark.parametrize(("rows", "is_patient"), [(10, False), (100_000, True)])
def test_the_collector_runs_less_often_the_more_there_is(runner, rows, is_patient):
    payload = json.dumps({"rows": [{"key": [number]} for number in range(rows)]}).encode()
    code = "import gc\ndef rossum_hook_request_handler(payload): return {'threshold': gc.get_threshold()[0]}"
    ready(runner, payload)

    threshold = run(runner, code, payload).response["threshold"]

    assert (threshold > 10_000) is is_patient


def test_the_handler_finds_txscript_imported(runner):
    ready(runner)

    outcome = run(
        runner,
        "import sys\nimported = 'txscript' in sys.modules\n"
        "def rossum_hook_request_handler(payload): return {'imported': imported}",
    )

    assert outcome.response == {"imported": True}


# Trouble


def kill_and_wait(pid: int) -> None:
    """Kill a worker; when this returns it is dead, though nobody has been told."""
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def test_a_worker_killed_while_it_waits_is_replaced(runner):
    victim = min(ready(runner))
    kill_and_wait(victim)

    assert runner.settle()

    assert len(children()) == SIZE
    assert victim not in children()
    assert run(runner).status is Status.OK


def test_a_worker_that_died_unnoticed_is_not_given_a_run(runner):
    for pid in ready(runner):
        kill_and_wait(pid)

    outcome = run(runner)

    assert outcome.status is Status.OK
    assert outcome.response["name"] == "first"


def test_a_payload_that_is_no_json_is_said_by_the_run_and_not_tried_for_ever(runner):
    payload = b'{"name": '
    runner.prepare(payload)

    assert not runner.settle()
    assert run(runner, payload=payload).sentence.startswith("The payload is not JSON: ")
    assert ready(runner, FIRST)


def test_a_worker_that_cannot_be_started_is_said_by_the_run():
    def nowhere(_fd: int, scratch: Path) -> Launch:
        return Launch(("/nowhere/python",), {}, scratch)

    with WarmRunner(nowhere) as runner:
        runner.prepare(FIRST)
        assert not runner.settle()

        outcome = run(runner)

    assert outcome.status is Status.CRASHED
    assert "/nowhere/python" in outcome.sentence


class Clock:
    """Both clocks, moved by hand."""

    def __init__(self) -> None:
        self.now = Moment(1000.0, 1000.0)

    def __call__(self) -> Moment:
        return self.now

    def pass_time(self, seconds: float) -> None:
        self.now = Moment(self.now.monotonic_s + seconds, self.now.wall_s + seconds)

    def sleep_computer(self, seconds: float) -> None:
        self.now = replace(self.now, wall_s=self.now.wall_s + seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def loop():
    with Loop() as own_loop:
        yield own_loop


@pytest.fixture
def pool(loop, clock):
    own_pool = Pool(loop, clock)
    yield own_pool
    own_pool.close()


def settle(pool: Pool, loop: Loop) -> None:
    while not pool.is_settled and not pool.is_failing:
        loop.step(min(pool.tend(), 1.0))


def test_workers_that_waited_too_long_are_replaced(pool, loop, clock):
    pool.prepare(Need(FIRST))
    settle(pool, loop)
    before = children()
    clock.pass_time(MAX_AGE_S - 1)
    pool.tend()
    assert children() == before

    clock.pass_time(2)
    pool.tend()
    settle(pool, loop)

    assert len(children()) == SIZE
    assert not children() & before


def test_workers_that_slept_with_the_computer_are_replaced(pool, loop, clock):
    pool.prepare(Need(FIRST))
    settle(pool, loop)
    before = children()

    clock.sleep_computer(SLEPT_S + 1)
    pool.tend()
    settle(pool, loop)

    assert len(children()) == SIZE
    assert not children() & before


def test_setting_the_clock_back_replaces_nothing(pool, loop, clock):
    pool.prepare(Need(FIRST))
    settle(pool, loop)
    before = children()

    clock.sleep_computer(-3600)
    pool.tend()

    assert children() == before


def test_an_old_worker_without_payload_gets_time_to_parse_one(pool, loop, clock):
    pool.prepare(Need(FIRST))
    settle(pool, loop)
    before = children()
    clock.pass_time(MAX_AGE_S - 1)
    pool.prepare(Need(SECOND))
    pool.tend()

    clock.pass_time(2)
    settle(pool, loop)

    assert len(children() & before) == 1


class Refusing:
    """Starts workers, but none as long as `is_broken`; remembers when it was asked."""

    def __init__(self, clock: Clock) -> None:
        self.is_broken = True
        self.asked_at: list[float] = []
        self._clock = clock

    def __call__(self, channel_fd: int, scratch: Path) -> Launch:
        self.asked_at.append(self._clock.now.monotonic_s)
        if self.is_broken:
            raise BlockingIOError("no process to be had")
        return python_launch(channel_fd, scratch)


def test_failing_to_start_is_retried_less_and_less_often(pool, clock):
    launch = Refusing(clock)
    pool.prepare(Need(FIRST, make_launch=launch))

    for _ in range(100):
        clock.pass_time(pool.tend())

    gaps = [round(later - earlier, 6) for earlier, later in pairwise(launch.asked_at)]
    assert gaps[:3] == [FIRST_RETRY_S, 2 * FIRST_RETRY_S, 4 * FIRST_RETRY_S]
    assert gaps == sorted(gaps)
    assert gaps[-1] == LONGEST_RETRY_S
    assert pool.is_failing


def test_once_workers_can_be_started_again_they_are(pool, loop, clock):
    launch = Refusing(clock)
    pool.prepare(Need(FIRST, make_launch=launch))
    for _ in range(10):
        clock.pass_time(pool.tend())

    launch.is_broken = False
    clock.pass_time(LONGEST_RETRY_S)
    while not pool.is_settled:
        loop.step(min(pool.tend(), 1.0))
    pool.tend()

    assert not pool.is_failing


def test_another_payload_does_not_wait_for_the_retry_of_the_last(pool, loop, clock):
    pool.prepare(Need(b"no json"))
    settle(pool, loop)
    assert pool.is_failing

    pool.prepare(Need(FIRST))
    settle(pool, loop)

    assert pool.is_settled


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG")
def test_waiting_workers_die_with_their_host(tmp_path):
    script = """
import sys
from rossum_studio.runtime.runner import WarmRunner
import psutil
runner = WarmRunner()
runner.prepare(b"{}")
runner.settle()
print(*(child.pid for child in psutil.Process().children()), flush=True)
sys.stdin.read()
"""
    environment = os.environ | {"TMPDIR": tempfile.gettempdir()}
    host = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    workers = [psutil.Process(int(pid)) for pid in host.stdout.readline().split()]
    assert len(workers) == SIZE

    host.kill()
    host.communicate()

    gone, _ = psutil.wait_procs(workers, timeout=30)
    assert all(worker in gone or worker.status() == psutil.STATUS_ZOMBIE for worker in workers)
    for scratch in Path(tempfile.gettempdir()).iterdir():
        scratch.rmdir()  # nobody was left to do it
