"""Workers that wait in the window: the run takes one, the next is made ready, none outlives the pool."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psutil
import pytest

from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.run.controller import RunController, RunRequest
from rossum_studio.gui.run.prepared import Prepared
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.annotation import Content
from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.pool import SIZE
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.spare import Need
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.scenario import Scenario

WAIT_MS = 30_000
WHO = """
import os

def rossum_hook_request_handler(payload):
    return {"pid": os.getpid(), "request_id": payload.get("request_id"), "settings": payload.get("settings")}
"""


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


@pytest.fixture(autouse=True)
def no_process_left():
    before = children()
    yield
    assert children() == before


# The pool


@pytest.fixture
def pool(qapp):
    own_pool = WorkerPool()
    yield own_pool
    own_pool.close()
    own_pool.deleteLater()


def settle(qtbot, pool: WorkerPool) -> set[int]:
    qtbot.waitUntil(lambda: pool.is_settled, timeout=WAIT_MS)
    return children()


def run_in(qtbot, pool: WorkerPool, need: Need) -> Any:
    process = HandlerProcess(pool, WHO, "hook.py", need)
    with qtbot.waitSignal(process.finished, timeout=WAIT_MS) as finished:
        pass
    assert finished.args[0].status is Status.OK
    return finished.args[0].response


def test_a_run_takes_a_worker_that_waits(qtbot, pool):
    need = Need(b"{}")
    pool.prepare(need)
    waiting = settle(qtbot, pool)

    assert run_in(qtbot, pool, need)["pid"] in waiting


def test_after_a_run_others_are_made_ready(qtbot, pool):
    need = Need(b"{}")
    pool.prepare(need)
    settle(qtbot, pool)
    used = run_in(qtbot, pool, need)["pid"]

    assert len(settle(qtbot, pool)) == SIZE
    assert used not in children()


def test_a_worker_killed_while_it_waits_is_replaced(qtbot, pool):
    need = Need(b"{}")
    pool.prepare(need)
    victim = min(settle(qtbot, pool))

    os.kill(victim, signal.SIGKILL)
    qtbot.waitUntil(lambda: victim not in children(), timeout=WAIT_MS)

    assert len(settle(qtbot, pool)) == SIZE
    assert run_in(qtbot, pool, need)


def test_a_large_payload_is_taken_in_by_and_by(qtbot, pool):
    payload = b'{"text": "' + b"x" * 10_000_000 + b'", "settings": 1}'
    need = Need(payload)
    pool.prepare(need)
    settle(qtbot, pool)

    assert run_in(qtbot, pool, need)["settings"] == 1


def test_workers_are_sent_home_when_there_is_nothing_to_run(qtbot, pool):
    pool.prepare(Need(b"{}"))
    settle(qtbot, pool)

    pool.prepare(None)

    assert settle(qtbot, pool) == set()


def test_closing_while_workers_boot_leaves_none(qtbot, pool):
    pool.prepare(Need(b"{}"))
    assert len(children()) == SIZE

    pool.close()

    assert children() == set()


# Which payload is good for which run


@pytest.fixture
def scenario(sample_event) -> Scenario:
    event = sample_event("annotation_content.updated.line_items")
    return Scenario(
        event=event_named("annotation_content.updated"),
        hook=Hook(WHO, {"id": 7, "settings": {"limit": 1}}),
        annotation=event.annotation,
        schema=event.schema,
    )


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        (lambda scenario: scenario, True),
        (lambda scenario: replace(scenario, annotation=replace(scenario.annotation)), True),
        (lambda scenario: replace(scenario, hook=scenario.hook.with_code("pass")), True),
        (lambda scenario: replace(scenario, hook=Hook(WHO, {"id": 8})), False),
        (lambda scenario: replace(scenario, event=event_named("annotation_content.initialize")), False),
        (lambda scenario: replace(scenario, annotation=None), False),
        (
            lambda scenario: replace(scenario, annotation=replace(scenario.annotation, content=Content())),
            False,
        ),
        (lambda scenario: replace(scenario, annotation=replace(scenario.annotation, attributes={})), False),
        (lambda scenario: replace(scenario, schema=None), False),
        (lambda scenario: replace(scenario, settings={"limit": 2}), False),
        (lambda scenario: replace(scenario, updated=(901002,)), False),
    ],
)
def test_a_payload_is_good_for_every_run_that_would_send_the_same(
    scenario, change: Callable[[Scenario], Scenario], fits
):
    assert Prepared(scenario, Payload(b"{}")).is_for(change(scenario)) is fits


# The controller


@pytest.fixture
def controller(qapp):
    tasks = TaskRunner()
    own_controller = RunController(tasks)
    yield own_controller
    own_controller.close()
    tasks.close()
    own_controller.deleteLater()


def request(scenario: Scenario, **limits) -> RunRequest:
    return RunRequest(scenario, "hook.py", Limits(**limits))


def ready(qtbot, controller: RunController) -> set[int]:
    qtbot.waitUntil(lambda: controller.is_prepared, timeout=WAIT_MS)
    return children()


def report_of(qtbot, controller: RunController, wanted: RunRequest) -> Report:
    with qtbot.waitSignal(controller.run_finished, timeout=WAIT_MS) as finished:
        controller.run(wanted)
    return finished.args[0]


def test_a_prepared_run_takes_the_worker_that_has_its_payload(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    waiting = ready(qtbot, controller)

    report = report_of(qtbot, controller, request(scenario))

    assert report.outcome.response["pid"] in waiting
    assert report.outcome.response["settings"] == {"limit": 1}


def test_new_code_runs_on_the_payload_that_waits(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    waiting = ready(qtbot, controller)
    edited = replace(scenario, hook=scenario.hook.with_code(WHO.replace('"settings"', '"edited"')))

    response = report_of(qtbot, controller, request(edited)).outcome.response

    assert "edited" in response
    assert response["pid"] in waiting


def test_what_was_changed_since_is_what_the_handler_gets(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    ready(qtbot, controller)

    changed = request(replace(scenario, settings={"limit": 2}))
    response = report_of(qtbot, controller, changed).outcome.response

    assert response["settings"] == {"limit": 2}


def test_a_run_nobody_prepared_works_and_prepares_the_next(qtbot, controller, scenario):
    report_of(qtbot, controller, request(scenario))

    waiting = ready(qtbot, controller)

    assert report_of(qtbot, controller, request(scenario)).outcome.response["pid"] in waiting


def test_every_run_is_an_event_of_its_own(qtbot, controller, scenario):
    ids = []
    for _ in range(3):
        report = report_of(qtbot, controller, request(scenario))
        ids.append(report.outcome.response["request_id"])
        ready(qtbot, controller)

    assert len(set(ids)) == 3


def test_the_last_thing_prepared_counts(qtbot, controller, scenario):
    for limit in range(5):
        last = request(replace(scenario, settings={"limit": limit}))
        controller.prepare(last)
    waiting = ready(qtbot, controller)

    response = report_of(qtbot, controller, last).outcome.response

    assert response["settings"] == {"limit": 4}
    assert response["pid"] in waiting


def test_other_limits_are_kept_on_the_payload_that_waits(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    ready(qtbot, controller)
    endless = scenario.hook.with_code("def rossum_hook_request_handler(payload):\n    while True: pass")

    report = report_of(qtbot, controller, request(replace(scenario, hook=endless), timeout_s=0.2))

    assert report.outcome.sentence == "Timed out (limit 0.2 s)"


def test_a_worker_without_network_does_not_serve_a_run_that_may_use_it(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    waiting = ready(qtbot, controller)

    report = report_of(qtbot, controller, request(scenario, allow_network=True))

    assert report.outcome.response["pid"] not in waiting


def test_nobody_waits_once_everything_is_closed(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    ready(qtbot, controller)

    controller.prepare(None)
    qtbot.waitUntil(lambda: not children(), timeout=WAIT_MS)

    assert not controller.is_prepared


def test_closing_in_the_middle_of_everything_leaves_nothing(qtbot, controller, scenario):
    controller.prepare(request(scenario))
    ready(qtbot, controller)
    endless = scenario.hook.with_code("def rossum_hook_request_handler(payload):\n    while True: pass")
    controller.run(request(replace(scenario, hook=endless)))

    controller.close()

    assert children() == set()
