"""Hooks of a folder are looked at together."""

from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.simulator.checking.hook_graph import check_hook_graph

URL = "https://kestrel.rossum.app/api/v1"
CODE = "def rossum_hook_request_handler(payload):\n    return {}\n"


def hook(number: int, *after: int, queue: int = 410, **changes: object) -> OpenedHook:
    attributes = {
        "id": number,
        "url": f"{URL}/hooks/{number}",
        "type": "function",
        "name": f"Hook {number}",
        "active": True,
        "queues": [f"{URL}/queues/{queue}"],
        "events": ["annotation_content.initialize"],
        "run_after": [f"{URL}/hooks/{each}" for each in after],
        **changes,
    }
    return OpenedHook(Hook(CODE, attributes))


def codes(*hooks: OpenedHook) -> list[str]:
    return [problem.code for problem in check_hook_graph(hooks)]


def only(*hooks: OpenedHook) -> Problem:
    (problem,) = check_hook_graph(hooks)
    return problem


def test_hooks_that_wait_for_one_another_are_fine():
    assert codes(hook(1), hook(2, 1), hook(3, 2)) == []


def test_a_circle_is_an_error_that_names_it():
    problem = only(hook(1, 3), hook(2, 1), hook(3, 2))

    assert problem.code == "hook-run-after-cycle"
    assert problem.severity is Severity.ERROR
    assert problem.message.count("→") == 3


def test_two_hooks_on_one_event_without_an_order_are_a_warning():
    problem = only(hook(1), hook(2))

    assert problem.code == "hook-order-undefined"
    assert problem.severity is Severity.WARNING
    assert "Hook 1 and Hook 2 run on annotation_content.initialize" in problem.message


def test_an_order_over_a_third_hook_counts():
    assert codes(hook(1), hook(2, 1), hook(3, 2), hook(4, 3)) == []


def test_the_events_of_one_pair_are_said_together():
    events = ["annotation_content.initialize", "annotation_content.updated"]

    problem = only(hook(1, events=events), hook(2, events=events))

    assert "annotation_content.initialize and annotation_content.updated" in problem.message


def test_many_hooks_without_an_order_are_one_problem():
    problem = only(*(hook(number) for number in range(1, 8)))

    assert "Hook 1, Hook 2, Hook 3, Hook 4, Hook 5, Hook 6 and Hook 7" in problem.message


def test_hooks_of_other_queues_other_events_or_switched_off_do_not_meet():
    assert codes(hook(1), hook(2, queue=411)) == []
    assert codes(hook(1), hook(2, events=["annotation_content.export"])) == []
    assert codes(hook(1), hook(2, active=False)) == []


def test_hooks_without_queues_are_taken_to_share_one():
    assert codes(hook(1, queues=[]), hook(2, queues=[])) == ["hook-order-undefined"]


def test_the_order_does_not_matter_where_nothing_is_answered():
    events = ["annotation_status.changed", "invocation.scheduled"]

    assert codes(hook(1, events=events), hook(2, events=events)) == []


def test_a_predecessor_elsewhere_is_a_note():
    problem = only(hook(1, 99))

    assert problem.code == "chain-unknown-predecessor"
    assert problem.severity is Severity.INFO


def test_code_without_a_hook_object_takes_no_part():
    assert codes(OpenedHook(Hook(CODE)), OpenedHook(Hook(CODE))) == []
    assert codes() == []
