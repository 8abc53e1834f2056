"""A handler's process on Qt's event loop. Real children; the loop must never stand still for them."""

import tempfile
from pathlib import Path

import psutil
import pytest
from as_on_macos import launch as launch_as_on_macos
from PySide6.QtCore import QTimer

from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.launch import Launch, Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.spare import Need

WAIT_MS = 30_000
PIECES = 20


@pytest.fixture
def pool(qapp, tmp_path, monkeypatch):
    """A pool with nothing prepared. Closed, it must leave no process, descriptor or scratch folder."""
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    before = us.num_fds(), set(us.children(recursive=True))
    own_pool = WorkerPool()
    yield own_pool
    own_pool.close()
    own_pool.deleteLater()
    assert (us.num_fds(), set(us.children(recursive=True))) == before
    assert list(scratch_parent.iterdir()) == []


def handler(*lines: str) -> str:
    return "def rossum_hook_request_handler(payload):\n" + "".join(f"    {line}\n" for line in lines)


def start(pool: WorkerPool, code: str, payload: bytes = b"{}", **limits) -> HandlerProcess:
    return HandlerProcess(pool, code, "hook.py", Need(payload, Limits(**limits)))


def finish(qtbot, process: HandlerProcess) -> Outcome:
    with qtbot.waitSignal(process.finished, timeout=WAIT_MS) as finished:
        pass
    return finished.args[0]


def test_a_run_ends_with_its_outcome(qtbot, pool):
    outcome = finish(qtbot, start(pool, handler("print('hello')", "return {'n': payload['n']}"), b'{"n": 7}'))

    assert outcome.status is Status.OK
    assert outcome.response == {"n": 7}
    assert outcome.stdout == "hello\n"
    assert outcome.total_ms > 0


def test_finished_comes_once_and_not_before_the_constructor_returns(qtbot, pool):
    seen = []
    process = start(pool, handler("return {}"))
    process.finished.connect(seen.append)

    finish(qtbot, process)
    process.stop()

    assert len(seen) == 1


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["raise ValueError('no')"], "The function failed: ValueError: no (line 2)"),
        (["return [1]"], "Invalid response: The handler returned a list; Rossum expects an object"),
        (["import os", "os._exit(3)"], "The process exited with status 3 before the handler returned"),
        (["import os", "os.kill(os.getpid(), 9)"], "The process died (signal SIGKILL)"),
        (["while True: pass"], "Timed out (limit 0.3 s)"),
    ],
)
def test_every_ending_is_told(qtbot, pool, lines, sentence):
    assert finish(qtbot, start(pool, handler(*lines), timeout_s=0.3)).sentence == sentence


def test_stop_ends_a_run_at_once(qtbot, pool):
    process = start(pool, handler("while True: pass"))
    QTimer.singleShot(0, process, process.stop)

    assert finish(qtbot, process).sentence == "Stopped"


def test_a_closed_process_says_nothing_and_is_gone(qtbot, pool):
    process = start(pool, handler("while True: pass"))
    seen = []
    process.finished.connect(seen.append)

    process.close()
    pool.close()

    assert seen == []
    assert psutil.Process().children() == []


def test_a_worker_that_cannot_be_started_is_a_crash_with_its_name(qtbot, pool):
    def nowhere(_fd: int, scratch: Path) -> Launch:
        return Launch(("/nowhere/python",), {}, scratch)

    process = HandlerProcess(pool, handler("return {}"), "hook.py", Need(b"{}", make_launch=nowhere))
    outcome = finish(qtbot, process)

    assert outcome.status is Status.CRASHED
    assert "/nowhere/python" in outcome.sentence


def test_a_large_payload_and_a_flood_of_output_leave_the_loop_turning(qtbot, pool):
    turns = []
    heart = QTimer(interval=0)
    heart.timeout.connect(lambda: turns.append(None))
    payload = b'{"text": "' + b"x" * 20_000_000 + b'"}'
    lines = (
        "import sys",
        "for _ in range(50): sys.stdout.write('x' * 1_000_000)",
        "return {'text': 'y' * 5_000_000}",
    )

    process = start(pool, handler(*lines), payload)
    heart.start()
    outcome = finish(qtbot, process)
    heart.stop()

    assert outcome.status is Status.OK
    assert len(outcome.response["text"]) == 5_000_000
    assert len(turns) > PIECES


def test_where_the_system_limits_no_memory_the_run_is_watched(qtbot, pool, monkeypatch):
    monkeypatch.setattr(memory_watch, "is_needed", lambda: True)
    code = handler("taken = bytearray(b'x') * 200_000_000", "import time", "time.sleep(20)")
    need = Need(b"{}", Limits(memory_mb=64), launch_as_on_macos)

    outcome = finish(qtbot, HandlerProcess(pool, code, "hook.py", need))

    assert outcome.sentence == "Memory limit 64 MB exceeded"
