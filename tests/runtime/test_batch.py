"""Many runs one after the other: each in a fresh process, booted ahead, and none left behind."""

from pathlib import Path

import psutil
import pytest

from rossum_studio.runtime.batch import BatchRunner
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.play import Job, Role

FDS = Path("/proc/self/fd")
COUNTING = """
import os
seen = []
def rossum_hook_request_handler(payload):
    seen.append(payload["n"])
    return {"seen": seen, "pid": os.getpid()}
"""
JAVASCRIPT = "let n = 0; exports.rossum_hook_request_handler = (p) => ({seen: ++n, got: p.n});"
DYING = """
import os
def rossum_hook_request_handler(payload):
    os._exit(3)
"""


@pytest.fixture
def runner():
    before = set(psutil.Process().children(recursive=True))
    with BatchRunner() as made:
        yield made
    assert set(psutil.Process().children(recursive=True)) <= before


def job(n: int, code: str = COUNTING, **more) -> Job:
    return Job(code, "handler.py", b'{"n": %d}' % n, Limits(10), **more)


def test_no_run_sees_what_the_one_before_left(runner):
    answers = [runner.run(job(n)).response for n in range(6)]

    assert [each["seen"] for each in answers] == [[n] for n in range(6)]


def test_javascript_is_run_alike(runner):
    answers = [runner.run(job(n, JAVASCRIPT, language="javascript")).response for n in range(4)]

    assert answers == [{"seen": 1, "got": n} for n in range(4)]


def test_roles_languages_and_limits_may_change_from_run_to_run(runner):
    jobs = [
        job(1),
        job(2, role=Role.FORMULAS),
        job(3, JAVASCRIPT, language="javascript"),
        Job(COUNTING, "handler.py", b'{"n": 4}', Limits(5, 128)),
        job(5),
    ]

    assert [runner.run(each).status for each in jobs] == [Status.OK] * 5


def test_a_process_that_dies_takes_no_other_run_with_it(runner):
    ends = [runner.run(job(n, DYING if n == 1 else COUNTING)).status for n in range(4)]

    assert ends == [Status.OK, Status.CRASHED, Status.OK, Status.OK]


def test_a_descriptor_is_left_by_no_run():
    before = len(list(FDS.iterdir()))

    with BatchRunner() as runner:
        for n in range(3):
            runner.run(job(n))

    assert len(list(FDS.iterdir())) <= before
