"""Workers with a debugger, booted ahead: found by a run that suits, gone when they are not wanted."""

import pytest
from test_debug_python import HANDLER

from rossum_studio.runtime.debugging.session import Breakpoint, State
from rossum_studio.runtime.debugging.workers import DebugWorkers
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.runner import Loop
from rossum_studio.runtime.spare import Need

PAYLOAD = b"{}"
CODE = HANDLER.lstrip("\n")


@pytest.fixture
def loop():
    with Loop() as waiting:
        yield waiting


@pytest.fixture
def workers(loop):
    found = DebugWorkers(loop)
    yield found
    found.close()


def settle(workers: DebugWorkers, loop: Loop) -> None:
    """Wait until the worker is ready."""
    workers.tend()
    while not workers.is_settled:
        loop.step(0.1)
        workers.tend()


def run_to_the_end(exchange, loop):
    """Carry the run of an exchange to its end, going on at every stop."""
    stops = 0
    loop.watch(exchange)
    exchange.debug.setblocking(True)
    exchange.debug.settimeout(0.05)
    while not exchange.conversation.finished:
        loop.step(0.01)
        exchange.write_debug()
        try:
            exchange.read_debug()
        except TimeoutError:
            continue
        if exchange.session.state is State.PAUSED:
            stops += 1
            exchange.session.continue_()
    loop.unwatch(exchange)
    exchange.conclude()
    return stops, exchange.conversation.outcome()


@pytest.mark.parametrize("payload", [PAYLOAD, None])
def test_a_run_takes_the_worker_that_waits(workers, loop, payload):
    workers.prepare(Need(payload))
    settle(workers, loop)
    (waiting,) = loop._exchanges

    exchange = workers.start(CODE, "hook.py", Need(PAYLOAD), [Breakpoint(1, 12)])

    assert exchange is waiting
    stops, outcome = run_to_the_end(exchange, loop)
    assert (stops, outcome.status) == (1, Status.OK)
    workers.retire(exchange)


def test_without_a_worker_that_suits_the_run_boots_its_own(workers, loop):
    workers.prepare(Need(PAYLOAD))
    settle(workers, loop)
    (waiting,) = loop._exchanges

    exchange = workers.start(CODE, "hook.py", Need(b'{"other": 1}'), [])

    assert exchange is not waiting
    assert run_to_the_end(exchange, loop)[1].status is Status.OK
    workers.retire(exchange)


def test_the_next_worker_boots_when_the_run_is_over(workers, loop):
    need = Need(PAYLOAD)
    workers.prepare(need)
    settle(workers, loop)
    exchange = workers.start(CODE, "hook.py", need, [])
    workers.tend()
    assert loop._exchanges == []

    run_to_the_end(exchange, loop)
    workers.retire(exchange)
    settle(workers, loop)

    assert len(loop._exchanges) == 1


def test_a_need_of_another_language_replaces_the_worker(workers, loop):
    workers.prepare(Need(PAYLOAD))
    settle(workers, loop)

    workers.prepare(Need(PAYLOAD, Limits(), launch_for("javascript")))
    settle(workers, loop)

    (waiting,) = loop._exchanges
    assert waiting.language == "javascript"


def test_when_nothing_is_debugged_no_worker_waits(workers, loop):
    workers.prepare(Need(PAYLOAD))
    settle(workers, loop)

    workers.prepare(None)
    settle(workers, loop)

    assert loop._exchanges == []
