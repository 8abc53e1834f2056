"""Two answers to one call: what counts as a difference, and what does not."""

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.recorded import CallResult, Failure
from rossum_studio.simulator.comparison import Comparison, Part, Verdict, compare_answers
from rossum_studio.simulator.json_matching import ABSENT, canonical, differing_leaves, is_same
from rossum_studio.simulator.scenario import Scenario

NO_DOCUMENT = Scenario(BY_NAME["annotation_content.updated"], Hook(""))


def compare(expected: object, actual: object, scenario: Scenario = NO_DOCUMENT) -> Comparison:
    return compare_answers(CallResult(expected), CallResult(actual), scenario)


def told(comparison: Comparison) -> list[tuple]:
    return [(each.verdict.value, each.pointer, each.expected, each.actual) for each in comparison.differences]


def message(content: str, node: object = 11, kind: str = "warning") -> dict:
    return {"type": kind, "content": content, "id": node}


def replaced(node: int, value: str) -> dict:
    return {"op": "replace", "id": node, "value": {"content": {"value": value}}}


def test_the_order_of_messages_means_nothing():
    one, other = message("Odd", 11), message("Even", 12)

    assert compare({"messages": [one, other]}, {"messages": [other, one]}).agrees


@pytest.mark.parametrize("node", ["all", None])
def test_all_null_and_no_id_are_the_whole_document(node):
    without = {"type": "info", "content": "Seen"}

    assert compare({"messages": [message("Seen", node, "info")]}, {"messages": [without]}).agrees


def test_an_id_may_be_a_text():
    assert compare({"messages": [message("Odd", "11")]}, {"messages": [message("Odd", 11)]}).agrees


def test_another_text_of_a_message_is_one_difference_at_its_content():
    comparison = compare({"messages": [message("Odd")]}, {"messages": [message("Even")]})

    assert told(comparison) == [("changed", "/messages/0/content", "Odd", "Even")]
    assert comparison.headline == "1 difference from the platform's answer"


def test_a_message_that_only_one_side_has_is_whole():
    comparison = compare({"messages": [message("Odd", 11)]}, {"messages": [message("Odd", 12)]})

    assert told(comparison) == [
        ("missing", "/messages/0", message("Odd", 11), ABSENT),
        ("extra", "/messages/0", ABSENT, message("Odd", 12)),
    ]
    assert "actual" not in comparison.differences[0].as_json()


def test_the_same_message_twice_is_not_the_same_message_once():
    comparison = compare({"messages": [message("Odd")] * 2}, {"messages": [message("Odd")]})

    assert told(comparison) == [("missing", "/messages/1", message("Odd"), ABSENT)]


def test_operations_on_other_nodes_may_come_in_another_order():
    one, other = replaced(11, "A"), replaced(12, "B")

    assert compare({"operations": [one, other]}, {"operations": [other, one]}).agrees


def test_operations_on_one_node_may_not():
    one, other = replaced(11, "A"), replaced(11, "B")

    assert not compare({"operations": [one, other]}, {"operations": [other, one]}).agrees


def test_an_operation_too_many_does_not_shift_those_after_it():
    wanted = [replaced(11, "A"), replaced(11, "B")]

    comparison = compare({"operations": wanted}, {"operations": [replaced(11, "X"), *wanted]})

    assert told(comparison) == [("extra", "/operations/0", ABSENT, replaced(11, "X"))]
    assert len(comparison.equal) == 2


def test_the_cells_of_a_new_row_may_come_in_any_order():
    cells = [{"schema_id": name, "content": {"value": name}} for name in ("a", "b")]
    expected = {"operations": [{"op": "add", "id": 5, "value": cells}]}

    assert compare(expected, {"operations": [{"op": "add", "id": 5, "value": cells[::-1]}]}).agrees


def test_automation_blockers_are_compared_like_messages():
    one, other = {"content": "Low", "id": 11}, {"content": "Who"}

    comparison = compare(
        {"automation_blockers": [one, other]}, {"automation_blockers": [{**other, "id": None}]}
    )

    assert [(each.part, each.verdict) for each in comparison.differences] == [
        (Part.BLOCKERS, Verdict.MISSING)
    ]


def test_no_list_and_an_empty_one_are_the_same():
    assert compare({"messages": [], "operations": None}, {}).agrees


def test_other_keys_are_compared_leaf_by_leaf():
    comparison = compare({"erp": {"id": 1, "ok": True}}, {"erp": {"id": 1.0, "ok": 1}, "more": None})

    assert told(comparison) == [("changed", "/erp/ok", True, 1), ("extra", "/more", ABSENT, None)]


def test_files_are_told_apart_by_their_name_and_not_by_their_place():
    files = [{"id": "1", "values": []}, {"id": "2", "values": []}]

    assert compare({"files": files}, {"files": files[::-1]}).agrees


def test_values_afterwards_name_what_the_operations_lead_to(sample_event):
    event = sample_event("annotation_content.updated.line_items")
    number = event.content.with_schema_id("document_id")[0].id
    scenario = Scenario(NO_DOCUMENT.event, Hook(""), event.annotation, event.schema)

    comparison = compare(
        {"operations": [replaced(number, "A")]},
        {"operations": [replaced(number, "X"), replaced(number, "B")]},
        scenario,
    )

    assert [(each.schema_id, each.expected, each.actual) for each in comparison.values] == [
        ("document_id", "A", "B")
    ]
    assert all(each.schema_id == "document_id" for each in comparison.differences)


def test_a_failed_call_and_an_answer_differ_once():
    expected = CallResult(failure=Failure("CallFunctionException, KeyError: 'a'", 500))

    comparison = compare_answers(expected, CallResult({"messages": []}), NO_DOCUMENT)

    assert told(comparison) == [
        ("changed", "", "failed with status 500: CallFunctionException, KeyError: 'a'", "answered")
    ]


@pytest.mark.parametrize(
    ("expected", "actual", "agrees"),
    [
        (Failure("CallFunctionException, KeyError: 'a'", 500), Failure("KeyError: 'a'"), True),
        (Failure("CallFunctionException, KeyError: 'a'"), Failure("KeyError: 'b'"), False),
        (Failure("Read timeout on endpoint URL", is_timeout=True), Failure("", is_timeout=True), True),
        (Failure("Read timeout on endpoint URL", is_timeout=True), Failure("KeyError: 'a'"), False),
        (Failure("Bad gateway", 502), Failure("The webhook answered 502", 502), True),
        (Failure("Bad gateway", 502), Failure("The webhook answered 500", 500), False),
    ],
)
def test_failures_agree_when_they_are_for_the_same_reason(expected, actual, agrees):
    comparison = compare_answers(CallResult(failure=expected), CallResult(failure=actual), NO_DOCUMENT)

    assert comparison.agrees is agrees


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(["messages", "operations", "automation_blockers", "files", "erp", "a/b~c"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_any_answer_agrees_with_itself_however_it_is_spelled(answer):
    assert compare(answer, json.loads(json.dumps(answer))).agrees


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, JSON, max_size=4), st.dictionaries(KEYS, JSON, max_size=4))
def test_any_two_answers_can_be_compared_and_written_as_json(one, other):
    comparison = compare(one, other)

    assert json.loads(json.dumps(comparison.as_json()))["agrees"] is comparison.agrees


@settings(max_examples=60, deadline=None)
@given(JSON, JSON)
def test_two_values_are_the_same_exactly_when_no_leaf_differs(one, other):
    assert is_same(one, other) == (not list(differing_leaves(one, other)))
    assert is_same(one, other) == (canonical(other) == canonical(one))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("ab")), max_size=8), st.randoms())
def test_messages_agree_in_any_order(messages, random: Random):
    given_messages = [message(content, node) for node, content in messages]
    shuffled = random.sample(given_messages, len(given_messages))

    assert compare({"messages": given_messages}, {"messages": shuffled}).agrees


def test_an_answer_nested_beyond_reason_is_one_difference():
    deep: object = []
    for _ in range(5000):
        deep = [deep]

    comparison = compare({"erp": 1}, {"erp": deep, "operations": [replaced(1, "A")]})

    assert not comparison.agrees
