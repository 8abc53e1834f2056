"""What becomes of a worker once it has said how its run ended."""

import signal
import time
from subprocess import TimeoutExpired

import pytest

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.runner import Loop

PYTHON = "def rossum_hook_request_handler(payload):\n    {}"
JAVASCRIPT = "exports.rossum_hook_request_handler = () => {{ {} }};"


def run(language: str, code: str) -> Exchange:
    """Start a worker and carry its run to the outcome."""
    exchange = Exchange.start(Conversation(code, "handler", b"{}", Limits()), launch_for(language))
    with Loop() as loop:
        loop.run(exchange, time.perf_counter(), None)
    return exchange


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", PYTHON.format("return {}")),
        ("python", PYTHON.format("raise ValueError")),
        ("python", PYTHON.format("return [1]")),
        ("javascript", JAVASCRIPT.format("return {};")),
        ("javascript", JAVASCRIPT.format("throw new Error();")),
    ],
)
def test_a_worker_with_a_verdict_rests_until_it_is_killed(language, code):
    exchange = run(language, code)

    with pytest.raises(TimeoutExpired):
        exchange.child.process.wait(0.3)
    exchange.end()

    assert exchange.child.process.returncode == -signal.SIGKILL
    assert not exchange.child.scratch.exists()


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", PYTHON.format("import os; os._exit(3)")),
        ("javascript", JAVASCRIPT.format("process.reallyExit(3);")),
    ],
)
def test_a_worker_without_one_says_how_it_left(language, code):
    exchange = run(language, code)

    assert exchange.conversation.outcome().status is Status.CRASHED
    exchange.end()
    assert exchange.child.process.returncode == 3


@pytest.mark.parametrize(
    ("language", "code"),
    [("python", PYTHON.format("return {}")), ("javascript", JAVASCRIPT.format("return {};"))],
)
def test_a_worker_whose_host_hangs_up_leaves(language, code):
    exchange = run(language, code)

    exchange.child.channel.close()

    assert exchange.child.process.wait(10) == 0
    exchange.end()


def test_one_that_is_gone_is_not_killed_again(monkeypatch):
    exchange = run("python", PYTHON.format("return {}"))
    exchange.end()
    killed: list[int] = []
    monkeypatch.setattr("os.killpg", lambda group, _signal: killed.append(group))

    exchange.end()  # its number may be somebody else's by now

    assert not killed
