"""The checks that Rossum makes itself after the hooks."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_document import SCHEMA, datapoint, document, row

from rossum_studio.model.annotation import Content, Multivalue, Section, encode_raw
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.operation import Remove, Replace
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.apply import apply_operations
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.edit import add_row, edit_value, remove_row, type_messages
from rossum_studio.simulator.validate import Validation, validate

ERROR, WARNING, AGGREGATION = MessageType.ERROR, MessageType.WARNING, MessageType.AGGREGATION


def schema_with(**by_field: dict[str, Any]) -> Schema:
    """The small document's schema, with these attributes added to its fields."""

    def changed(node: dict[str, Any]) -> dict[str, Any]:
        children = node.get("children", [])
        below = changed(children) if isinstance(children, dict) else [changed(child) for child in children]
        return node | ({"children": below} if children else {}) | by_field.get(node["id"], {})

    return parse_schema([changed(section) for section in SCHEMA.content()])


def constraints(**found: Any) -> dict[str, Any]:
    return {"constraints": found}


def said(validation: Validation) -> list[tuple[MessageType, str, int | None, str | None]]:
    return [(each.type, each.content, each.datapoint_id, each.schema_id) for each in validation.messages]


def with_value(text: str, **field: Any) -> Validation:
    """What is said about the small document when `document_id` holds a text."""
    content = edit_value(document(), SCHEMA, 11, text).content
    return validate(content, schema_with(document_id=field))


def test_a_document_that_is_as_the_schema_wants_it_has_no_messages():
    assert validate(document(), SCHEMA) == Validation()


def test_a_required_field_that_is_empty_is_an_error():
    for field in ({}, constraints(), constraints(required=True), constraints(required=None)):
        assert said(with_value("", **field)) == [(ERROR, "required", 11, "document_id")]

    (message,) = with_value("  ").messages
    assert message == Message(ERROR, "required", 11, "document_id", MessageSource.SCHEMA)


def test_a_field_that_is_not_required_may_be_empty_whatever_its_other_constraints():
    field = constraints(required=False, length={"min": 3, "exact": 4}, regexp={"pattern": "^x"})

    assert with_value("", **field).messages == ()


@pytest.mark.parametrize(
    ("text", "length", "sentence"),
    [
        ("abcd", {"max": 3}, "longer than 3 characters"),
        ("ab", {"max": 1}, "longer than 1 character"),
        ("ab", {"min": 3}, "shorter than 3 characters"),
        ("ab", {"exact": 3}, "must be exactly 3 characters"),
        ("ěšč", {"exact": 3, "min": 3, "max": 3}, None),
        ("abc", {"min": None, "max": None, "exact": None}, None),
        ("abc", {"min": "5", "max": True, "exact": -1}, None),
        ("abc", [3], None),
    ],
)
def test_the_length_is_that_of_the_value_as_shown(text, length, sentence):
    expected = [] if sentence is None else [(ERROR, sentence, 11, "document_id")]

    assert said(with_value(text, **constraints(length=length))) == expected


@pytest.mark.parametrize(
    ("text", "pattern", "matches"),
    [("xx-12", "[0-9]", True), ("xx-12", "^[0-9]+$", False), ("12", "^[0-9]+$", True), ("x", None, True)],
)
def test_a_pattern_is_found_anywhere_unless_it_is_anchored(text, pattern, matches):
    expected = [] if matches else [(ERROR, "does not match pattern", 11, "document_id")]

    assert said(with_value(text, **constraints(regexp={"pattern": pattern}))) == expected


def test_every_broken_constraint_is_named():
    field = constraints(length={"min": 5}, regexp={"pattern": "^[0-9]+$"})

    assert [text for _, text, *_ in said(with_value("ab", **field))] == [
        "shorter than 5 characters",
        "does not match pattern",
    ]


def test_a_pattern_that_is_no_regular_expression_is_a_warning_that_names_the_field():
    for pattern in ("(", "[b-a]", "(" * 3000):
        ((kind, text, *_),) = said(with_value("x", **constraints(regexp={"pattern": pattern})))

        assert kind is WARNING
        assert text.startswith(f"document_id: the pattern {pattern} is no regular expression")


def test_a_pattern_that_takes_too_long_is_a_warning_and_is_soon_given_up():
    field = constraints(regexp={"pattern": "(a|aa)+$"})
    schema = schema_with(item_code=field)
    rows = [row(100 * number, "a" * 60 + "b", "1") for number in range(1, 60)]
    table = Multivalue(id=30, schema_id="line_items", children=list(rows))
    content = Content([Section(id=17, schema_id="tables", children=[table])])

    found = validate(content, schema)

    assert len(found.messages) == 59
    assert {(each.type, each.content) for each in found.messages} == {
        (
            WARNING,
            "item_code: the pattern (a|aa)+$ took too long (limit 0.2 s), "
            "so the value was not checked against it",
        )
    }


def test_a_value_of_the_wrong_type_has_the_message_that_editing_it_had():
    content = document()
    for node_id, text in ((12, "soon"), (13, "usd"), (14, "12 EUR"), (102, "x")):
        content = edit_value(content, SCHEMA, node_id, text).content

    expected = [message for node_id in (12, 13, 14, 102) for message in _type_messages(content, node_id)]
    assert list(validate(content, SCHEMA).messages) == expected
    assert [message.content for message in expected] == [
        "invalid date",
        "not one of the options",
        "invalid number",
        "invalid number",
    ]


def _type_messages(content: Content, node_id: int) -> tuple[Message, ...]:
    return type_messages(content.node(node_id), SCHEMA.find(content.node(node_id).schema_id))


def test_options_that_a_hook_gave_replace_those_of_the_schema():
    options = [{"value": "usd", "label": "Dollar"}]
    content = apply_operations(document(), [Replace(13, {"options": options})], SCHEMA).content

    assert said(validate(content, SCHEMA)) == [(ERROR, "not one of the options", 13, "currency")]


def test_constraints_of_formula_fields_count_and_buttons_have_none():
    schema = schema_with(net_sum=constraints(length={"min": 2}), resend=constraints(required=True))

    assert said(validate(document(), schema)) == [(ERROR, "shorter than 2 characters", 15, "net_sum")]


def test_nothing_is_required_by_a_schema_made_up_from_the_document():
    content = edit_value(document(), SCHEMA, 11, "").content

    assert validate(content, parse_schema(SCHEMA.content(), is_inferred=True)).messages == ()


def test_what_the_schema_does_not_know_is_not_checked():
    empty = Content([Section(id=1, schema_id="other", children=[datapoint(2, "unknown", "")])])

    assert validate(empty, SCHEMA) == Validation()
    assert validate(document(), Schema()) == Validation()


@pytest.mark.parametrize("raw", [None, "text", [1], {"value": 12, "normalized_value": 12}, {}])
def test_content_written_by_hand_is_read_as_far_as_it_goes(raw):
    node = msgspec.structs.replace(datapoint(2, "amount_total"), content=encode_raw(raw))
    content = Content([Section(id=1, schema_id="head", children=[node])])

    is_filled = isinstance(raw, dict) and bool(raw)
    assert [text for _, text, *_ in said(validate(content, SCHEMA))] == ([] if is_filled else ["required"])


def test_too_few_rows_are_a_warning_and_too_many_an_error():
    few = schema_with(line_items={"min_occurrences": 4, "max_occurrences": None})
    many = schema_with(line_items={"min_occurrences": None, "max_occurrences": 1})

    assert said(validate(document(), few)) == [(WARNING, "fewer than 4 rows", 30, "line_items")]
    assert said(validate(document(), many)) == [(ERROR, "more than 1 row", 30, "line_items")]
    assert not validate(document(), few).blocks_confirmation
    assert validate(document(), many).blocks_confirmation


def test_choices_move_the_limit_of_rows_and_the_severity_of_too_few():
    schema = schema_with(line_items={"min_occurrences": 4})

    assert validate(document(), SCHEMA, choices=Choices(max_rows=2)).blocks_confirmation
    assert validate(document(), schema, choices=Choices(min_occurrences_is_error=True)).blocks_confirmation


def test_length_and_pattern_can_be_those_of_the_normalized_value():
    schema = schema_with(date_issue=constraints(length={"exact": 10}, regexp={"pattern": "^2026-"}))

    assert len(validate(document(), schema).messages) == 2
    assert validate(document(), schema, choices=Choices(constraints_check_normalized=True)).messages == ()


def summed(*columns: str) -> Schema:
    found = {"aggregations": {"sum": {"label": "Sum"}}}
    return schema_with(**dict.fromkeys(columns, found))


def test_the_sum_of_a_column_is_a_message_on_its_multivalue():
    content = document()
    for node_id, text in ((102, "100.456"), (202, "146"), (302, "")):
        content = edit_value(content, SCHEMA, node_id, text).content
    found = validate(content, summed("item_amount"))

    expected = Message(AGGREGATION, "246.456", 30, "item_amount", MessageSource.SCHEMA)
    assert found.messages[0] == expected
    assert [each.content for each in found.messages[1:]] == ["required"]


def test_sums_are_exact_where_floats_are_not():
    content = document()
    texts = ("0.1", "0.2", "100000000000000000000000000000000000000.3")
    for node_id, text in zip((102, 202, 302), texts, strict=True):
        content = edit_value(content, SCHEMA, node_id, text).content

    (message,) = validate(content, summed("item_amount")).messages
    assert message.content == "100000000000000000000000000000000000000.6"


def test_unreadable_numbers_are_left_out_of_a_sum_and_no_rows_sum_to_zero():
    unreadable = edit_value(document(), SCHEMA, 102, "x").content
    empty = apply_operations(document(), [Remove(100), Remove(200), Remove(300)], SCHEMA).content

    assert validate(unreadable, summed("item_amount")).messages[0].content == "5"
    assert said(validate(empty, summed("item_amount"))) == [(AGGREGATION, "0", 30, "item_amount")]


def test_only_numbers_in_tables_are_summed():
    assert validate(document(), summed("amount_total", "item_code", "order_id")).messages == ()


def test_messages_come_in_document_order_and_those_of_a_table_before_its_rows():
    content = document()
    for node_id in (301, 14, 11):
        content = edit_value(content, SCHEMA, node_id, "").content
    found = validate(content, summed("item_net"))

    assert [each.datapoint_id for each in found.messages] == [11, 14, 30, 301]


@pytest.mark.parametrize("hidden_id", [101, 11])
def test_a_hidden_field_counts_but_the_reviewer_does_not_see_why(hidden_id):
    content = edit_value(document(), SCHEMA, hidden_id, "").content
    content = apply_operations(content, [Replace(hidden_id, {"hidden": True})], SCHEMA).content
    found = validate(content, SCHEMA)

    assert found.messages == ()
    assert [each.content for each in found.hidden_messages] == ["required"]
    assert found.all_messages == found.hidden_messages
    assert found.blocks_confirmation


def test_what_is_below_a_hidden_node_is_hidden_and_a_datapoint_overrules_its_schema():
    content = edit_value(edit_value(document(), SCHEMA, 101, "").content, SCHEMA, 11, "").content
    table = msgspec.structs.replace(content.node(30), hidden=True)
    hidden_table = content.replaced({30: table})
    schema = schema_with(document_id={"hidden": True})

    assert [each.datapoint_id for each in validate(hidden_table, schema).messages] == [11]
    unsaid = msgspec.structs.replace(content.node(11), hidden=msgspec.UNSET)
    by_schema = validate(content.replaced({11: unsaid}), schema)
    assert [each.datapoint_id for each in by_schema.hidden_messages] == [11]
    assert [each.datapoint_id for each in by_schema.all_messages] == [11, 101]


DEMANDING = schema_with(
    document_id=constraints(length={"max": 3}, regexp={"pattern": "[0-9]"}),
    date_issue=constraints(required=False),
    order_ids={"min_occurrences": 2},
    order_id=constraints(length={"exact": 1}),
    line_items={"min_occurrences": 2, "max_occurrences": 4},
    item_amount={"aggregations": {"sum": {}}, **constraints(required=False)},
    item_net={"aggregations": {"sum": {}}, "hidden": True},
)
"""Every kind of check on the small document."""


def _typed(content: Content, place: int, text: str) -> Content:
    cells = [each for each in content.datapoints() if each.schema_id not in ("net_sum", "resend")]
    target = cells[place % len(cells)]
    if target.schema_id == "item_button":
        return content
    return edit_value(content, DEMANDING, target.id, text).content


def _hidden(content: Content, place: int, text: str) -> Content:
    nodes = [node for node in content if node.category != "section"]
    target = nodes[place % len(nodes)]
    hides = target.hidden is not True
    return content.replaced({target.id: msgspec.structs.replace(target, hidden=hides)})


def _with_row(content: Content, place: int, text: str) -> Content:
    multivalue = content.node((20, 30)[place % 2])
    return add_row(content, DEMANDING, multivalue.id).content if len(multivalue.children) < 3 else content


def _without_row(content: Content, place: int, text: str) -> Content:
    multivalue = content.node((20, 30)[place % 2])
    rows = multivalue.children
    return remove_row(content, rows[place % len(rows)].id).content if rows else content


type Edit = Callable[[Content, int, str], Content]

texts = st.sampled_from(["", " ", "7", "1.5", "-0.25", "3.2.2026", "eur", "x", "abcd"]) | st.text(max_size=4)
edits = st.tuples(
    st.sampled_from([_typed, _typed, _hidden, _with_row, _without_row]), st.integers(0, 40), texts
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(edits, max_size=3), min_size=1, max_size=5))
def test_checking_what_changed_gives_the_same_as_checking_everything(steps):
    content = document()
    validation = validate(content, DEMANDING)
    for step in steps:
        for edit, place, text in step:
            content = edit(content, place, text)
        validation = validate(content, DEMANDING, validation)

        everything = validate(content, DEMANDING)
        assert validation == everything
        assert validation.all_messages == everything.all_messages


@settings(max_examples=40, deadline=None)
@given(st.lists(edits, max_size=4))
def test_naming_the_changed_ids_gives_the_same_for_a_document_read_again(steps):
    before = document()
    content = before
    for edit, place, text in steps:
        content = edit(content, place, text)
    changed = {node.id for node in content if before.find(node.id) is not node}
    again = Content(msgspec.json.decode(content.encode(), type=list[Section]))

    assert validate(again, DEMANDING, validate(before, DEMANDING), changed) == validate(content, DEMANDING)


def test_only_the_named_datapoints_of_a_document_read_again_are_checked():
    before = validate(document(), SCHEMA)
    emptied = edit_value(edit_value(document(), SCHEMA, 11, "").content, SCHEMA, 101, "").content

    found = validate(emptied, SCHEMA, before, [101])
    assert [each.datapoint_id for each in found.messages] == [101]


def test_nothing_is_taken_over_from_a_validation_by_other_rules():
    content = edit_value(document(), SCHEMA, 11, "").content
    before = validate(content, SCHEMA)
    lenient = schema_with(document_id=constraints(required=False), line_items={"min_occurrences": 9})

    assert validate(content, lenient, before) == validate(content, lenient)
    choices = Choices(min_occurrences_is_error=True)
    strict = validate(content, lenient, validate(content, lenient), choices=choices)
    assert strict.blocks_confirmation


@settings(max_examples=100, deadline=None)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3), max_size=6))
def test_a_sum_is_what_exact_arithmetic_says(numbers):
    rows = [row(100 * place, "a", f"{number:f}") for place, number in enumerate(numbers, 1)]
    table = Multivalue(id=30, schema_id="line_items", children=list(rows))
    content = Content([Section(id=17, schema_id="tables", children=[table])])

    message = validate(content, summed("item_amount")).messages[0]
    assert Fraction(message.content) == sum(map(Fraction, numbers))


def test_every_sample_document_can_be_checked(sample_event):
    for name in (
        "annotation_content.initialize.invoice",
        "annotation_content.initialize.purchase_order",
        "annotation_content.initialize.receipt",
        "annotation_content.updated.line_items",
    ):
        sample = sample_event(name)
        for message in validate(sample.content, sample.schema).all_messages:
            assert message.source is MessageSource.SCHEMA
            assert sample.content.node(message.datapoint_id)
