"""Operations in what a handler returned: each shape that Rossum would not take, or only in part."""

import pytest

from rossum_studio.model.event import BY_NAME
from rossum_studio.model.operation import Add, Remove, Replace
from rossum_studio.model.problem import Severity
from rossum_studio.model.response import HookResponse, parse_response
from rossum_studio.model.returned_operation import BadOperation

UPDATED = BY_NAME["annotation_content.updated"]
CELL = {"schema_id": "a", "content": {"value": "1"}}


def operation(**entry) -> HookResponse:
    return parse_response({"operations": [entry]}, UPDATED)


def replace(value: object, **more) -> HookResponse:
    return operation(op="replace", id=2, value=value, **more)


def add(value: object, **more) -> HookResponse:
    return operation(op="add", id=3, value=value, **more)


def warnings(response: HookResponse) -> list[str]:
    assert all(each.severity is Severity.WARNING for each in response.problems)
    assert all(not isinstance(each, BadOperation) for each in response.operations)
    return [each.path for each in response.problems]


def the_error(response: HookResponse) -> str:
    """Path and sentence of the only problem, which makes the operation unusable."""
    (problem,) = response.problems
    assert problem.severity is Severity.ERROR
    assert problem.message.endswith("Rossum would ignore this operation.")
    assert isinstance(response.operations[0], BadOperation)
    return f"{problem.path.removeprefix('/operations/0')}: {problem.message}"


@pytest.mark.parametrize(("op", "meant"), [("Replace", "replace"), ("repalce", "replace"), ("ADD", "add")])
def test_a_misspelt_op_is_an_error_that_names_the_right_one(op, meant):
    assert f'expected "{meant}"' in the_error(operation(op=op, id=2))


@pytest.mark.parametrize("op", [None, "", "x", 1, [], {}])
def test_any_other_op_is_an_error_that_names_all(op):
    assert "expected replace, add or remove" in the_error(operation(op=op, id=2))


def test_a_row_as_an_object_of_columns_is_an_error_that_says_what_to_send():
    said = the_error(add({"item_code": {"content": {"value": "x"}}}))

    assert said.startswith("/value: ")
    assert '[{"schema_id": "item_code", "content": {"value": ...}}, ...]' in said


def test_several_rows_in_one_add_are_an_error():
    assert the_error(add([[CELL], [CELL]])).startswith("/value/0: one add makes one row")


@pytest.mark.parametrize("value", [None, "x", 1])
def test_an_add_without_cells_is_an_error(value):
    assert "a list of cells for a table, or one object for a simple list" in the_error(add(value))


@pytest.mark.parametrize("cell", ["x", 1, None])
def test_a_cell_that_is_no_object_is_an_error(cell):
    assert the_error(add([CELL, cell])).startswith("/value/1: a cell is ")


@pytest.mark.parametrize("op", ["remove", "replace"])
def test_a_tuple_id_in_place_of_the_id_is_an_error(op):
    said = the_error(operation(op=op, tuple_id=7, value={"content": {"value": "1"}}))

    assert said.startswith('/tuple_id: operations have no "tuple_id"')


def test_a_tuple_id_beside_the_id_of_a_replace_is_ignored():
    assert warnings(replace({"hidden": True}, tuple_id=7)) == ["/operations/0/tuple_id"]


@pytest.mark.parametrize(
    ("sent", "hint"),
    [
        (True, "is true"),
        (2.0, "send 2"),
        ("https://x.rossum.app/content/2", "send the number at its end, 2"),
        ([2], "an entry of its own"),
        ({}, "is an object"),
        (None, "is missing"),
        ("amount_total", "not its schema_id"),
        ("2 ", "is"),
    ],
)
def test_an_id_of_the_wrong_form_is_an_error(sent, hint):
    said = the_error(operation(op="replace", id=sent, value={"hidden": True}))

    assert said.startswith("/id: ")
    assert hint in said


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (None, "/value"),
        ("5", "/value"),
        ({"content": "5"}, "/value/content"),
        ({"content": {"value": {"a": 1}}}, "/value/content/value"),
        ({"content": {"normalized_value": ["5"]}}, "/value/content/normalized_value"),
        ({"content": {"position": [1, 2, 3]}}, "/value/content/position"),
        ({"content": {"position": [1, 2, 3, True]}}, "/value/content/position"),
        ({"content": {"position": "1 2 3 4"}}, "/value/content/position"),
        ({"content": {"page": "1"}}, "/value/content/page"),
        ({"content": {"page": 0}}, "/value/content/page"),
        ({"content": {"page": True}}, "/value/content/page"),
        ({"content": {"struct": "x"}}, "/value/content/struct"),
        ({"validation_sources": "human"}, "/value/validation_sources"),
        ({"validation_sources": [1]}, "/value/validation_sources"),
        ({"hidden": 0}, "/value/hidden"),
        ({"hidden": "true"}, "/value/hidden"),
        ({"options": {"a": "b"}}, "/value/options"),
        ({"options": ["a"]}, "/value/options"),
        ({"options": [{"label": "A"}]}, "/value/options/0/value"),
        ({"options": [{"value": "a"}]}, "/value/options/0/label"),
        ({"options": [{"value": ["a"], "label": "A"}]}, "/value/options/0/value"),
        ({}, "/value"),
        ({"content": {}}, "/value"),
        ({"content": {"rir_text": "5"}}, "/value"),
        ({"value": "5"}, "/value"),
    ],
)
def test_a_part_of_the_wrong_form_is_an_error_at_its_place(value, place):
    assert the_error(replace(value)).startswith(f"{place}: ")


@pytest.mark.parametrize(("value", "text"), [(12.5, "12.5"), (3, "3"), (True, "true"), (1e17, "1e+17")])
def test_a_value_that_is_no_text_is_doubtful_and_the_text_to_send_is_named(value, text):
    response = replace({"content": {"value": value}})

    assert warnings(response) == ["/operations/0/value/content/value"]
    assert f'send the text "{text}"' in response.problems[0].message


def test_options_with_numbers_are_doubtful():
    response = replace({"options": [{"value": 1, "label": "One"}, {"value": "2", "label": "Two"}]})

    assert warnings(response) == ["/operations/0/value/options/0/value"]


def test_a_copied_datapoint_is_taken_without_a_word():
    copied = {
        "id": 2,
        "url": "u",
        "schema_id": "a",
        "category": "datapoint",
        "content": {
            "value": "5",
            "rir_text": "4",
            "ocr_text": "4",
            "connector_text": None,
            "rir_confidence": 1,
        },
        "time_spent": 1.0,
        "hidden": False,
    }

    assert replace(copied).problems == ()
    assert replace({"content": None, "hidden": True}).problems == ()


@pytest.mark.parametrize(
    ("value", "place", "hint"),
    [
        ({"hidden": True, "validation_source": ["x"]}, "/validation_source", '"validation_sources"'),
        ({"hidden": True, "value": "5"}, "/value", 'belongs inside "content"'),
        (
            {"content": {"value": "5", "normalised_value": "5"}},
            "/content/normalised_value",
            "normalized_value",
        ),
        ({"hidden": True, "a/b": 1}, "/a~1b", "is not a key"),
    ],
)
def test_unknown_keys_of_a_value_are_named_and_ignored(value, place, hint):
    response = replace(value)

    assert warnings(response) == [f"/operations/0/value{place}"]
    assert hint in response.problems[0].message
    assert "Rossum would ignore this" in response.problems[0].message


def test_a_cell_with_its_value_outside_of_content_is_doubtful():
    response = add([{"schema_id": "a", "value": "1"}])

    assert warnings(response) == ["/operations/0/value/0/value"]
    assert isinstance(response.operations[0], Add)


def test_sources_beside_the_value_count_for_an_add_and_not_for_a_replace():
    response = replace({"hidden": True}, validation_sources=["connector"])

    assert add([CELL], validation_sources=["connector"]).problems == ()
    assert warnings(response) == ["/operations/0/validation_sources"]
    assert 'belongs inside "value"' in response.problems[0].message


def test_a_remove_has_no_value():
    response = operation(op="remove", id="5", value={"content": {}})

    assert warnings(response) == ["/operations/0/value"]
    assert response.operations == (Remove(5),)


def test_null_stands_for_a_key_that_is_not_there():
    response = replace({"hidden": True, "options": None, "validation_sources": None}, path=None)

    assert response.problems == ()
    assert isinstance(response.operations[0], Replace)
