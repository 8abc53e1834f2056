"""What stands in where the system is not Linux: workers that believe to be on macOS. Real processes."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from as_on_macos import launch

from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import Loop

TAKES_MEMORY = """
import time
def rossum_hook_request_handler(payload):
    taken = [bytearray(b"x") * 1_000_000 for _ in range(payload["megabytes"])]
    time.sleep(payload["seconds"])
    return {}
"""
HOST = """
import sys, time
sys.path.insert(0, sys.argv[1])
from as_on_macos import launch
from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange
from rossum_studio.runtime.launch import Limits
code = "import time\\ndef rossum_hook_request_handler(payload):\\n    while True: time.sleep(0.01)"
exchange = Exchange.start(Conversation(code, "hook.py", b"{}", Limits()), launch)
while not exchange.conversation.running:
    exchange.read_channel()
print(exchange.child.process.pid, flush=True)
sys.stdin.read()
"""


def run(code: str, payload: bytes = b"{}", **limits) -> Outcome:
    exchange = Exchange.start(Conversation(code, "hook.py", payload, Limits(**limits)), launch)
    with Loop() as loop:
        try:
            return loop.run(exchange, time.perf_counter(), None)
        finally:
            exchange.end()


@pytest.fixture
def watched(monkeypatch):
    monkeypatch.setattr(memory_watch, "is_needed", lambda: True)


def test_a_run_works_and_claims_no_wall_that_does_not_stand(watched):
    outcome = run("def rossum_hook_request_handler(payload):\n    return {'messages': []}")

    assert (outcome.status, outcome.layers) == (Status.OK, ())


def test_a_run_that_takes_too_much_memory_is_ended_from_outside(watched):
    outcome = run(TAKES_MEMORY, b'{"megabytes": 200, "seconds": 20}', memory_mb=64)

    assert outcome.sentence == "Memory limit 64 MB exceeded"


def test_one_that_takes_less_is_left_alone(watched):
    outcome = run(TAKES_MEMORY, b'{"megabytes": 32, "seconds": 0.1}', memory_mb=256)

    assert outcome.status is Status.OK


def test_what_may_not_be_done_is_refused_and_named_by_the_guard(watched, tmp_path):
    outcome = run(f"def rossum_hook_request_handler(payload):\n    open({str(tmp_path / 'made')!r}, 'w')")

    assert outcome.blocked[0].subject == "files"
    assert not (tmp_path / "made").exists()


def test_a_run_leaves_when_its_host_is_gone():
    environment = os.environ | {"TMPDIR": tempfile.gettempdir()}
    command = [sys.executable, "-c", HOST, str(Path(__file__).parents[1])]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=Path(__file__).parents[2]
    ) as host:
        worker = psutil.Process(int(host.stdout.readline()))
        host.kill()

        gone, _ = psutil.wait_procs([worker], timeout=20)

    assert gone or worker.status() == psutil.STATUS_ZOMBIE
