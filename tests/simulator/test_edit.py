"""What a user does to a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_document import SCHEMA, document

from rossum_studio.model.errors import StudioError, UnknownDatapointError, UnknownFieldError, WrongTargetError
from rossum_studio.model.message import MessageSource, MessageType
from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.edit import add_row, edit_value, find_target, remove_row


def test_a_typed_value_is_read_in_the_fields_format_and_vouched_for_by_a_human():
    edited = edit_value(document(), SCHEMA, 14, "1.234")
    node = edited.content.node(14)

    assert (node.value, node.normalized_value, node.sources) == ("1.234", "1234", ["human"])
    assert node.content_object["connector_text"] is None
    assert edited.updated == (14,)
    assert edited.messages == ()


def test_an_unreadable_value_is_kept_with_a_message():
    edited = edit_value(document(), SCHEMA, 12, "soon")

    assert edited.content.node(12).value == "soon"
    (message,) = edited.messages
    assert (message.type, message.content, message.datapoint_id) == (MessageType.ERROR, "invalid date", 12)
    assert message.source is MessageSource.SCHEMA


def test_typing_the_same_value_still_counts_as_an_edit():
    assert edit_value(document(), SCHEMA, 11, "K-204").updated == (11,)


@pytest.mark.parametrize(
    ("node_id", "sentence"),
    [
        (16, "resend is a button and holds no value."),
        (10, "head is a section and holds no value of its own."),
        (30, "line_items is a multivalue and holds no value of its own."),
        (15, "net_sum is a formula field that is not editable."),
    ],
)
def test_what_holds_no_value_of_a_user_is_refused_with_a_sentence(node_id, sentence):
    with pytest.raises(WrongTargetError, match=f"^{sentence}$"):
        edit_value(document(), SCHEMA, node_id, "x")


def test_an_editable_formula_is_overridden():
    node = edit_value(document(), SCHEMA, 103, "9").content.node(103)

    assert (node.value, node.no_recalculation) == ("9", True)


def test_an_unknown_id_and_a_text_that_is_too_long_are_refused():
    with pytest.raises(UnknownDatapointError):
        edit_value(document(), SCHEMA, 999, "x")
    with pytest.raises(WrongTargetError, match="1501 characters"):
        edit_value(document(), SCHEMA, 11, "x" * 1501)


def test_a_new_row_has_default_values_and_new_ids():
    edited = add_row(document(), SCHEMA, 30)
    row = edited.content.multivalue("line_items").rows[-1]

    assert edited.updated == (30, 305, 306, 307, 308, 309)
    assert [cell.value for cell in row.children] == ["none", "", "", ""]


def test_a_simple_list_gets_an_empty_child():
    edited = add_row(document(), SCHEMA, 20)

    assert [child.value for child in edited.content.multivalue("order_ids").children] == ["A", ""]


def test_rows_cannot_be_added_where_there_are_none_or_enough():
    full = document()
    for _ in range(2):
        full = add_row(full, SCHEMA, 20).content

    with pytest.raises(WrongTargetError, match="at most 3"):
        add_row(full, SCHEMA, 20)
    with pytest.raises(WrongTargetError, match="has no rows"):
        add_row(document(), SCHEMA, 11)
    with pytest.raises(WrongTargetError, match="does not say"):
        add_row(document(), parse_schema([]), 30)


def test_adding_a_row_and_removing_it_gives_the_same_document():
    content = document()
    added = add_row(content, SCHEMA, 30)
    removed = remove_row(added.content, added.updated[1])

    assert removed.content.encode() == content.encode()
    assert removed.updated == (30,)


@pytest.mark.parametrize("node_id", [10, 11, 30, 101])
def test_only_rows_can_be_removed(node_id):
    with pytest.raises(WrongTargetError, match="not a row"):
        remove_row(document(), node_id)


@pytest.mark.parametrize(
    ("key", "target"),
    [
        ("14", 14),
        ("amount_total", 14),
        ("item_code[0]", 101),
        ("item_amount[2]", 302),
        ("order_id[0]", 21),
        ("order_id", 21),
    ],
)
def test_a_key_is_an_id_a_field_or_a_field_in_a_row(key, target):
    assert find_target(document(), key) == target


@pytest.mark.parametrize(
    ("key", "error", "words"),
    [
        ("nope", UnknownFieldError, "no datapoint 'nope'"),
        ("999", UnknownFieldError, "no datapoint '999'"),
        ("item_code", UnknownFieldError, "3 datapoints 'item_code'; say which row"),
        ("item_code[3]", UnknownDatapointError, "no row 3"),
        ("nope[0]", UnknownDatapointError, "no row 0 of 'nope'"),
    ],
)
def test_a_key_that_names_nothing_is_explained(key, error, words):
    with pytest.raises(error, match=words.replace("[", r"\[")):
        find_target(document(), key)


@given(st.sampled_from([*document().by_id]), st.text(max_size=20))
def test_any_text_is_stored_as_typed_or_refused_with_a_sentence(node_id, text):
    content = document()
    before = content.encode()
    try:
        edited = edit_value(content, SCHEMA, node_id, text)
    except StudioError as error:
        assert str(error).endswith(".")
    else:
        assert edited.content.find(node_id).sources == ["human"]
        assert edited.updated == (node_id,)
    assert content.encode() == before
