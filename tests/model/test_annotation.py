"""The content tree: found, changed and written back without touching what did not change."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.annotation import (
    ABSENT,
    Annotation,
    Content,
    Datapoint,
    Multivalue,
    Section,
    Tuple,
    encode_raw,
    trailing_id,
)
from rossum_studio.model.errors import UnknownDatapointError, UnknownFieldError, WrongTargetError

TEXTS = st.text(max_size=8)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """A tree with sections, fields, a list and a table; ids are unique and not in order."""
    ids = iter(draw(st.permutations(range(1, 400))))

    def datapoint(schema_id: str) -> Datapoint:
        content = {"value": draw(TEXTS), "normalized_value": draw(st.none() | TEXTS)}
        hidden = draw(st.sampled_from((True, False, None, msgspec.UNSET)))
        return Datapoint(id=next(ids), schema_id=schema_id, content=encode_raw(content), hidden=hidden)

    def row() -> Tuple:
        cells = [datapoint(f"column_{index}") for index in range(draw(st.integers(0, 3)))]
        return Tuple(id=next(ids), schema_id="row", children=cells)

    def table() -> Multivalue:
        rows = [row() for _ in range(draw(st.integers(0, 3)))]
        return Multivalue(id=next(ids), schema_id="table", children=rows)

    def simple_list() -> Multivalue:
        points = [datapoint("entry") for _ in range(draw(st.integers(0, 3)))]
        return Multivalue(id=next(ids), schema_id="list", children=points)

    def child(kind: int) -> Datapoint | Multivalue:
        return (table, simple_list, lambda: datapoint("field"))[kind]()

    kinds = st.lists(st.integers(0, 2), max_size=4)
    sections = [
        Section(id=next(ids), schema_id=f"section_{index}", children=[child(kind) for kind in draw(kinds)])
        for index in range(draw(st.integers(1, 3)))
    ]
    return Content(sections)


@given(contents())
def test_writing_and_reading_gives_the_same_tree(content):
    again = msgspec.json.decode(content.encode(), type=list[Section])

    assert [msgspec.json.encode(section) for section in again] == [
        msgspec.json.encode(section) for section in content.sections
    ]
    assert content.to_builtins() == json.loads(content.encode())


@given(contents(), st.data())
def test_a_change_leaves_ids_alone_and_shares_every_untouched_node(content, data):
    points = list(content.datapoints())
    chosen = data.draw(st.lists(st.sampled_from(points), unique_by=lambda p: p.id)) if points else []
    before = content.encode()

    changed = content.replaced({point.id: point.with_content(value="new") for point in chosen})

    touched = {point.id for point in chosen}
    touched |= {node.id for point in chosen for node in content.ancestors(point.id)}
    assert [node.id for node in changed] == [node.id for node in content]
    assert all((changed.node(node.id) is node) == (node.id not in touched) for node in content)
    assert all(changed.node(point.id).value == "new" for point in chosen)
    assert content.encode() == before


@given(contents())
def test_ids_are_put_in_the_order_of_the_document_and_unknown_ones_left_out(content):
    ids = [node.id for node in content]
    unknown = max(ids) + 1

    assert content.in_document_order([*reversed(ids[1:]), unknown, *ids[1:]]) == tuple(ids[1:])


@given(contents())
def test_every_node_is_found_by_id_below_its_parent(content):
    for node in content:
        parent = content.parent(node.id)
        assert content.node(node.id) is node
        assert (parent is None) == isinstance(node, Section)
        assert parent is None or any(child is node for child in parent.nodes)
    assert list(content.by_id) == [node.id for node in content]
    assert content.highest_id == max(node.id for node in content)


@given(contents())
def test_putting_a_node_in_its_own_place_changes_nothing(content):
    same = content.replaced({node.id: node for node in content})

    assert same.encode() == content.encode()


def test_a_replaced_row_brings_its_own_cells():
    cell = Datapoint(id=3, schema_id="net")
    row = Tuple(id=2, schema_id="row", children=[cell])
    table = Multivalue(id=1, schema_id="table", children=[row])
    content = Content([Section(id=9, schema_id="s", children=[table])])

    emptied = content.replaced({2: Tuple(id=2, schema_id="row", children=[])})

    assert emptied.find(3) is None
    assert content.find(3) is cell


def test_changing_a_value_keeps_the_other_keys_of_its_content():
    datapoint = Datapoint(schema_id="a", content=encode_raw({"value": "x", "page": 2, "struct": {"k": 1}}))

    assert datapoint.with_content(value="y").content_object == {"value": "y", "page": 2, "struct": {"k": 1}}


def test_a_button_has_no_value():
    button = Datapoint(schema_id="resend")

    assert (button.content_object, button.value, button.normalized_value) == (None, "", None)


def test_a_key_the_file_lacks_is_not_written():
    assert json.loads(msgspec.json.encode(Datapoint(id=1, schema_id="a", validation_sources=ABSENT))) == {
        "category": "datapoint",
        "id": 1,
        "schema_id": "a",
    }


def test_what_is_not_there_is_named_in_the_error(sample_event):
    content = sample_event("annotation_content.updated.line_items").content

    with pytest.raises(UnknownDatapointError, match="No datapoint has the id 7"):
        content.node(7)
    with pytest.raises(UnknownDatapointError):
        content.replaced({7: Datapoint(id=7, schema_id="a")})
    with pytest.raises(UnknownFieldError, match="no field 'nowhere'"):
        content.multivalue("nowhere")
    with pytest.raises(WrongTargetError, match="'document_id' is a datapoint"):
        content.multivalue("document_id")


def test_rows_of_a_table_are_its_tuples_and_a_list_has_none(sample_event):
    content = sample_event("annotation_content.updated.line_items").content

    rows = content.multivalue("line_items").rows
    assert rows
    assert {row.schema_id for row in rows} == {"line_item"}
    assert content.multivalue("order_ids").rows == []


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"id": 5}, 5),
        ({"url": "https://kestrel.rossum.app/api/v1/annotations/88001"}, 88001),
        ({"id": True, "url": "https://kestrel.rossum.app/api/v1/annotations/88001/"}, 88001),
        ({"url": "nowhere"}, None),
        ({}, None),
    ],
)
def test_an_annotation_is_numbered_by_its_id_or_its_url(attributes, expected):
    assert Annotation(attributes).id == expected


def test_only_plain_digits_make_an_id():
    assert trailing_id("https://kestrel.rossum.app/api/v1/queues/²") is None
