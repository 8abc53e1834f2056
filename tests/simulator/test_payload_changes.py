"""Told changes lead from one content to the other, whatever was edited."""

import json
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.annotation import Content, Datapoint
from rossum_studio.model.errors import WrongTargetError
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.edit import add_row, edit_value, remove_row
from rossum_studio.simulator.payload_changes import MOST_CHANGES, changes_between

ROOT = Path(__file__).parents[2]
EVENT = ROOT / "sample_events" / "annotation_content.updated.line_items.json"


def _worker_file():
    loader = SourceFileLoader("worker_later", str(ROOT / "rossum_studio" / "runtime" / "worker_later.py"))
    module = module_from_spec(spec_from_loader("worker_later", loader))
    loader.exec_module(module)
    return module


worker_later = _worker_file()


def invoice() -> tuple[Content, Schema]:
    opened = open_paths([EVENT]).documents[0]
    return opened.annotation.content, opened.schema


def led_from(before: Content, changes) -> object:
    """What a worker with the first content has after being told."""
    payload = {"annotation": {"content": before.to_builtins()}}
    told = json.loads(msgspec.json.encode({"rest": {"annotation": {"content": []}}, "changes": changes}))
    return worker_later.brought_up_to_date(payload, **told)["annotation"]["content"]


def edited(content: Content, schema: Schema, kind: str, number: int, text: str) -> Content:
    """One edit of that kind, at a place that the number chooses; the same content if there is none."""
    places = {
        "value": [node.id for node in content if isinstance(node, Datapoint)],
        "add": [node.id for node in content if node.category == "multivalue"],
        "remove": [node.id for node in content if node.category == "tuple"],
    }[kind]
    if not places:
        return content
    place = places[number % len(places)]
    try:
        if kind == "value":
            return edit_value(content, schema, place, text).content
        return (add_row(content, schema, place) if kind == "add" else remove_row(content, place)).content
    except WrongTargetError:  # a button has no value
        return content


EDITS = st.lists(
    st.tuples(st.sampled_from(["value", "add", "remove"]), st.integers(0, 999), st.text(max_size=5)),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_any_edits_are_told_so_that_the_worker_has_the_new_document(edits):
    before, schema = invoice()
    after = before
    for kind, number, text in edits:
        after = edited(after, schema, kind, number, text)

    assert led_from(before, changes_between(before, after)) == after.to_builtins()


def test_nothing_is_told_of_the_same_document():
    content, _ = invoice()

    assert changes_between(content, content) == []


def test_only_the_changed_value_is_told():
    before, schema = invoice()
    target = next(before.datapoints())

    told = msgspec.json.encode(changes_between(before, edit_value(before, schema, target.id, "new").content))

    assert b"new" in told
    assert told.count(b'"schema_id"') == 1


def test_a_table_that_was_hidden_is_told_whole():
    before, _ = invoice()
    table = before.multivalue("line_items")
    after = before.replaced({table.id: msgspec.structs.replace(table, hidden=True)})

    assert led_from(before, changes_between(before, after)) == after.to_builtins()


def test_more_changes_than_are_worth_it_are_not_told():
    before, schema = invoice()
    table = before.multivalue("line_items")
    while len(list(before.datapoints())) <= MOST_CHANGES:
        before = add_row(before, schema, table.id).content
    after = before.replaced({node.id: node.with_content(value="x") for node in before.datapoints()})

    assert changes_between(before, after) is None


def test_ids_that_come_twice_are_not_told():
    before, schema = invoice()
    table = before.multivalue("line_items")
    doubled = [*table.children, table.children[0]]
    before = before.replaced({table.id: msgspec.structs.replace(table, children=doubled)})
    cell = table.rows[1].children[0]

    assert changes_between(before, edit_value(before, schema, cell.id, "1").content) is None


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_document_with_keys_of_its_own_is_not_told(side):
    content, _ = invoice()
    strange = Content(content.sections, has_unknown=True)

    pair = (strange, content) if side == "before" else (content, strange)

    assert changes_between(*pair) is None
