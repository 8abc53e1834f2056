"""Files that are not what they claim to be: one sentence each, and nothing else ever raised."""

import gc
import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.errors import ImportCancelledError, StudioError
from rossum_studio.model.importing.complete import complete
from rossum_studio.model.importing.importer import open_paths, open_text

DATA = Path(__file__).parents[1] / "data"

REFUSALS = {
    "truncated.json": (
        "truncated.json: line 3, column 37: the file ends inside the text that began in line 3"
    ),
    "pretends.json": "pretends.json: is a PDF; expected JSON or a handler",
    "archive.json": "archive.json: is a ZIP archive; expected JSON or a handler",
    "picture.json": "picture.json: is a PNG image; expected JSON or a handler",
    "empty.json": "empty.json: is empty; expected JSON or a handler",
    "blank.json": "blank.json: is empty; expected JSON or a handler",
    "numbers.json": (
        "numbers.json: is JSON, but nothing of Rossum's; "
        "expected an annotation, a payload, a schema, a hook, an export or a log record"
    ),
    "nan.json": (
        "nan.json: line 2, column 31: 'NaN' is not JSON; "
        "expected an object, list, text, number, true, false or null"
    ),
    "latin1.json": "latin1.json: line 2: is not UTF-8; save it as UTF-8",
    "half_character.json": (
        r"half_character.json: line 1, column 52: a \u escape stands for half a character; expected a pair"
    ),
    "python_literal.json": "python_literal.json: line 1, column 2: expected a key in double quotes",
    "misplaced.json": (
        "misplaced.json: /0/children/0/children/0: \"category\" is 'multivalue'; expected datapoint"
    ),
    "without_schema_id.json": (
        'without_schema_id.json: /content/0/children/0: "schema_id" is missing; expected a text'
    ),
    "utf16_le.json": "utf16_le.json: is encoded in UTF-16; save it as UTF-8",
    "utf16_without_mark.json": "utf16_without_mark.json: is encoded in UTF-16; save it as UTF-8",
    "schema_without_category.json": (
        'schema_without_category.json: /content/0/children/0: "category" is None; '
        "expected one of section, multivalue, tuple, datapoint"
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_an_odd_file_is_refused_in_one_sentence(name):
    opened = open_paths([DATA / name])

    assert [str(error) for error in opened.errors] == [REFUSALS[name]]
    assert not (opened.documents or opened.schemas or opened.hooks)


def test_one_bad_file_does_not_stop_the_others():
    opened = open_paths([DATA / "numbers.json", DATA / "unknown_keys.json", DATA / "pretends.json"])

    assert len(opened.errors) == 2
    assert len(opened.documents) == 1


def test_a_file_that_is_missing_or_no_file_is_named(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")

    errors = open_paths([tmp_path / "gone.json", tmp_path / "pipe.json", Path("nul\0l.json")]).errors

    assert [str(error) for error in errors[:2]] == [
        "gone.json: there is no such file",
        "pipe.json: is not a file; expected JSON or a handler",
    ]
    assert len(errors) == 3


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '{"content": [{"category": ' + "[" * 100_000]
)
def test_brackets_without_end_are_refused(text):
    assert str(open_text(text).errors[0]) == "the clipboard: is nested too deeply"


def test_a_number_beyond_all_range_is_found_when_the_document_is_completed():
    datapoint = {"id": 2, "category": "datapoint", "schema_id": "a", "content": {"value": "x", "page": 0}}
    section = {"id": 1, "category": "section", "schema_id": "s", "children": [datapoint]}
    text = json.dumps({"content": [section]}).replace('"page": 0', '"page": 1e999')

    completed = complete(open_text(text).documents[0])

    assert "unreadable-content" in [problem.code for problem in completed.problems]
    assert next(completed.annotation.content.datapoints()).value == ""


def test_cancelling_stops_and_leaves_the_garbage_collector_running():
    with pytest.raises(ImportCancelledError):
        open_paths([DATA / "unknown_keys.json"], is_cancelled=lambda: True)

    assert gc.isenabled()


def large_document(rows: int) -> bytes:
    def cell(number: int) -> dict[str, object]:
        content = {"value": f"{number}.50", "normalized_value": f"{number}.50"}
        return {"id": number, "category": "datapoint", "schema_id": "item_amount", "content": content}

    children = [
        {"id": 2 * row + 3, "category": "tuple", "schema_id": "line_item", "children": [cell(2 * row + 4)]}
        for row in range(rows)
    ]
    table = {"id": 2, "category": "multivalue", "schema_id": "line_items", "children": children}
    section = {"id": 1, "category": "section", "schema_id": "lines", "children": [table]}
    return json.dumps({"content": [section]}).encode()


def test_opening_reports_rising_progress_and_can_be_cancelled_half_way(tmp_path):
    file = tmp_path / "large.json"
    file.write_bytes(large_document(3000))
    reports: list[float] = []

    open_paths([file], reports.append)

    assert len(reports) > 5
    assert reports == sorted(reports) and reports[-1] == 1.0
    seen: list[float] = []
    with pytest.raises(ImportCancelledError):
        open_paths([file], seen.append, lambda: bool(seen) and seen[-1] > 0.6)
    assert seen[-1] < 1.0


def test_completing_can_be_cancelled():
    document = open_text(large_document(3000)).documents[0]

    with pytest.raises(ImportCancelledError):
        complete(document, is_cancelled=lambda: True)


def opened_and_completed(data: bytes) -> None:
    """Everything a user does with a file before a run; only our own errors may come out."""
    opened = open_text(data)
    readers = [choice.open for choice in opened.choices]
    readers += [lambda document=document: document for document in opened.documents]
    for read in readers:
        with suppress(StudioError):
            complete(read()).annotation.content.encode()


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise_another_error(data):
    opened_and_completed(data)


WORDS = (
    *("category", "section", "multivalue", "tuple", "datapoint", "schema_id", "children", "content", "id"),
    *("value", "results", "annotation", "document", "queue", "event", "action", "config", "events", "test"),
    *("payload", "request", "response", "log", "meta", "schemas", "label", "url", "type", "saved_input"),
    *("normalized_value", "validation_sources", "None", "secrets", "hidden", "annotation_content", "number"),
)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=30,
)
NODES = st.recursive(
    st.fixed_dictionaries(
        {"category": st.just("datapoint"), "schema_id": st.sampled_from("abc")},
        optional={"content": JSON_VALUES, "value": JSON_VALUES, "id": JSON_VALUES, "type": JSON_VALUES},
    ),
    lambda inner: st.fixed_dictionaries(
        {
            "category": st.sampled_from(("section", "multivalue", "tuple")),
            "schema_id": st.sampled_from("abcdef"),
            "children": st.lists(inner, max_size=3),
        },
        optional={"id": JSON_VALUES, "hidden": JSON_VALUES, "odd": JSON_VALUES},
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(WORDS), JSON_VALUES, max_size=8) | st.lists(JSON_VALUES, max_size=4))
def test_arbitrary_json_never_raises_another_error(value):
    opened_and_completed(json.dumps(value).encode())


@given(
    st.lists(NODES, max_size=3), st.sampled_from(("content", "results", "annotation", "export", "connector"))
)
def test_arbitrary_trees_never_raise_another_error(nodes, shape):
    shapes = {
        "content": {"content": nodes},
        "results": {"results": nodes},
        "annotation": {"event": "annotation_content", "action": "updated", "annotation": {"content": nodes}},
        "export": {"pagination": {}, "results": [{"document": {}, "content": nodes}]},
        "connector": {"meta": {}, "content": nodes},
    }
    opened_and_completed(json.dumps(shapes[shape]).encode())
