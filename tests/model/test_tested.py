"""The record of what passed belongs to one version of the code."""

import json
from datetime import UTC, datetime

import pytest

from rossum_studio.model import tested
from rossum_studio.model.tested import load_tested, save_tested

CODE = "def rossum_hook_request_handler(payload):\n    return {}\n"
AT = datetime(2026, 3, 4, 9, 15, tzinfo=UTC)
EVENT = "annotation_content.updated"


def on(document, event=EVENT, path=""):
    return tested.TestedOn(event, document, str(path))


def test_code_is_never_run_then_tested_then_changed():
    record = tested.TestedRecord()
    assert record.state(CODE) == "never run"

    record = record.with_run(on("invoice.json"), CODE, passed=True, at=AT)

    assert record.state(CODE) == "tested"
    assert record.state(CODE.replace("\n", "\r\n")) == "tested"
    assert record.state(CODE + "\n") == "changed since tested"


def test_a_run_of_other_code_forgets_the_earlier_runs():
    record = tested.TestedRecord().with_run(on("a.json"), CODE, passed=True, at=AT)
    same = record.with_run(on("b.json"), CODE, passed=False, at=AT)
    other = record.with_run(on("b.json"), CODE + "#", passed=True, at=AT)

    assert ([each.document for each in same.events], same.passed) == (["a.json", "b.json"], 1)
    assert [each.document for each in other.events] == ["b.json"]


def test_the_file_is_the_same_whatever_the_order_of_the_runs(tmp_path):
    for name, order in (("one", "ab"), ("two", "ba")):
        record = tested.TestedRecord()
        for document in order:
            record = record.with_run(on(document), CODE, passed=True, at=AT)
        save_tested(tmp_path / f"{name}.py", record)

    first, second = (tmp_path / "one.tested.json").read_bytes(), (tmp_path / "two.tested.json").read_bytes()
    assert first == second
    assert next(iter(json.loads(first)["events"].values())) == {
        "event": EVENT,
        "document": "a",
        "path": "",
        "passed": True,
        "at": "2026-03-04T09:15:00+00:00",
    }


def test_a_saved_record_is_loaded_the_same(tmp_path):
    record = tested.TestedRecord().with_run(on(""), CODE, passed=True, at=AT)

    save_tested(tmp_path / "check.json", record)

    assert load_tested(tmp_path / "check.py") == record
    assert [each.event for each in record.events] == [EVENT]


def test_two_events_of_one_document_and_two_files_of_one_name_count_each(tmp_path):
    runs = [
        on("a.pdf", path=tmp_path / "a.json"),
        on("a.pdf", "annotation_content.export", tmp_path / "a.json"),
        on("a.pdf", path=tmp_path / "other" / "a.json"),
    ]
    record = tested.TestedRecord()
    for each in (*runs, runs[0]):
        record = record.with_run(each, CODE, passed=True, at=AT)

    save_tested(tmp_path / "check.py", record)

    assert (len(record.events), record.passed) == (3, 3)
    assert load_tested(tmp_path / "check.py") == record


def test_documents_are_named_by_their_place_beside_the_handler_so_that_a_project_may_move(tmp_path):
    project, moved = tmp_path / "project", tmp_path / "moved"
    (project / "hooks").mkdir(parents=True)
    record = tested.TestedRecord().with_run(on("a", path=project / "a.json"), CODE, passed=True, at=AT)
    save_tested(project / "hooks" / "check.py", record)

    assert str(tmp_path) not in tested.tested_path(project / "hooks" / "check.py").read_text()
    project.rename(moved)
    (found,) = load_tested(moved / "hooks" / "check.py").events
    assert found.path == str(moved / "a.json")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"code_sha256": "x", "events": {"a": 5}}', '{"events": []}']
)
def test_a_broken_record_counts_as_none(tmp_path, text):
    (tmp_path / "check.tested.json").write_text(text)

    assert load_tested(tmp_path / "check.py").state(CODE) == "never run"
