"""Operations onto a document."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_document import SCHEMA, document

from rossum_studio.model.annotation import VALUE_KEYS, Content, Datapoint
from rossum_studio.model.operation import Add, Remove, Replace
from rossum_studio.model.problem import Severity
from rossum_studio.model.returned_operation import BadOperation
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluation import OperationStatus

APPLIED, REJECTED = OperationStatus.APPLIED, OperationStatus.REJECTED


def apply(*operations, content: Content | None = None, choices: Choices | None = None) -> Applied:
    return apply_operations(content or document(), operations, SCHEMA, choices or Choices())


def write(datapoint_id: int, value: str | None, **more) -> Replace:
    return Replace(datapoint_id, {"content": {"value": value}, **more})


def codes(applied: Applied) -> list[str]:
    return [problem.code for problem in applied.problems]


def rows_of(applied: Applied) -> list[int]:
    return [child.id for child in applied.content.multivalue("line_items").rows]


def test_no_operations_give_the_same_content():
    content = document()

    assert apply_operations(content, [], SCHEMA).content is content


def test_removing_a_row_leaves_the_other_ids_alone():
    applied = apply(Remove(200))

    assert rows_of(applied) == [100, 300]
    assert applied.updated == (30,)
    assert applied.results[0].changes[0].before == {
        "item_code": "b",
        "item_amount": "2",
        "item_net": "2",
        "item_button": "",
    }


def test_a_number_is_read_in_canonical_form_first_and_shown_in_the_fields_format():
    node = apply(write(14, "1.234")).content.node(14)

    assert (node.value, node.normalized_value) == ("1,234", "1.234")


def test_the_fields_own_format_is_read_as_well():
    assert apply(write(14, "9.876,5")).content.node(14).normalized_value == "9876.5"


@pytest.mark.parametrize("text", ["1e+17", "0.30000000000000004"])
def test_floats_as_python_prints_them_are_numbers(text):
    assert apply(write(14, text)).problems == ()


def test_a_change_tells_each_attribute_before_and_after():
    result = apply(write(14, "8")).results[0]

    assert result.status is APPLIED
    assert result.schema_id == "amount_total"
    assert [(change.attribute, change.before, change.after) for change in result.changes] == [
        ("value", "1.234,50", "8"),
        ("normalized_value", "1234.50", "8"),
        ("validation_sources", ["score"], []),
    ]


def test_a_new_value_empties_validation_sources_unless_the_hook_gives_some():
    assert apply(write(11, "X")).content.node(11).sources == []
    assert apply(write(11, "X", validation_sources=["connector"])).content.node(11).sources == ["connector"]
    assert apply(write(11, "K-204")).content.node(11).sources == ["score"]


def test_a_new_value_is_remembered_as_the_connectors():
    content = apply(Replace(11, {"content": {"value": "X", "position": [1, 2, 3, 4], "page": 2}}))
    written = content.content.node(11).content_object

    assert (written["connector_text"], written["connector_position"]) == ("X", [1, 2, 3, 4])
    assert (written["page"], written["rir_text"]) == (2, None)


def test_read_only_keys_of_a_copied_content_are_passed_over():
    copied = {**document().node(11).content_object, "value": "X", "normalized_value": "X", "rir_text": "Y"}
    applied = apply(Replace(11, {"id": 5, "schema_id": "z", "content": copied}))

    assert applied.problems == ()
    assert applied.content.node(11).content_object["rir_text"] is None
    assert applied.content.node(11).schema_id == "document_id"


def test_only_a_normalized_value_sets_the_shown_value_too():
    node = apply(Replace(12, {"content": {"normalized_value": "2026-03-04"}})).content.node(12)

    assert (node.value, node.normalized_value) == ("4.3.2026", "2026-03-04")


def test_a_value_that_contradicts_the_normalized_value_changes_nothing():
    applied = apply(Replace(14, {"content": {"value": "5", "normalized_value": "1234.50"}}))

    assert applied.results[0].status is REJECTED
    assert applied.content.node(14).normalized_value == "1234.50"
    assert [problem.severity for problem in applied.problems] == [Severity.WARNING]
    assert codes(applied) == ["operation-value-mismatch"]


def test_a_value_that_agrees_with_the_normalized_value_is_written():
    applied = apply(Replace(14, {"content": {"value": "5", "normalized_value": "5.0"}}))

    assert applied.results[0].status is APPLIED


@pytest.mark.parametrize(("datapoint_id", "text"), [(12, "28.01.26"), (14, "12 euros")])
def test_an_unreadable_text_is_stored_without_a_normalized_value_and_reported(datapoint_id, text):
    applied = apply(write(datapoint_id, text))
    node = applied.content.node(datapoint_id)

    assert (node.value, node.normalized_value) == (text, None)
    assert applied.results[0].status is APPLIED
    assert codes(applied) == ["operation-unreadable-value"]
    assert applied.problems[0].severity is Severity.ERROR
    assert applied.problems[0].path == "/operations/0/value/content/value"


def test_the_expected_date_form_is_named():
    assert "YYYY-MM-DD" in apply(write(12, "28.01.26")).problems[0].message


@pytest.mark.parametrize("text", ["", None])
def test_an_empty_text_clears(text):
    node = apply(write(14, text)).content.node(14)

    assert (node.value, node.normalized_value) == ("", None)


def test_an_option_is_found_whatever_its_case():
    assert apply(write(13, "CZK")).content.node(13).value == "czk"


def test_a_text_that_is_no_option_is_kept_and_reported():
    applied = apply(write(13, "usd"))

    assert applied.content.node(13).value == "usd"
    assert codes(applied) == ["operation-unknown-option"]


def test_options_of_the_hook_replace_those_of_the_schema():
    options = [{"value": "usd", "label": "Dollar"}]
    applied = apply(Replace(13, {"options": options}), write(13, "USD"))

    assert applied.content.node(13).value == "usd"
    assert applied.problems == ()


def test_hidden_changes_alone():
    result = apply(Replace(11, {"hidden": True})).results[0]

    assert [(change.attribute, change.after) for change in result.changes] == [("hidden", True)]


def test_a_write_to_a_formula_refuses_the_whole_list():
    applied = apply(write(11, "X"), write(15, "9"), Remove(100))

    assert [result.status for result in applied.results] == [REJECTED] * 3
    assert applied.content.node(11).value == "K-204"
    assert applied.problems[0].path == "/operations/1/id"
    assert "all 3 operations" in applied.problems[0].message


def test_a_write_to_a_formula_can_be_chosen_to_refuse_only_itself():
    applied = apply(write(11, "X"), write(15, "9"), choices=Choices(computed_target_refuses_all=False))

    assert [result.status for result in applied.results] == [APPLIED, REJECTED]


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        (write(999, "X"), "operation-unknown-id"),
        (write(10, "X"), "operation-wrong-target"),
        (write(30, "X"), "operation-wrong-target"),
        (write(100, "X"), "operation-wrong-target"),
        (write(16, "X"), "operation-on-button"),
        (write(11, "x" * 1501), "operation-value-too-long"),
        (Remove(11), "operation-wrong-target"),
        (Remove(101), "operation-wrong-target"),
        (Remove(30), "operation-wrong-target"),
        (Add(11, []), "operation-wrong-target"),
        (Add(30, {"content": {"value": "x"}}), "operation-add-shape"),
        (Add(20, []), "operation-add-shape"),
        (Add(30, [{"schema_id": "nope"}]), "operation-unknown-column"),
        (Add(30, [{"schema_id": "item_code"}, {"schema_id": "item_code"}]), "operation-duplicate-column"),
    ],
)
def test_a_bad_operation_is_skipped_and_the_rest_applied(operation, code):
    applied = apply(operation, write(12, "2026-05-06"))

    assert [result.status for result in applied.results] == [REJECTED, APPLIED]
    assert codes(applied) == [code]
    assert applied.results[0].reason
    assert applied.problems[0].path.startswith("/operations/0/")
    assert applied.updated == (12,)


def test_an_operation_of_wrong_shape_keeps_its_reason():
    applied = apply(BadOperation("x", "a", "No such op."), Remove(100))

    assert [result.reason for result in applied.results] == ["No such op.", None]


def test_a_row_removed_earlier_in_the_list_is_gone_with_its_cells():
    applied = apply(Remove(100), Remove(100), write(101, "X"))

    assert [result.status for result in applied.results] == [APPLIED, REJECTED, REJECTED]
    assert codes(applied) == ["operation-removed-id"] * 2


def test_a_new_row_is_complete():
    applied = apply(Add(30, [{"schema_id": "item_amount", "content": {"value": "4.50"}}], ["connector"]))
    new = applied.content.multivalue("line_items").rows[-1]
    code, amount, net, button = new.children

    assert [new.id, *(cell.id for cell in new.children)] == [305, 306, 307, 308, 309]
    assert applied.results[0].created_ids == (305, 306, 307, 308, 309)
    assert applied.updated == (30, 305, 306, 307, 308, 309)
    assert (code.value, amount.value, amount.normalized_value, net.value) == ("none", "4.50", "4.50", "")
    assert set(amount.content_object) >= set(VALUE_KEYS)
    assert amount.url == "https://kestrel.rossum.app/api/v1/annotations/88001/content/307"
    assert (amount.sources, button.sources) == (["connector"], ["NA"])
    assert button.content_object is None


def test_a_cell_for_a_formula_column_is_left_out_with_a_warning():
    applied = apply(Add(30, [{"schema_id": "item_net", "content": {"value": "4"}}]))

    assert applied.content.multivalue("line_items").rows[-1].children[2].value == ""
    assert codes(applied) == ["operation-computed-column"]
    assert applied.problems[0].path == "/operations/0/value/0"


def test_an_unreadable_cell_of_a_new_row_is_reported_at_its_place():
    applied = apply(Add(30, [{"schema_id": "item_amount", "content": {"value": "four"}}]))

    assert applied.results[0].status is APPLIED
    assert applied.problems[0].path == "/operations/0/value/0/content/value"


def test_a_simple_list_takes_an_object():
    applied = apply(Add(20, {"content": {"value": "B"}}))

    assert [child.value for child in applied.content.multivalue("order_ids").children] == ["A", "B"]


def test_max_occurrences_limits_what_is_there_now():
    more = Add(20, {"content": {"value": "B"}})
    applied = apply(more, more, more, Remove(21), more)

    assert [result.status for result in applied.results] == [APPLIED, APPLIED, REJECTED, APPLIED, APPLIED]
    assert codes(applied) == ["operation-too-many-rows"]


def test_later_operations_see_a_new_row():
    add = Add(30, [{"schema_id": "item_code", "content": {"value": "d"}}])
    applied = apply(add, write(306, "e"), add, Remove(305))

    assert all(result.status is APPLIED for result in applied.results)
    assert rows_of(applied) == [100, 200, 300, 310]
    assert applied.results[3].changes[0].before["item_code"] == "e"


def test_untouched_nodes_are_shared_with_the_old_content():
    content = document()
    applied = apply(write(11, "X"), content=content)

    assert applied.content.sections[1] is content.sections[1]
    assert applied.content.node(12) is content.node(12)


TEXTS = st.text(max_size=5) | st.sampled_from(["1", "1.5", "2026-02-03", "3.2.2026", "eur", "1e5"])
IDS = st.sampled_from([*document().by_id, 305, 306, 310, 999])
CELLS = st.fixed_dictionaries(
    {"schema_id": st.sampled_from(["item_code", "item_amount", "item_net", "item_button", "nope"])},
    optional={"content": st.fixed_dictionaries({"value": TEXTS})},
)
OPERATIONS = st.lists(
    st.builds(
        Replace,
        IDS,
        st.fixed_dictionaries(
            {},
            optional={
                "content": st.dictionaries(st.sampled_from(["value", "normalized_value"]), TEXTS | st.none()),
                "hidden": st.booleans(),
                "validation_sources": st.lists(st.text(max_size=3), max_size=2),
            },
        ),
    )
    | st.builds(Remove, IDS)
    | st.builds(Add, IDS, st.lists(CELLS, max_size=3) | st.fixed_dictionaries({"content": st.just({})})),
    max_size=12,
)


@given(OPERATIONS, st.booleans())
def test_random_operations_keep_ids_unique_and_the_input_as_it_was(operations, refuses_all):
    content = document()
    before = content.encode()
    applied = apply(*operations, content=content, choices=Choices(computed_target_refuses_all=refuses_all))
    ids = [node.id for node in applied.content]

    assert len(ids) == len(set(ids))
    assert content.encode() == before
    assert len(applied.results) == len(operations)
    assert set(applied.updated) <= set(ids)
    assert list(applied.updated) == [node_id for node_id in ids if node_id in applied.updated]
    changed = {node.id for node in applied.content if content.find(node.id) is not node}
    assert set(applied.updated) <= changed


@given(OPERATIONS)
def test_what_is_not_updated_has_not_changed(operations):
    content = document()
    applied = apply(*operations, content=content)

    for node in applied.content.datapoints():
        if node.id not in applied.updated:
            assert node == content.find(node.id)


def test_without_a_schema_fields_are_strings():
    applied = apply_operations(document(), [write(14, "12 euros")])

    assert applied.content.node(14).value == "12 euros"
    assert applied.problems == ()


def test_a_datapoint_that_was_overridden_by_a_person_can_be_written():
    free = msgspec.structs.replace(document().node(15), no_recalculation=True)
    assert isinstance(free, Datapoint)
    applied = apply(write(15, "9"), content=document().replaced({15: free}))

    assert applied.content.node(15).value == "9"
