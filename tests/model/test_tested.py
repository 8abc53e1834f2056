"""The record of what passed belongs to one version of the code."""

import json
from datetime import UTC, datetime

import pytest

from rossum_studio.model import tested
from rossum_studio.model.tested import load_tested, save_tested

CODE = "def rossum_hook_request_handler(payload):\n    return {}\n"
AT = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
EVENT = "annotation_content.updated"


def test_code_is_never_run_then_tested_then_changed():
    record = tested.TestedRecord()
    assert record.state(CODE) == "never run"

    record = record.with_run(EVENT, "invoice.json", CODE, passed=True, at=AT)

    assert record.state(CODE) == "tested"
    assert record.state(CODE.replace("\n", "\r\n")) == "tested"
    assert record.state(CODE + "\n") == "changed since tested"


def test_a_run_of_other_code_forgets_the_earlier_runs():
    record = tested.TestedRecord().with_run(EVENT, "a.json", CODE, passed=True, at=AT)
    same = record.with_run(EVENT, "b.json", CODE, passed=False, at=AT)
    other = record.with_run(EVENT, "b.json", CODE + "#", passed=True, at=AT)

    assert (list(same.events), same.passed) == (["a.json", "b.json"], 1)
    assert list(other.events) == ["b.json"]


def test_the_file_is_the_same_whatever_the_order_of_the_runs(tmp_path):
    for name, order in (("one", "ab"), ("two", "ba")):
        record = tested.TestedRecord()
        for document in order:
            record = record.with_run(EVENT, document, CODE, passed=True, at=AT)
        save_tested(tmp_path / f"{name}.py", record)

    first, second = (tmp_path / "one.tested.json").read_bytes(), (tmp_path / "two.tested.json").read_bytes()
    assert first == second
    assert json.loads(first)["events"]["a"] == {
        "event": EVENT,
        "passed": True,
        "at": "2026-03-04T09:15:00+00:00",
    }


def test_a_saved_record_is_loaded_the_same(tmp_path):
    record = tested.TestedRecord().with_run(EVENT, "", CODE, passed=True, at=AT)

    save_tested(tmp_path / "check.json", record)

    assert load_tested(tmp_path / "check.py") == record
    assert list(record.events) == [EVENT]


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"code_sha256": "x", "events": {"a": 5}}', '{"events": []}']
)
def test_a_broken_record_counts_as_none(tmp_path, text):
    (tmp_path / "check.tested.json").write_text(text)

    assert load_tested(tmp_path / "check.py").state(CODE) == "never run"
