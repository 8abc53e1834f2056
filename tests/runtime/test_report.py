"""The run report."""

import json

import pytest

from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.runtime.outcome import Blocked, HandlerException, Outcome, Status
from rossum_studio.runtime.report import Report, make_report
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.scenario import Scenario

KEYS = [
    "status",
    "event",
    "action",
    "runtime",
    "runtime_version",
    "duration_ms",
    "total_ms",
    "call_number",
    "response",
    "messages",
    "operations",
    "automation_blockers",
    "updated_datapoints",
    "content",
    "annotation_status",
    "stdout",
    "stderr",
    "exception",
    "problems",
    "computed",
    "automation",
    "rules",
    "not_modelled",
    "calls",
    "api_writes",
]
RAISED = HandlerException("ValueError", "no number", 3, "Traceback ...\n  line 3\nValueError: no number")
WARNING = {"messages": [{"type": "warning", "content": "Value is too big", "id": 5}]}
ERROR = {"messages": [{"type": "error", "content": "No"}]}


def report(outcome: Outcome, sample=None, event: str = "annotation_content.updated", **more) -> Report:
    annotation, schema = (sample.annotation, sample.schema) if sample else (None, None)
    scenario = Scenario(BY_NAME[event], Hook(""), annotation, schema)
    return make_report(scenario, Payload(b"{}"), outcome, **more)


def answered(response: dict, **more) -> Outcome:
    return Outcome(Status.OK, response, duration_ms=240.2, **more)


def test_the_report_has_every_key_and_only_json():
    made = report(answered({"messages": [{"type": "info", "content": "Žluťoučký 😀"}]}, stdout="hello"))
    decoded = json.loads(made.encode().decode("utf-8"))

    assert list(decoded) == KEYS
    assert decoded["messages"][0] == {
        "type": "info",
        "content": "Žluťoučký 😀",
        "id": "all",
        "schema_id": None,
        "source": "hook",
    }
    assert (decoded["status"], decoded["event"], decoded["action"]) == ("ok", "annotation_content", "updated")
    assert (decoded["stdout"], decoded["exception"]) == ("hello", None)


def test_half_a_character_in_an_answer_still_makes_valid_utf_8():
    encoded = report(answered({"messages": [{"type": "info", "content": "\ud800"}]})).encode()

    assert json.loads(encoded.decode("utf-8"))["messages"][0]["content"] == "\ud800"


def test_content_and_operations_are_those_after_the_run(sample_event):
    sample = sample_event("annotation_content.updated.line_items")
    total = sample.content.with_schema_id("amount_total")[0].id
    operation = {"op": "replace", "id": total, "value": {"content": {"value": "12.5"}}}
    made = report(answered({"operations": [operation]}), sample).as_json()

    assert made["updated_datapoints"] == [total]
    assert made["operations"][0]["status"] == "applied"
    assert made["operations"][0]["changes"][1]["attribute"] == "normalized_value"
    assert made["operations"][0]["changes"][1]["after"] == "12.5"
    assert len(made["content"]) == len(sample.content.sections)


def test_an_event_without_content_reports_none():
    assert report(answered({}), event="invocation.scheduled").as_json()["content"] is None


def test_an_exception_is_told_with_its_line():
    made = report(Outcome(Status.EXCEPTION, exception=RAISED), filename="hooks/sum.py")

    assert made.as_json()["exception"] == {
        "type": "ValueError",
        "message": "no number",
        "line": 3,
        "traceback": RAISED.traceback,
    }
    assert made.problems[0].path == "hooks/sum.py:3"
    assert made.as_json()["messages"][0]["content"] == "CallFunctionException, ValueError: no number"
    assert made.headline.startswith("The function failed: ValueError: no number (line 3)")


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (answered({}), 0),
        (answered(WARNING), 0),
        (answered(ERROR), 1),
        (answered({"messages": "x"}), 1),
        (answered({"operations": [{"op": "remove", "id": 1}]}), 1),
        (Outcome(Status.EXCEPTION, exception=RAISED), 1),
        (Outcome(Status.TIMEOUT), 1),
        (Outcome(Status.MEMORY_LIMIT), 1),
        (Outcome(Status.CRASHED, detail="The process died"), 1),
        (Outcome(Status.INVALID_RESPONSE, detail="a list", pointer="/a"), 1),
        (Outcome(Status.STOPPED), 1),
    ],
)
def test_the_exit_status_is_0_only_for_an_answer_without_errors(outcome, status):
    made = report(outcome)

    assert made.exit_status == status
    assert json.loads(made.encode())["status"] == outcome.status.value


def test_a_run_is_not_green_when_anything_would_be_dropped_or_was_refused(sample_event):
    sample = sample_event("annotation_content.updated.line_items")
    blocked = (Blocked("socket.connect", "example.com:443", 4),)

    assert report(answered({})).is_green
    assert not report(answered({"automation_blockers": [{"content": "x"}]})).is_green
    assert not report(answered({}, blocked=blocked)).is_green
    assert not report(answered({}, warnings=("async handlers are awaited here",))).is_green
    assert not report(answered({"operations": [{"op": "remove", "id": 1}]}), sample).is_green


def test_a_refused_connection_is_a_problem_at_its_line():
    made = report(answered({}, blocked=(Blocked("socket.connect", "example.com:443", 4),)), filename="a.py")

    assert [(problem.path, problem.code) for problem in made.problems] == [("a.py:4", "network-blocked")]
    assert "example.com:443" in made.problems[0].message


def test_problems_of_all_sources_are_listed_worst_first():
    inferred = Problem(Severity.INFO, Where.SCHEMA, "", "No schema loaded.", "schema-inferred")
    outcome = answered({"messages": "x", "nope": 1}, warnings=("odd",))
    scenario = Scenario(BY_NAME["annotation_content.updated"], Hook(""))
    made = make_report(scenario, Payload(b"{}", ("emails: an empty list",)), outcome, [inferred])

    assert [problem.code for problem in made.problems] == [
        "messages-not-a-list",
        "runtime-warning",
        "response-unknown-key",
        "schema-inferred",
        "payload-filled",
    ]


def test_the_headline_counts_what_there_is():
    messages = [{"type": kind, "content": "x"} for kind in ("error", "warning", "warning")]

    assert report(answered({"messages": messages})).headline == "1 error, 2 warnings, 240 ms"
    assert report(answered({})).headline == "no messages, no changes, 240 ms"
    assert report(Outcome(Status.TIMEOUT)).headline.startswith("Timed out (limit 30 s)")


def test_the_text_says_what_happened_where(sample_event):
    sample = sample_event("annotation_content.updated.line_items")
    total = sample.content.with_schema_id("amount_total")[0].id
    response = {
        "messages": [{"type": "error", "content": "Value is too big", "id": total}],
        "operations": [{"op": "remove", "id": 1}],
    }
    text = report(answered(response, stdout="debugging\n"), sample).text()

    assert "Blocks confirmation." in text
    assert f"  error  amount_total ({total}): Value is too big" in text
    assert "  rejected  remove 1: No datapoint has the id 1." in text
    assert "  debugging" in text
    assert "response /operations/0/id" in text
