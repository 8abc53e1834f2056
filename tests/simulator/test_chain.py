"""Which hooks run on an event and in which order (reference 6.5, chapter 12 rows 9 and 10)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.simulator.chain import linked_in_order, make_chain

UPDATED = event_named("annotation_content.updated")
API = "https://kestrel.rossum.app/api/v1"


def hook(number: int, *after: int, **attributes) -> OpenedHook:
    known = {
        "id": number,
        "url": f"{API}/hooks/{number}",
        "name": f"Hook {number}",
        "type": "function",
        "active": True,
        "events": ["annotation_content"],
        "queues": [f"{API}/queues/410"],
        "run_after": [f"{API}/hooks/{each}" for each in after],
    }
    return OpenedHook(Hook("def rossum_hook_request_handler(payload): return {}", known | attributes))


def titles(chain):
    return [[link.title for link in rank] for rank in chain.ranks]


def test_hooks_run_after_those_they_name():
    chain = make_chain([hook(3, 2), hook(1), hook(2, 1)], UPDATED)

    assert titles(chain) == [["Hook 1"], ["Hook 2"], ["Hook 3"]]


def test_hooks_that_do_not_wait_for_each_other_share_a_rank_in_order_of_their_ids():
    chain = make_chain([hook(9), hook(4), hook(7, 4)], UPDATED)

    assert titles(chain) == [["Hook 4", "Hook 9"], ["Hook 7"]]


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"active": False}, "is not active"),
        ({"events": ["invocation.manual"]}, "is not subscribed to annotation_content.updated"),
        ({"type": "webhook"}, "is no function that can be run here"),
        ({"queues": [f"{API}/queues/1"]}, "is bound to other queues"),
    ],
)
def test_a_hook_that_takes_no_part_is_bypassed_and_its_links_are_kept(attributes, reason):
    chain = make_chain([hook(1), hook(2, 1, **attributes), hook(3, 2)], UPDATED, f"{API}/queues/410")

    assert titles(chain) == [["Hook 1"], ["Hook 3"]]
    assert chain.links[1].after == {chain.links[0].key}
    assert [(each.title, each.reason) for each in chain.bypassed] == [("Hook 2", reason)]


def test_a_bypassed_first_hook_leaves_no_gap():
    chain = make_chain([hook(1, active=False), hook(2, 1)], UPDATED)

    assert titles(chain) == [["Hook 2"]]


def test_a_circle_is_refused_with_its_path():
    with pytest.raises(InvalidHookError) as refused:
        make_chain([hook(1, 3), hook(2, 1), hook(3, 2)], UPDATED)

    assert "circle" in str(refused.value)
    for title in ("Hook 1", "Hook 2", "Hook 3"):
        assert title in str(refused.value)


def test_a_hook_that_runs_after_itself_is_a_circle():
    with pytest.raises(InvalidHookError, match="Hook 1 → Hook 1"):
        make_chain([hook(1, 1)], UPDATED)


def test_a_circle_is_refused_even_when_none_of_it_takes_part():
    with pytest.raises(InvalidHookError, match="circle"):
        make_chain([hook(1, 2, active=False), hook(2, 1, active=False)], UPDATED)


def test_a_predecessor_that_is_not_there_is_named():
    chain = make_chain([hook(1, 99)], UPDATED)

    assert [problem.code for problem in chain.problems] == ["chain-unknown-predecessor"]
    assert "hooks/99" in chain.problems[0].message


def test_code_without_a_hook_object_takes_part_in_every_event():
    chain = make_chain([OpenedHook(Hook("exports.x = 1", language="javascript"))], UPDATED)

    assert len(chain.links) == 1


def test_code_put_together_runs_one_after_the_other():
    first, second = OpenedHook(Hook("a = 1")), OpenedHook(Hook("b = 2"))

    chain = make_chain(linked_in_order([first, second]), UPDATED)

    assert titles(chain) == [["Function 1"], ["Function 2"]]
    assert chain.links[0].hook.sideload == ["schemas"]


def test_an_order_that_hook_objects_give_is_kept():
    chain = make_chain(linked_in_order([hook(2, 1), hook(1)]), UPDATED)

    assert titles(chain) == [["Hook 1"], ["Hook 2"]]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nobody_runs_before_those_it_waits_for(data):
    count = data.draw(st.integers(1, 8))
    hooks = [
        hook(number, *data.draw(st.sets(st.integers(1, number - 1)) if number > 1 else st.just(())))
        for number in range(1, count + 1)
    ]
    inactive = data.draw(st.sets(st.integers(1, count)))
    hooks = [
        hook(n, active=n not in inactive, run_after=each.hook.attributes["run_after"])
        for n, each in enumerate(hooks, 1)
    ]

    chain = make_chain(data.draw(st.permutations(hooks)), UPDATED)

    ranks = {link.key: link.rank for link in chain.links}
    assert all(ranks[before] < link.rank for link in chain.links for before in link.after)
    assert len(chain.links) == count - len(inactive)
