"""A computation of formulas, however it ends."""

from rossum_studio.model.annotation import Content, Datapoint, Section, encode_raw
from rossum_studio.model.message import MessageSource, MessageType
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.runtime.formula_run import DRIVER_NAME, answer_of, compute_formulas, driver_code
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.formula import formula_request
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.formula_reading import without_progress
from rossum_studio.simulator.rules import rules_of

VALUE = encode_raw({"value": "", "normalized_value": None})
CONTENT = Content([Section(id=1, schema_id="s", children=[Datapoint(id=2, schema_id="net", content=VALUE)])])


def schema_with(code: str) -> Schema:
    """A schema of one formula field."""
    kind = {"type": "string", "ui_configuration": {"type": "formula"}}
    net = {"category": "datapoint", "id": "net", "formula": code, **kind}
    return parse_schema([{"category": "section", "id": "s", "children": [net]}])


def computed(code: str) -> FormulaAnswer:
    schema = schema_with(code)
    request = formula_request(schema, CONTENT)
    assert request is not None
    return compute_formulas(request, schema, CONTENT, run_handler)


def run_for_a_second(schema: Schema, condition: str = "True") -> Outcome:
    rules = rules_of([{"name": "Never", "trigger_condition": condition}], schema).rules
    request = formula_request(schema, CONTENT, rules=rules)
    assert request is not None
    return run_handler(driver_code(), DRIVER_NAME, request.payload, Limits(timeout_s=1))


def test_a_value_comes_back():
    assert [one.value for one in computed("'x'").operations] == [{"content": {"value": "x"}}]


def test_an_endless_formula_is_named_when_the_time_is_up():
    schema = schema_with("while True: pass")

    outcome = run_for_a_second(schema)
    answer = answer_of(outcome, schema, CONTENT)

    (problem,) = answer.problems
    assert (problem.code, problem.path) == ("formula-unfinished", "/0/children/0/formula")
    assert problem.message == (
        "Formula fields were not computed: Timed out (limit 1 s). It was computing formula net."
    )
    (message,) = answer.messages
    assert (message.type, message.source) == (MessageType.ERROR, MessageSource.RUNTIME)
    assert without_progress(outcome.stderr) == ""


def test_an_endless_condition_is_named_by_its_rule():
    schema = schema_with("'x'")

    answer = answer_of(run_for_a_second(schema, "all(True for _ in iter(int, 1))"), schema, CONTENT)

    assert answer.problems[0].message.endswith("It was computing rule Never.")
    assert answer.operations == ()


def test_a_formula_that_ends_the_process_is_named():
    answer = computed("raise SystemExit(3)")

    assert [problem.code for problem in answer.problems] == ["formula-unfinished"]
    assert "It was computing formula net." in answer.problems[0].message


def test_a_formula_cannot_reach_the_network():
    answer = computed("import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)")

    (failure,) = answer.failures
    assert (failure.source_id, failure.line) == (2, 2)
    assert answer.operations == ()


def test_a_formula_that_takes_all_memory_fails_alone():
    answer = computed("'x' * 10**10")

    (failure,) = answer.failures
    assert failure.text.startswith("MemoryError")
