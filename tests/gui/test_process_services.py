"""A handler whose requests are answered while the window's event loop goes on."""

import sys
import tempfile
import threading

import psutil
import pytest
from PySide6.QtCore import QTimer

from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.model.http import json_reply
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.services.certificates import authority
from rossum_studio.runtime.spare import Need

WAIT_MS = 30_000
CODE = """
import json, urllib.request
def rossum_hook_request_handler(payload):
    return json.load(urllib.request.urlopen("https://elis.rossum.app/api/v1/queues/1"))
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are those of Linux")


@pytest.fixture
def pool(qapp, tmp_path, monkeypatch):
    """A pool with nothing prepared. Closed, it must leave no process, descriptor, thread or folder."""
    authority().context_for("elis.rossum.app")
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    before = us.num_fds(), set(us.children(recursive=True))
    own_pool = WorkerPool()
    yield own_pool
    own_pool.close()
    own_pool.deleteLater()
    for thread in threading.enumerate():
        if thread.name == "services":
            thread.join()
    assert (us.num_fds(), set(us.children(recursive=True))) == before
    assert list(scratch_parent.iterdir()) == []


def start(pool: WorkerPool, answer) -> HandlerProcess:
    return HandlerProcess(pool, CODE, "hook.py", Need(b"{}", Limits(services=True)), answer=answer)


def finish(qtbot, process: HandlerProcess) -> Outcome:
    with qtbot.waitSignal(process.finished, timeout=WAIT_MS) as finished:
        pass
    return finished.args[0]


def test_an_answer_is_found_in_another_thread_while_the_loop_turns(qtbot, pool):
    looked_for, turned = threading.Event(), threading.Event()

    def answer(_request):
        looked_for.set()
        assert turned.wait(WAIT_MS / 1000)  # what the loop does only if it does not wait for us
        return json_reply(200, {"id": 1})

    ticking = QTimer()
    ticking.timeout.connect(lambda: turned.set() if looked_for.is_set() else None)
    ticking.start(1)
    outcome = finish(qtbot, start(pool, answer))

    assert outcome.response == {"id": 1}
    assert [(call.request.path, call.line) for call in outcome.calls] == [("/api/v1/queues/1", 4)]


def test_stopping_does_not_wait_for_an_answer(qtbot, pool):
    release = threading.Event()
    process = None

    def answer(_request):
        QTimer.singleShot(0, process, process.stop)
        release.wait()
        return json_reply(200, {})

    process = start(pool, answer)
    outcome = finish(qtbot, process)
    release.set()

    assert outcome.status is Status.STOPPED
    assert outcome.calls == ()


def test_a_window_that_goes_away_leaves_nobody_listening(qtbot, pool):
    asked = threading.Event()

    def answer(_request):
        asked.set()
        return json_reply(200, {})

    process = start(pool, answer)
    process.close()

    assert not asked.is_set()
