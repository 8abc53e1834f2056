"""Formulas computed in part: order does not matter, and nothing is missed."""

import msgspec
from formula_document import document, experiment, field, ids, section, table, values
from formula_here import applied_here, computed_here
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.annotation import Content, Multivalue, Tuple
from rossum_studio.model.message import MessageType
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.runtime.formula_run import compute_formulas
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.edit import add_row, edit_value, remove_row
from rossum_studio.simulator.formula import formula_request
from rossum_studio.simulator.formula_answer import FormulaAnswer, needs_recompute
from rossum_studio.simulator.formula_apply import apply_formula_answer
from rossum_studio.simulator.formula_reading import read_failure

EXPERIMENT = experiment()
CODES = [
    ("a", "default_to(field.total, 0) + 1"),
    ("b", "field.a * 2"),
    ("c", 'f"{field.inv_no}-{field.b}"'),
    ("d", "sum(default_to(field.line_sum.all_values, 0)) + field.a"),
    ("e", "max([default_to(row.qty, 0) for row in field.lines] or [0]) + field.d"),
]
ROW_CODES = [
    ("line_sum", "default_to(field.qty, 0) * default_to(field.price, 0)"),
    ("share", "field.line_sum / field.d if field.d else 0"),
    ("place", "field._index + 1"),
]


def ordered(codes, row_codes) -> Schema:
    kinds = {"c": "string"}
    return parse_schema(
        [
            section(
                "head",
                *(field(name, kinds.get(name, "number"), code) for name, code in codes),
                field("inv_no"),
                field("total", "number"),
            ),
            section(
                "tables",
                table(
                    "lines",
                    "line",
                    *(field(name, "number", code) for name, code in row_codes),
                    field("qty", "number"),
                    field("price", "number"),
                ),
            ),
        ]
    )


def all_values(content: Content) -> dict[str, list[str]]:
    names = [name for name, _ in (*CODES, *ROW_CODES)]
    return {name: values(content, name) for name in names}


@settings(max_examples=40, deadline=None)
@given(st.permutations(CODES), st.permutations(ROW_CODES))
def test_the_order_of_fields_in_the_schema_does_not_matter(header, rows):
    usual, shuffled = ordered(CODES, ROW_CODES), ordered(header, rows)

    expected = applied_here(usual, document(usual)).content
    found = applied_here(shuffled, document(shuffled)).content

    assert all_values(found) == all_values(expected)
    assert applied_here(shuffled, found).updated == ()  # computing again changes nothing


def test_the_order_does_not_matter_in_a_worker_either():
    usual = ordered(CODES, ROW_CODES)
    backwards = ordered(CODES[::-1], ROW_CODES[::-1])
    content = document(backwards)

    answer = compute_formulas(formula_request(backwards, content), backwards, content, run_handler)
    applied = apply_formula_answer(content, backwards, answer)

    assert all_values(applied.content) == all_values(applied_here(usual, document(usual)).content)


texts = st.one_of(st.integers(-50, 50).map(str), st.sampled_from(["", "0.5", "1e3", "abc"]))
edits = st.tuples(st.sampled_from(["value", "add", "remove"]), st.integers(0, 20), texts)


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, min_size=1, max_size=4))
def test_computing_what_an_edit_touches_gives_what_computing_everything_gives(wanted):
    schema = ordered(CODES, ROW_CODES)
    content = applied_here(schema, document(schema)).content

    for edit in wanted:
        edited, updated, created = edited_by(schema, content, *edit)
        partial = applied_here(schema, edited, updated, created).content
        assert partial.encode() == applied_here(schema, edited).content.encode()
        content = partial


def edited_by(
    schema: Schema, content: Content, kind: str, place: int, text: str
) -> tuple[Content, tuple[int, ...], tuple[int, ...]]:
    """The document after an edit, what it changed, and what of that is new."""
    if kind == "value":
        inputs = [node for node in content.datapoints() if not schema.field(node.schema_id).is_formula]
        edited = edit_value(content, schema, inputs[place % len(inputs)].id, text)
        return edited.content, edited.updated, ()
    multivalue = content.multivalue("lines")
    if kind == "add" or not multivalue.rows:
        edited = add_row(content, schema, multivalue.id)
        return edited.content, edited.updated, edited.updated[1:]
    edited = remove_row(content, multivalue.rows[place % len(multivalue.rows)].id)
    return edited.content, edited.updated, ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 40), max_size=3), st.lists(st.integers(1, 40), max_size=2))
def test_what_needs_no_computation_computes_nothing(changed, forced):
    schema = ordered(CODES, ROW_CODES)
    content = document(schema)
    dependencies = computed_here(schema, content).dependencies

    answer = computed_here(schema, content, changed, forced)

    assert needs_recompute(dependencies, content, changed, forced) is bool(answer.computed_ids)


def test_a_column_read_from_outside_its_table_depends_on_the_table():
    content = document(EXPERIMENT)
    dependencies = computed_here(EXPERIMENT, content).dependencies

    assert dependencies["calc"].triggers == {"amt", "lines"}
    assert dependencies["amt"].triggers == {"qty", "price"}
    assert needs_recompute(dependencies, content, ids(content, "lines"))
    assert not needs_recompute(dependencies, content, ids(content, "issued"))
    assert not needs_recompute(dependencies, content, [10**9])


def test_what_a_formula_said_stands_until_it_is_computed_again():
    code = 'show_warning("big") if field.total > 5 else None\nshow_info("dated", field.issued)'
    schema = experiment(calc=code, amt="1 / 0", calc2="(")
    content = document(schema)
    first = computed_here(schema, content)

    unrelated = computed_here(schema, content, ids(content, "inv_no")).on_top_of(first, schema, content)
    assert sorted(map(repr, unrelated.messages)) == sorted(map(repr, first.messages))
    assert unrelated.problems == first.problems

    edited = edit_value(content, schema, ids(content, "total")[0], "1").content
    second = computed_here(schema, edited, ids(content, "total")).on_top_of(first, schema, edited)
    assert [one.content for one in second.messages if one.type is not MessageType.ERROR] == ["dated"]

    without_row = remove_row(content, content.multivalue("lines").rows[0].id)
    third = computed_here(schema, without_row.content, without_row.updated)
    merged = third.on_top_of(first, schema, without_row.content)
    assert [one.source_id for one in merged.failures if one.schema_id == "amt"] == [ids(content, "amt")[1]]


def test_a_document_that_lacks_its_table_is_computed_all_the_same():
    content = document(EXPERIMENT)
    tables = content.sections[1]
    lists = [node for node in tables.children if isinstance(node, Multivalue) and node.schema_id == "po"]
    content = content.replaced({tables.id: msgspec.structs.replace(tables, children=lists)})

    applied = applied_here(EXPERIMENT, content)

    assert values(applied.content, "calc") == ["0"]
    assert not any(isinstance(node, Tuple) for node in applied.content)


def test_what_the_schema_decides_stands_when_only_rules_are_asked_about():
    schema = experiment(amt="(")
    content = document(schema, lines=[])
    first = computed_here(schema, content)

    merged = FormulaAnswer().on_top_of(first, schema, content)

    assert merged.dependencies == first.dependencies
    assert merged.problems == first.problems != ()

    circular = experiment(calc="field.calc2")
    first = computed_here(circular, document(circular))
    assert FormulaAnswer().on_top_of(first, circular, document(circular)).problems == first.problems


def test_a_syntax_error_counts_the_rows_there_are():
    schema = experiment(amt="(")
    empty = document(schema, lines=[])
    first = computed_here(schema, empty)
    added = add_row(empty, schema, ids(empty, "lines")[0])

    second = computed_here(schema, added.content, added.updated).on_top_of(first, schema, added.content)

    assert [one.source_id for one in second.failures] == ids(added.content, "amt")


def test_a_computation_that_did_not_end_says_so_beside_what_stands():
    schema = experiment(amt="1 / 0")
    content = document(schema)
    first = computed_here(schema, content)

    merged = read_failure("Stopped", "", schema).on_top_of(first, schema, content)

    assert [one.code for one in merged.problems] == ["formula-unfinished", "formula-exception"]
    assert merged.dependencies == first.dependencies
