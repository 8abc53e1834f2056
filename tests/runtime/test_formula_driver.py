"""The driver that computes formulas, at the level of the JSON it takes and gives."""

import copy
import io
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from typing import Any

import pytest
from txscript import TxScript
from txscript import eval as evaluation
from txscript.formula import Formula

from rossum_studio.runtime import formula_driver
from rossum_studio.runtime.formula_run import DRIVER_NAME, driver_code
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import WarmRunner, run_handler


def field(name: str, kind: str) -> dict[str, Any]:
    return {"category": "datapoint", "id": name, "type": kind}


def datapoint(node_id: int, schema_id: str, value: str = "", **more: Any) -> dict[str, Any]:
    content = {"value": value, "normalized_value": value or None}
    return {"id": node_id, "category": "datapoint", "schema_id": schema_id, "content": content, **more}


SCHEMA = [
    {
        "category": "section",
        "id": "head",
        "children": [field("total", "number"), field("net", "number"), field("note", "string")],
    },
    {
        "category": "section",
        "id": "tables",
        "children": [
            {
                "category": "multivalue",
                "id": "lines",
                "children": {
                    "category": "tuple",
                    "id": "line",
                    "children": [field("qty", "number"), field("double", "number")],
                },
            }
        ],
    },
]


def row(node_id: int, qty: str) -> dict[str, Any]:
    cells = [datapoint(node_id + 1, "qty", qty), datapoint(node_id + 2, "double")]
    return {"id": node_id, "category": "tuple", "schema_id": "line", "children": cells}


def document() -> list[dict[str, Any]]:
    head = [datapoint(11, "total", "5"), datapoint(12, "net", "1"), datapoint(13, "note", "n")]
    lines = {
        "id": 20,
        "category": "multivalue",
        "schema_id": "lines",
        "children": [row(100, "2"), row(200, "3")],
    }
    return [
        {"id": 10, "category": "section", "schema_id": "head", "children": head},
        {"id": 15, "category": "section", "schema_id": "tables", "children": [lines]},
    ]


def request(
    formulas: dict[str, str], rules: tuple[dict[str, Any], ...] = (), content: object = None, **payload: Any
) -> dict[str, Any]:
    tables = {"qty": "lines", "double": "lines"}
    return {
        "payload": {
            "event": "annotation_content",
            "schemas": [{"content": copy.deepcopy(SCHEMA)}],
            "annotation": {"content": document() if content is None else content},
            **payload,
        },
        "formulas": [
            {"schema_id": name, "code": code, "table": tables.get(name)} for name, code in formulas.items()
        ],
        "rules": list(rules),
    }


def rule(condition: str, table: str | None = None, index: int = 0) -> dict[str, Any]:
    return {"index": index, "name": f"Rule {index}", "condition": condition, "table": table}


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmRunner]:
    with WarmRunner() as runner:
        yield runner


@pytest.fixture
def drive(warm):
    """Runs the driver in a worker."""

    def run(asked: dict[str, Any], **limits: Any) -> Outcome:
        return warm.run(driver_code(), DRIVER_NAME, json.dumps(asked).encode(), Limits(**limits))

    return run


def test_the_driver_imports_nothing_of_ours():
    assert "rossum_studio" not in driver_code()


def test_it_runs_in_a_cold_process_as_well():
    body = json.dumps(request({"net": "field.total + 1"})).encode()

    outcome = run_handler(driver_code(), DRIVER_NAME, body)

    assert outcome.status is Status.OK
    assert outcome.response["computed_ids"] == [12]


@pytest.mark.parametrize("changed", [None, [11], [101], [20], [13]])
@pytest.mark.parametrize(
    "formulas",
    [
        {"net": "sum(default_to(field.double.all_values, 0))", "double": "field.qty * 2"},
        {
            "net": "field.total / 0",
            "double": "field.qty + field.total",
            "note": "show_info('x', field.total)",
        },
        {"note": "f'{field.net}'", "net": "max([row.qty for row in field.lines])"},
    ],
)
def test_it_computes_what_txscript_itself_computes(drive, formulas, changed):
    asked = request(formulas, updated_datapoint_ids=changed)
    t = TxScript.from_payload(copy.deepcopy(asked["payload"]))
    with redirect_stdout(io.StringIO()):
        evaluation.eval_strings(
            {name: {"type": "formula", "code": code} for name, code in formulas.items()}, t
        )
    expected = t.hook_response(separate_exceptions=True)

    found = drive(asked).response

    assert found["operations"] == expected["operations"]
    assert sorted(found["computed_ids"]) == sorted(expected["computed_ids"])
    assert [one["content"] for one in found["exceptions"]] == [
        one["content"] for one in expected["exceptions"]
    ]
    assert [one["content"] for one in found["messages"]] == [one["content"] for one in expected["messages"]]


def test_prints_of_a_formula_reach_the_log_and_those_of_txscript_do_not(drive):
    outcome = drive(request({"net": "print('mine')\nfield.total / 0"}))

    assert outcome.stdout == "mine\n"
    assert outcome.response["durations_ms"].keys() == {"net"}


def test_each_formula_is_announced_once_before_it_runs(drive):
    asked = request(
        {"double": "import sys; sys.stderr.write(f'{field.qty}\\n'); 1", "net": "1"}, (rule("True"),)
    )

    outcome = drive(asked)

    assert outcome.stderr.replace("\x1e", "@").split("\n")[:-1] == [
        "@computing formula double",
        "2.0",
        "3.0",
        "@computing formula net",
        "@computing rule Rule 0",
    ]


def test_a_formula_that_never_ends_has_been_announced(drive):
    outcome = drive(request({"note": "'done'", "net": "while True: pass"}), timeout_s=1)

    assert outcome.status is Status.TIMEOUT
    assert outcome.stderr.splitlines()[-1] == "computing formula net"


def test_overridden_values_are_skipped(drive):
    content = document()
    content[0]["children"][1]["no_recalculation"] = True

    response = drive(request({"net": "99"}, content=content)).response

    assert response["operations"] == []
    assert response["computed_ids"] == []


def test_nodes_that_the_schema_does_not_know_are_passed_over(drive):
    content = document()
    content[0]["children"].append(datapoint(14, "forgotten", "x"))
    content[1]["children"][0]["children"][0]["children"].append(datapoint(103, "lost", "x"))

    response = drive(request({"double": "field.qty * 2"}, content=content)).response

    assert [one["value"]["content"]["value"] for one in response["operations"]] == ["4.0", "6.0"]


def test_missing_nodes_fail_their_formula_only(drive):
    content = document()
    del content[0]["children"][1]  # net
    del content[1]["children"][0]["children"][1]["children"][0]  # qty of the second row

    response = drive(
        request({"net": "1", "double": "field.qty * 2", "note": "'n2'"}, content=content)
    ).response

    assert [one["id"] for one in response["operations"]] == [102, 13]
    assert [(one["schema_id"], one["source_id"]) for one in response["exceptions"]] == [
        ("net", None),
        ("double", 202),
    ]


@pytest.mark.parametrize("code", ["(", "a\x00b", "-" * 100_000 + "1", "if x:", "x\n  y"])
def test_whatever_does_not_parse_is_reported_and_the_rest_computed(drive, code):
    response = drive(request({"net": code, "note": "'fine'"})).response

    assert [one["schema_id"] for one in response["broken"]] == ["net"]
    assert response["computed_ids"] == [13]
    assert response["dependencies"] == {"note": []}


def test_a_cycle_is_told_apart_from_an_exception(drive):
    response = drive(request({"net": "field.total + field.note", "note": "field.net"})).response

    assert response["cycle"] == "Cyclical dependencies: net, note"
    assert response["operations"] == response["exceptions"] == []


def test_a_runtime_error_of_a_formula_is_an_exception(drive):
    response = drive(request({"net": "raise RuntimeError('mine')"})).response

    assert response["cycle"] is None
    assert response["exceptions"][0]["content"] == "RuntimeError: mine"


def test_a_message_that_is_no_text_is_made_one(drive):
    response = drive(request({"net": "show_warning({1})\nautomation_blocker(5)\n1"})).response

    assert [one["content"] for one in response["messages"]] == ["{1}"]
    assert [one["content"] for one in response["automation_blockers"]] == ["5"]


def test_conditions_see_what_the_formulas_made(drive):
    response = drive(request({"net": "field.total + 1"}, (rule("field.net == 6"),))).response

    assert response["rules"] == [
        {"rule": 0, "row_id": None, "is_true": True, "is_truthy": True, "error": None, "line": None}
    ]


@pytest.mark.parametrize(
    ("condition", "is_true", "is_truthy"),
    [
        ("True", True, True),
        ("1", False, True),
        ("field.total", False, True),
        ("field.total > 4", True, True),
        ("field.note == 'x'", False, False),
        ("None", False, False),
    ],
)
def test_a_condition_is_true_only_when_it_is_exactly_true(drive, condition, is_true, is_truthy):
    (result,) = drive(request({}, (rule(condition),))).response["rules"]

    assert (result["is_true"], result["is_truthy"]) == (is_true, is_truthy)


def test_a_condition_is_judged_row_by_row_and_reads_the_header_too(drive):
    response = drive(request({}, (rule("field.qty + field.total > 7", "lines"),))).response

    assert [(one["row_id"], one["is_true"]) for one in response["rules"]] == [(100, False), (200, True)]


def test_a_condition_that_raises_fails_alone(drive):
    rules = (rule("1 / 0"), rule("True", index=1), rule("field.qty.all_values", index=2))

    response = drive(request({}, rules)).response

    errors = [one["error"] for one in response["rules"]]
    assert errors[:2] == ["ZeroDivisionError: division by zero", None]
    assert errors[2].startswith("ValueError: Table column does not have a bool value")


def test_a_condition_cannot_change_anything(drive):
    response = drive(request({}, (rule("setattr(field, 'note', 'x')"),))).response

    assert "must not modify" in response["rules"][0]["error"]
    assert response["operations"] == []


def test_txscript_is_left_as_it_was():
    formula_driver.rossum_hook_request_handler(request({"net": "1"}))

    assert evaluation.Formula is Formula
    assert not hasattr(evaluation, "print")
