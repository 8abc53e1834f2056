"""What is written into a document after its formulas were computed."""

import msgspec
from formula_document import document, experiment, field, ids, section, values
from formula_here import applied_here

from rossum_studio.model.annotation import Datapoint
from rossum_studio.model.schema import parse_schema

EXPERIMENT = experiment()


def test_a_value_is_shown_in_the_fields_format_and_the_rest_of_the_datapoint_stays():
    schema = parse_schema(
        [section("s", field("n", "number", "1234.5", format="#.##0,#"), field("d", "date", "date(2026,2,3)"))]
    )
    content = document(schema)

    applied = applied_here(schema, content)

    number = applied.content.node(ids(content, "n")[0])
    assert isinstance(number, Datapoint)
    assert (number.value, number.normalized_value) == ("1.234,5", "1234.5")
    assert number.content_object["connector_text"] is None
    assert values(applied.content, "d") == ["2026-02-03"]
    assert applied.updated == (ids(content, "n")[0], ids(content, "d")[0])


def test_a_new_value_loses_its_validation_sources_and_an_equal_one_keeps_them():
    content = document(EXPERIMENT, calc="8.0", calc2="old")
    sources = msgspec.Raw(b'["human"]')
    marked = {
        one: msgspec.structs.replace(content.node(one), validation_sources=sources)
        for name in ("calc", "calc2")
        for one in ids(content, name)
    }

    applied = applied_here(EXPERIMENT, content.replaced(marked))

    assert applied.content.node(ids(content, "calc")[0]).sources == ["human"]
    assert applied.content.node(ids(content, "calc2")[0]).sources == []


def test_a_value_that_is_too_long_is_refused():
    schema = experiment(calc2='"x" * 1501')
    content = document(schema, calc2="old")

    applied = applied_here(schema, content)

    assert values(applied.content, "calc2") == ["old"]
    assert [problem.code for problem in applied.problems] == ["formula-value-too-long"]
    assert applied.problems[0].path == "/0/children/6/formula"


def test_a_text_in_a_number_field_is_kept_and_reported():
    schema = experiment(calc='"none"')
    content = document(schema)

    applied = applied_here(schema, content)

    assert values(applied.content, "calc") == ["none"]
    assert [problem.code for problem in applied.problems] == ["formula-unreadable-value"]


def test_options_that_a_formula_sets_are_written():
    code = 'set_options([{"value": "x", "label": "X"}])\n"x"'
    schema = parse_schema([section("s", field("e", "enum", code, options=[]))])
    content = document(schema)

    node = applied_here(schema, content).content.node(ids(content, "e")[0])

    assert isinstance(node, Datapoint)
    assert (node.value, msgspec.json.decode(node.options)) == ("x", [{"label": "X", "value": "x"}])
