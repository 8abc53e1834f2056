"""Workers are killed at random moments: every run ends in a correct outcome, and the next one works.

ROSSUM_STUDIO_CHAOS_RUNS says how many runs, 60 when it is not set; ROSSUM_STUDIO_CHAOS_SEED repeats a series.
"""

import os
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import WarmRunner

RUNS = int(os.environ.get("ROSSUM_STUDIO_CHAOS_RUNS", "60"))
SEED = os.environ.get("ROSSUM_STUDIO_CHAOS_SEED") or str(random.randrange(1_000_000))
LONGEST_DELAY_S = 0.02
PAYLOAD = b'{"numbers": [%s]}' % b", ".join(b"%d" % number for number in range(20_000))
ANSWER = {"sum": sum(range(20_000))}
HANDLER = """
def rossum_hook_request_handler(payload):
    for _ in range(10):
        total = sum(payload["numbers"])
    return {"sum": total}
"""


@pytest.fixture
def scratch_parent(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@contextmanager
def murder(chance: random.Random) -> Iterator[None]:
    """Kill one of our workers, whichever it is and whatever it does, a moment from now; see it dead."""

    def strike() -> None:
        with suppress(psutil.NoSuchProcess, IndexError, ChildProcessError):
            victim = chance.choice(psutil.Process().children())
            victim.kill()
            os.waitid(os.P_PID, victim.pid, os.WEXITED | os.WNOWAIT)

    timer = threading.Timer(chance.uniform(0, LONGEST_DELAY_S), strike)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def run(runner: WarmRunner) -> Outcome:
    return runner.run(HANDLER, "hook.py", PAYLOAD)


def is_correct(outcome: Outcome) -> bool:
    """Either the kill came too late, or the outcome says what happened."""
    if outcome.status is Status.OK:
        return outcome.response == ANSWER
    return outcome.status is Status.CRASHED and outcome.sentence == "The process died (signal SIGKILL)"


@pytest.mark.timeout(60 + 2 * RUNS)
def test_however_workers_die_every_outcome_is_correct_and_the_next_run_works(scratch_parent):
    chance, us = random.Random(SEED), psutil.Process()
    descriptors = us.num_fds()
    with WarmRunner() as runner:
        for number in range(RUNS):
            runner.prepare(PAYLOAD)
            if chance.random() < 0.5:
                runner.settle()
            with murder(chance):
                outcome = run(runner)
            assert is_correct(outcome), f"run {number}, seed {SEED}: {outcome}"
            assert run(runner).response == ANSWER, f"run after {number}, seed {SEED}"

    assert us.num_fds() <= descriptors  # what an earlier test used may have gone meanwhile
    assert us.children() == []
    assert list(scratch_parent.iterdir()) == []


def test_many_runs_leave_memory_descriptors_and_folders_as_they_were(scratch_parent):
    us = psutil.Process()
    descriptors, threads = us.num_fds(), us.num_threads()
    with WarmRunner() as runner:
        runner.prepare(PAYLOAD)
        for _ in range(30):
            assert run(runner).response == ANSWER
        memory = us.memory_info().rss
        for _ in range(60):
            assert run(runner).response == ANSWER

        assert us.memory_info().rss < memory * 1.05
        assert runner.settle()

    assert us.num_fds() <= descriptors  # what an earlier test used may have gone meanwhile
    assert us.num_threads() <= threads
    assert us.children() == []
    assert list(scratch_parent.iterdir()) == []
