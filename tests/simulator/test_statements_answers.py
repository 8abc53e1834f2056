"""What an answer does to a document and its status, one by one (reference 2.6, 2.7, 5.2 to 5.6)."""

from typing import Any

import msgspec
import pytest
from small_document import SCHEMA, annotation, datapoint, document

from rossum_studio.model.annotation import Annotation, Content, Multivalue, Section, Tuple, encode_raw
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.message import MessageType
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.edit import edit_value
from rossum_studio.simulator.evaluate import evaluate
from rossum_studio.simulator.evaluation import Evaluation, OperationStatus
from rossum_studio.simulator.scenario import Scenario

AUTOMATES = {"automation_enabled": True, "automation_level": "always"}


def judge(name: str, response: dict[str, Any] | None = None, **more: Any) -> Evaluation:
    given = {"annotation": annotation(), "schema": SCHEMA, "rest": {"queues": [AUTOMATES]}} | more
    return evaluate(Scenario(event=BY_NAME[f"annotation_content.{name}"], hook=Hook(""), **given), response)


def message(kind: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"type": kind, "content": "Look", **more}]}


def replaced(datapoint_id: object, value: dict[str, Any], schema: Schema = SCHEMA) -> Evaluation:
    operations = [{"op": "replace", "id": datapoint_id, "value": value}]
    return judge("updated", {"operations": operations}, schema=schema)


def changes(evaluation: Evaluation) -> dict[str, tuple[Any, Any]]:
    (result,) = evaluation.operations
    return {change.attribute: (change.before, change.after) for change in result.changes}


def with_column(**attributes: Any) -> Schema:
    column = {"category": "datapoint", "id": "amount_total", "label": "Total", "type": "number", **attributes}
    return parse_schema([{"category": "section", "id": "head", "label": "Head", "children": [column]}])


# Severities


@pytest.mark.parametrize(
    ("action", "error", "otherwise"),
    [
        ("initialize", "to_review", "exporting"),
        ("started", None, None),
        ("user_update", None, None),
        ("updated", None, None),
        ("confirm", "reviewing", "exporting"),
        ("export", "failed_export", "exported"),
    ],
)
def test_an_error_stops_a_document_and_other_messages_do_not(action, error, otherwise):
    assert judge(action, message("error")).annotation_status == error
    assert judge(action, message("warning")).annotation_status == otherwise
    assert judge(action, message("info")).annotation_status == otherwise


@pytest.mark.parametrize("action", ["started", "user_update", "updated", "confirm"])
@pytest.mark.parametrize(("kind", "blocks"), [("error", True), ("warning", False), ("info", False)])
def test_only_errors_block_the_confirmation(action, kind, blocks):
    assert judge(action, message(kind, id=11)).messages.blocks_confirmation is blocks


def test_a_broken_constraint_refuses_the_confirmation():
    empty = edit_value(document(), SCHEMA, 11, "").content
    evaluation = judge("confirm", {}, annotation=Annotation(annotation().attributes, empty))

    assert evaluation.annotation_status == "reviewing"
    assert [(each.content, each.datapoint_id) for each in evaluation.messages.messages] == [("required", 11)]


def test_nobody_checks_a_document_again_that_is_on_its_way_out():
    empty = edit_value(document(), SCHEMA, 11, "").content
    evaluation = judge("export", {}, annotation=Annotation(annotation().attributes, empty))

    assert (evaluation.annotation_status, evaluation.messages.messages) == ("exported", ())


def test_warnings_of_an_export_are_kept_with_the_document():
    messages = judge("export", message("warning")).messages.messages

    assert [(each.type, each.content) for each in messages] == [(MessageType.WARNING, "Look")]


@pytest.mark.parametrize("sent", [{}, {"id": None}, {"id": "all"}])
def test_a_message_without_an_id_is_about_the_document(sent):
    (found,) = judge("updated", message("info", **sent)).messages.messages

    assert (found.datapoint_id, found.schema_id) == (None, None)


@pytest.mark.parametrize("node_id", [30, 100, 21, 102])
def test_a_message_may_be_about_a_table_a_row_a_cell_or_a_listed_value(node_id):
    (found,) = judge("updated", message("info", id=node_id)).messages.messages

    assert found.datapoint_id == node_id


# Operations


@pytest.mark.parametrize("sent", [11, "11"])
def test_an_operation_finds_its_datapoint_by_number_or_numeric_text(sent):
    assert replaced(sent, {"content": {"value": "X"}}).updated_datapoints == (11,)


@pytest.mark.parametrize(
    ("value", "changed"),
    [
        ({"content": {"position": [1, 2, 3, 4]}}, {"position"}),
        ({"content": {"page": 2}}, {"page"}),
        ({"content": {"struct": {"a": 1}}}, {"struct"}),
        ({"hidden": True}, {"hidden"}),
        ({"validation_sources": ["connector"]}, {"validation_sources"}),
        (
            {"content": {"value": "X"}, "validation_sources": ["a"]},
            {"value", "normalized_value", "validation_sources"},
        ),
    ],
)
def test_only_what_is_given_is_changed(value, changed):
    evaluation = replaced(11, value)

    assert set(changes(evaluation)) == changed
    if "value" not in value.get("content", {}):
        assert evaluation.content.node(11).value == "K-204"


def test_a_moved_box_keeps_what_vouches_for_its_value():
    assert replaced(11, {"content": {"position": [1, 2, 3, 4]}}).content.node(11).sources == ["score"]


@pytest.mark.parametrize("key", ["rir_text", "rir_confidence", "ocr_text", "connector_text"])
def test_what_the_extraction_found_cannot_be_written(key):
    evaluation = replaced(11, {"content": {"value": "X", key: "Y"}})

    assert evaluation.content.node(11).content_object[key] != "Y"
    assert "operation-unreadable-value" not in [problem.code for problem in evaluation.problems]


def test_options_of_one_cell_leave_those_of_the_other_cells_alone():
    unit = {
        "category": "datapoint",
        "id": "unit",
        "type": "enum",
        "options": [{"value": "kg", "label": "kg"}],
    }
    row = {"category": "tuple", "id": "row", "children": [unit]}
    table = {"category": "multivalue", "id": "rows", "children": row}
    schema = parse_schema([{"category": "section", "id": "head", "children": [table]}])
    rows = [
        Tuple(id=node_id, schema_id="row", children=[datapoint(node_id + 1, "unit", "kg")])
        for node_id in (10, 20)
    ]
    content = Content(
        [Section(id=1, schema_id="head", children=[Multivalue(id=2, schema_id="rows", children=rows)])]
    )
    box = {"options": [{"value": "box", "label": "Box"}], "content": {"value": "box"}}
    operations = [
        {"op": "replace", "id": 11, "value": box},
        {"op": "replace", "id": 21, "value": {"content": {"value": "box"}}},
    ]

    given = {"annotation": Annotation({}, content), "schema": schema}
    found = judge("updated", {"operations": operations}, **given).messages.messages

    assert [(each.content, each.datapoint_id) for each in found] == [("not one of the options", 21)]


@pytest.mark.parametrize("filled_by", ["formula", "reasoning", "lookup"])
@pytest.mark.parametrize("edit", ["enabled", "disabled"])
def test_no_hook_writes_to_a_computed_field(filled_by, edit):
    schema = with_column(ui_configuration={"type": filled_by, "edit": edit})

    assert [each.status for each in replaced(14, {"content": {"value": "5"}}, schema).operations] == [
        "rejected"
    ]


@pytest.mark.parametrize("filled_by", ["captured", "data", "manual", None])
@pytest.mark.parametrize("edit", ["enabled", "enabled_without_warning", "disabled"])
def test_a_hook_may_write_where_people_may_not(filled_by, edit):
    schema = with_column(ui_configuration={"type": filled_by, "edit": edit})

    assert replaced(14, {"content": {"value": "5"}}, schema).content.node(14).value == "5"


def test_a_text_of_1500_characters_is_the_longest():
    assert replaced(11, {"content": {"value": "x" * 1500}}).operations[0].status == "applied"
    assert replaced(11, {"content": {"value": "x" * 1501}}).operations[0].status == "rejected"


def test_a_truth_value_is_no_number():
    (found,) = replaced(14, {"content": {"value": "True"}}).messages.messages

    assert (found.content, found.datapoint_id) == ("invalid number", 14)


def test_a_table_without_a_limit_takes_a_thousand_rows():
    rows = [Tuple(id=1000 + number, schema_id="line_item", children=[]) for number in range(999)]
    table = Multivalue(id=30, schema_id="line_items", children=rows)
    content = Content([Section(id=17, schema_id="tables", children=[table])])
    add = {"op": "add", "id": 30, "value": []}
    found = judge("updated", {"operations": [add, add]}, annotation=Annotation({}, content)).operations

    assert [each.status for each in found] == [OperationStatus.APPLIED, OperationStatus.REJECTED]


def test_sources_may_be_left_as_they_are_when_a_value_changes():
    replace = [{"op": "replace", "id": 11, "value": {"content": {"value": "X"}}}]
    scenario = Scenario(BY_NAME["annotation_content.updated"], Hook(""), annotation(), SCHEMA)
    kept = evaluate(scenario, {"operations": replace}, choices=Choices(change_resets_sources=False))

    assert kept.content.node(11).sources == ["score"]


def test_two_values_that_disagree_may_be_taken_as_the_first_of_them():
    value = {"content": {"value": "5", "normalized_value": "1234.50"}}
    scenario = Scenario(BY_NAME["annotation_content.updated"], Hook(""), annotation(), SCHEMA)
    response = {"operations": [{"op": "replace", "id": 14, "value": value}]}
    taken = evaluate(scenario, response, choices=Choices(mismatch_keeps_datapoint=False))

    assert taken.content.node(14).normalized_value == "5"


@pytest.mark.parametrize(("canonical", "normalized"), [(True, "1.234"), (False, "1234")])
def test_a_doubtful_number_of_a_hook_is_read_as_chosen(canonical, normalized):
    scenario = Scenario(BY_NAME["annotation_content.updated"], Hook(""), annotation(), SCHEMA)
    response = {"operations": [{"op": "replace", "id": 14, "value": {"content": {"value": "1.234"}}}]}
    found = evaluate(scenario, response, choices=Choices(hooks_write_canonical=canonical))

    assert found.content.node(14).normalized_value == normalized


def test_a_new_column_is_hidden_and_filled_as_the_schema_says():
    columns = [
        {"category": "datapoint", "id": "code", "type": "string", "default_value": "n/a", "hidden": True},
        {
            "category": "datapoint",
            "id": "on",
            "type": "date",
            "format": "D.M.YYYY",
            "default_value": "2026-02-03",
        },
    ]
    table = {
        "category": "multivalue",
        "id": "rows",
        "children": {"category": "tuple", "id": "row", "children": columns},
    }
    schema = parse_schema([{"category": "section", "id": "head", "children": [table]}])
    content = Content(
        [Section(id=1, schema_id="head", children=[Multivalue(id=2, schema_id="rows", children=[])])]
    )
    operations = [{"op": "add", "id": 2, "value": []}]

    scenario = {"annotation": Annotation({}, content), "schema": schema}
    (row,) = judge("updated", {"operations": operations}, **scenario).content.multivalue("rows").rows

    assert [(cell.value, cell.normalized_value, cell.hidden) for cell in row.children] == [
        ("n/a", "n/a", True),
        ("3.2.2026", "2026-02-03", False),
    ]


def test_an_unknown_option_of_an_old_document_is_told_when_it_is_opened():
    wrong = msgspec.structs.replace(
        document().node(13), content=encode_raw({"value": "usd", "normalized_value": "usd"})
    )
    content = document().replaced({13: wrong})

    (found,) = judge("started", {}, annotation=Annotation({}, content)).messages.messages

    assert (found.type, found.content, found.datapoint_id) == (
        MessageType.ERROR,
        "not one of the options",
        13,
    )


def test_a_copy_of_the_whole_document_changes_nothing():
    content = document()
    operations = [
        {"op": "replace", "id": node.id, "value": msgspec.json.decode(msgspec.json.encode(node))}
        for node in content.datapoints()
        if node.schema_id not in ("net_sum", "item_net", "resend", "item_button")
    ]

    evaluation = judge("updated", {"operations": operations})

    assert evaluation.updated_datapoints == ()
    assert evaluation.problems == ()


# Automation blockers


@pytest.mark.parametrize(
    ("sent", "level", "schema_id"),
    [
        ({}, "annotation", None),
        ({"id": 14}, "datapoint", "amount_total"),
        ({"id": "14"}, "datapoint", "amount_total"),
    ],
)
def test_a_blocker_is_stored_for_its_datapoint_or_the_document(sent, level, schema_id):
    response = {"automation_blockers": [{"content": "Check", **sent}]}
    (found,) = judge("initialize", response).automation.blockers

    assert (found["level"], found["type"], found.get("schema_id")) == (level, "extension", schema_id)
    if level == "datapoint":
        assert found["samples"] == [{"datapoint_id": 14, "details": {"content": ["Check"]}}]
        assert found["samples_truncated"] is False
    else:
        assert found["details"] == {"content": ["Check"]}


def test_an_error_of_a_hook_is_stored_as_a_blocker_of_automation():
    (found,) = judge("initialize", message("error", id=14)).automation.blockers

    assert (found["type"], found["samples"][0]["details"]) == ("error_message", {"message_content": ["Look"]})
