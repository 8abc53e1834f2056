"""Schemas are read as far as they are trees of fields, and written back as they were."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.errors import InvalidSchemaError, UnknownFieldError
from rossum_studio.model.schema import parse_schema

SCHEMAS = sorted((Path(__file__).parents[2] / "sample_events").glob("schema.*.json"))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_written_back_as_it_was_read(path):
    raw = json.loads(path.read_bytes())

    schema = parse_schema(raw)

    assert schema.to_json() == raw
    assert parse_schema(raw["content"]).content() == raw["content"]
    assert schema.name == raw["name"]


def test_fields_are_found_with_their_place_in_the_tree():
    schema = parse_schema(json.loads(SCHEMAS[0].read_bytes()))

    amount = schema.field("item_amount")
    assert (amount.category, amount.type, amount.parent) == ("datapoint", "number", "line_item")
    assert schema.field("line_item").parent == "line_items"
    assert amount in schema.fields()
    assert schema.field("line_items") not in schema.fields()


def test_a_field_that_is_not_there_is_named():
    with pytest.raises(UnknownFieldError, match="no field 'nowhere'"):
        parse_schema([]).field("nowhere")


def node(**keys: object) -> dict[str, object]:
    return {"category": "datapoint", "id": "a", **keys}


def only_field(**keys: object):
    return parse_schema([{"category": "section", "id": "s", "children": [node(**keys)]}]).field("a")


def test_what_a_field_leaves_out_has_a_default():
    field = only_field()

    assert (field.label, field.type, field.format, field.options) == ("a", "string", None, [])
    assert not (field.is_hidden or field.is_formula or field.is_computed)


@pytest.mark.parametrize(
    ("filled_by", "is_formula", "is_computed"),
    [
        ("formula", True, True),
        ("reasoning", False, True),
        ("lookup", False, True),
        ("captured", False, False),
    ],
)
def test_who_fills_a_field_decides_whether_hooks_may_write_it(filled_by, is_formula, is_computed):
    field = only_field(ui_configuration={"type": filled_by})

    assert (field.is_formula, field.is_computed) == (is_formula, is_computed)


def test_options_that_are_no_objects_are_passed_over():
    field = only_field(type="enum", options=[{"value": 1, "label": "One"}, "two", {"value": "3"}])

    assert field.options == [("1", "One"), ("3", "3")]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "/content: expected a list of sections"),
        (5, "/: expected a list of sections"),
        ([5], "/0: expected an object with category, id and label"),
        ([{"category": "page", "id": "a"}], "/0: \"category\" is 'page'"),
        ({"content": [{"category": "section"}]}, '/content/0: "id" is missing'),
        ([{"category": "section", "id": "a", "children": 5}], "/0/children: expected a list"),
        ([{"category": "section", "id": "a", "children": [{}]}], '/0/children/0: "category" is None'),
    ],
)
def test_what_is_no_tree_of_fields_is_refused_with_its_place(raw, message):
    with pytest.raises(InvalidSchemaError) as raised:
        parse_schema(raw)

    assert str(raised.value).startswith(message)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(("section", "datapoint", "a", "")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("category", "id", "children", "content", "label")), inner)
    ),
    max_leaves=15,
)


@given(JSON_VALUES)
def test_arbitrary_json_is_a_schema_or_refused(raw):
    try:
        schema = parse_schema(raw)
    except InvalidSchemaError:
        return
    assert all(schema.find(each.id) is not None for each in schema)
