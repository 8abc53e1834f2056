"""Messages and automation blockers in what a handler returned."""

import pytest

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Section, Tuple
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.message import Message, MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.model.response import HookResponse, parse_response

INITIALIZE = BY_NAME["annotation_content.initialize"]
UPDATED = BY_NAME["annotation_content.updated"]
ROWS = [
    Tuple(id=40, schema_id="line_item", children=[Datapoint(id=41, schema_id="item_amount")]),
    Tuple(id=50, schema_id="line_item", children=[Datapoint(id=51, schema_id="item_amount")]),
]
CONTENT = Content(
    [
        Section(id=1, schema_id="head", children=[Datapoint(id=2, schema_id="amount_total")]),
        Section(
            id=3, schema_id="tables", children=[Multivalue(id=30, schema_id="line_items", children=ROWS)]
        ),
    ]
)


def said(entry: dict, key: str = "messages", event=INITIALIZE) -> HookResponse:
    return parse_response({key: [entry]}, event, CONTENT)


def message(**more) -> HookResponse:
    return said({"type": "error", "content": "No"} | more)


@pytest.mark.parametrize("kind", ["ERROR", "Error", "err", "errors"])
def test_a_misspelt_type_is_dropped_and_the_right_one_is_proposed(kind):
    response = message(type=kind)

    assert response.messages == ()
    assert 'expected "error"' in response.problems[0].message


@pytest.mark.parametrize("kind", [None, 1, True, [], {}])
def test_a_type_that_is_no_text_is_dropped_and_all_are_named(kind):
    response = message(type=kind)

    assert response.dropped == 1
    assert "error, warning or info" in response.problems[0].message


def test_an_aggregation_is_something_only_rossum_sends():
    response = message(type="aggregation")

    assert response.messages == ()
    assert "only Rossum itself" in response.problems[0].message


@pytest.mark.parametrize("content", [5, True, ["No"], {"text": "No"}, None])
def test_a_message_whose_content_is_no_text_is_dropped(content):
    response = message(content=content)

    assert response.messages == ()
    assert [(each.path, each.severity) for each in response.problems] == [
        ("/messages/0/content", Severity.ERROR)
    ]


def test_a_message_without_words_is_doubtful():
    response = message(content=" ")

    assert [each.code for each in response.problems] == ["message-empty"]
    assert response.messages[0].content == " "


@pytest.mark.parametrize(
    ("sent", "hint"),
    [
        (True, "is true"),
        (2.0, "send 2"),
        (2.5, "is the number 2.5"),
        ([2, 41], "an entry of its own for each id"),
        ({"id": 2}, "is an object"),
        ("https://x.rossum.app/api/v1/annotations/1/content/2", "send the number at its end, 2"),
        ("total", "not its schema_id"),
    ],
)
def test_an_id_of_the_wrong_form_makes_the_message_document_wide_and_says_what_to_send(sent, hint):
    response = message(id=sent)

    assert response.messages == (Message(MessageType.ERROR, "No"),)
    assert (response.problems[0].path, response.problems[0].severity) == ("/messages/0/id", Severity.ERROR)
    assert hint in response.problems[0].message
    assert "for the whole document" in response.problems[0].message


def test_a_message_at_a_column_as_a_whole_is_document_wide_with_the_column_named():
    response = message(id="item_amount")

    assert response.messages == (Message(MessageType.ERROR, "No", None, "item_amount"),)
    assert "a column of line_items" in response.problems[0].message
    assert "such as 41" in response.problems[0].message


@pytest.mark.parametrize(
    ("schema_id", "known", "hint"),
    [
        ("amount_total", "amount_total", 'send "id": 2'),
        ("item_amount", "item_amount", "such as 41"),
        ("nowhere", None, "such as 90103"),
        (7, None, "such as 90103"),
    ],
)
def test_a_message_with_a_schema_id_in_place_of_an_id_is_document_wide_and_doubtful(schema_id, known, hint):
    response = message(schema_id=schema_id)

    assert response.messages == (Message(MessageType.ERROR, "No", None, known),)
    assert [(each.path, each.severity) for each in response.problems] == [
        ("/messages/0/schema_id", Severity.WARNING)
    ]
    assert hint in response.problems[0].message


def test_an_id_beside_a_schema_id_is_enough():
    assert message(id=2, schema_id="amount_total").problems == ()


@pytest.mark.parametrize(("node", "schema_id"), [(30, "line_items"), (40, "line_item"), (51, "item_amount")])
def test_a_message_may_be_about_a_table_a_row_or_a_cell(node, schema_id):
    response = message(id=node)

    assert response.messages == (Message(MessageType.ERROR, "No", node, schema_id),)
    assert response.problems == ()


def test_a_message_about_a_section_is_doubtful():
    response = message(id=1)

    assert [(each.code, each.severity) for each in response.problems] == [
        ("message-about-a-section", Severity.WARNING)
    ]


def test_detail_must_be_an_object():
    assert message(detail={"a": 1}).problems == ()
    assert [each.path for each in message(detail="a").problems] == ["/messages/0/detail"]


def test_what_txscript_puts_into_a_message_is_no_problem():
    assert message(id=2, source_id=-1, detail={}).problems == ()


def test_an_unknown_key_of_a_message_is_named():
    response = message(details={"a": 1})

    assert [(each.path, each.severity) for each in response.problems] == [
        ("/messages/0/details", Severity.WARNING)
    ]
    assert 'did you mean "detail"?' in response.problems[0].message
    assert len(response.messages) == 1


@pytest.mark.parametrize("event", [INITIALIZE, UPDATED])
@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("Check", "/automation_blockers/0"),
        ({"content": ["Check"]}, "/automation_blockers/0/content"),
        ({"content": "Check", "id": "amount_total"}, "/automation_blockers/0/id"),
        ({"content": "Check", "id": 99}, "/automation_blockers/0/id"),
        ({"content": "Check", "schema_id": "amount_total"}, "/automation_blockers/0/schema_id"),
        ({"content": "Check", "level": "datapoint"}, "/automation_blockers/0/level"),
    ],
)
def test_a_blocker_of_the_wrong_form_is_named_with_its_place(entry, path, event):
    response = said(entry, "automation_blockers", event)

    assert path in [each.path for each in response.problems]
    assert all(each.severity is not Severity.INFO for each in response.problems)


def test_what_txscript_puts_into_a_blocker_is_no_problem():
    entry = {"content": "Check", "id": 41, "source_id": -1, "detail": {}}

    assert said(entry, "automation_blockers").problems == ()
