"""Formula fields: which there are, what computing them comes to, and what is written."""

from collections.abc import Iterator

import msgspec
import pytest
from formula_document import document, experiment, field, ids, section, simple_list, table, values

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import MessageSource, MessageType
from rossum_studio.model.problem import Severity
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.runtime.formula_run import compute_formulas
from rossum_studio.runtime.runner import WarmRunner
from rossum_studio.simulator.edit import add_row, edit_value
from rossum_studio.simulator.formula import FormulaField, formula_request, formulas_of, not_modelled
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.formula_apply import apply_formula_answer
from rossum_studio.simulator.formula_reading import read_answer, read_failure

EXPERIMENT = experiment()


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmRunner]:
    """Workers that are booted while a test looks at what the one before computed."""
    with WarmRunner() as runner:
        yield runner


@pytest.fixture
def compute(warm):
    """Computes formulas in a worker."""

    def run(schema: Schema, content: Content, changed=None, **more) -> FormulaAnswer:
        request = formula_request(schema, content, changed, **more)
        assert request is not None
        return compute_formulas(request, schema, content, warm.run)

    return run


def written(answer: FormulaAnswer) -> list[str]:
    return [operation.value["content"]["value"] for operation in answer.operations]


def codes(answer: FormulaAnswer) -> list[str]:
    return [problem.code for problem in answer.problems]


# Which formulas there are


def test_formulas_are_found_in_schema_order_with_their_table_and_place():
    schema = parse_schema(
        {
            "id": 1,
            "content": [
                section("s", field("a"), field("b", formula="1"), table("t", "r", field("c", formula="2")))
            ],
        }
    )

    assert formulas_of(schema) == (
        FormulaField("b", "1", None, "/content/0/children/1/formula"),
        FormulaField("c", "2", "t", "/content/0/children/2/children/children/0/formula"),
    )
    assert not_modelled(schema) == ()


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (field("x", ui_configuration={"type": "lookup"}), "lookup field"),
        (field("x", ui_configuration={"type": "reasoning"}), "reasoning field"),
        (field("x", formula="1", memory={"type": "m"}), "remembers"),
        (field("x", ui_configuration={"type": "formula"}), "without a formula"),
        (simple_list("l", field("x", formula="1")), "simple list"),
        ({"category": "tuple", "id": "r", "children": [field("x", formula="1")]}, "outside of any table"),
    ],
)
def test_a_field_that_cannot_be_computed_offline_is_named_with_the_reason(one, reason):
    schema = parse_schema([section("s", one)])

    (left_out,) = not_modelled(schema)

    assert left_out.schema_id == "x"
    assert reason in left_out.reason
    assert formulas_of(schema) == ()
    assert formula_request(schema, Content()) is None


def test_a_formula_that_another_type_of_field_kept_is_none():
    schema = parse_schema([section("s", {**field("x"), "formula": "1"})])

    assert formulas_of(schema) == not_modelled(schema) == ()


def test_nothing_changed_means_nothing_to_ask():
    assert formula_request(EXPERIMENT, document(EXPERIMENT), changed=()) is None
    assert formula_request(EXPERIMENT, document(EXPERIMENT), changed=(), forced=(7,)) is not None


# The experiments of reference 8.8, in workers


def test_without_changed_ids_everything_is_computed_in_order_of_dependencies(compute):
    content = document(EXPERIMENT)

    answer = compute(EXPERIMENT, content)

    assert list(answer.durations_ms) == ["amt", "calc", "calc2"]
    assert written(answer) == ["7.0", "1.0", "8.0", "A-77/8.0"]
    assert answer.computed_ids == {*ids(content, "amt"), *ids(content, "calc"), *ids(content, "calc2")}
    assert answer.problems == answer.messages == ()


def test_a_changed_cell_recomputes_its_row_and_what_depends_on_that(compute):
    content = document(EXPERIMENT)

    answer = compute(EXPERIMENT, content, changed=[ids(content, "qty")[1]])

    assert answer.computed_ids == {ids(content, "amt")[1], *ids(content, "calc"), *ids(content, "calc2")}


def test_a_changed_multivalue_recomputes_sums_but_no_row(compute):
    content = document(EXPERIMENT)

    answer = compute(EXPERIMENT, content, changed=ids(content, "lines"))

    assert answer.computed_ids == {*ids(content, "calc"), *ids(content, "calc2")}


def test_an_unrelated_change_recomputes_nothing(compute):
    content = document(EXPERIMENT)

    answer = compute(EXPERIMENT, content, changed=ids(content, "issued"))

    assert answer.computed_ids == frozenset()
    assert answer.operations == ()


def test_formulas_that_wait_for_each_other_stop_all_of_them(compute):
    schema = experiment(calc="field.calc2")

    answer = compute(schema, document(schema))

    assert answer.operations == ()
    assert answer.computed_ids == frozenset()
    assert codes(answer) == ["formula-cycle", "formula-cycle"]
    assert [problem.path for problem in answer.problems] == [
        "/0/children/5/formula",
        "/0/children/6/formula",
    ]
    assert answer.problems[0].message.startswith("calc needs calc2 needs calc")
    assert [(one.type, one.datapoint_id) for one in answer.messages] == [(MessageType.ERROR, None)]
    assert "calc, calc2" in answer.messages[0].content


def test_a_syntax_error_is_reported_on_its_field_and_the_others_still_run(compute):
    schema = experiment(calc2="1 +\n(")
    content = document(schema)

    answer = compute(schema, content)

    assert written(answer) == ["7.0", "1.0", "8.0"]
    assert codes(answer) == ["formula-syntax"]
    assert answer.problems[0].path == "/0/children/6/formula"
    (message,) = answer.messages
    assert (message.datapoint_id, message.schema_id) == (ids(content, "calc2")[0], "calc2")
    assert message.source is MessageSource.FORMULA
    assert "line 1" in message.content


def test_a_syntax_error_in_a_column_is_reported_though_the_table_is_empty(compute):
    schema = experiment(amt="1 +")

    answer = compute(schema, document(schema, lines=[]))

    assert codes(answer) == ["formula-syntax"]
    assert answer.messages == ()


def test_return_is_a_syntax_error(compute):
    schema = experiment(calc="return 1")

    answer = compute(schema, document(schema))

    assert codes(answer) == ["formula-syntax"]


def test_an_exception_keeps_the_old_value_and_names_field_and_line(compute):
    schema = experiment(calc="x = 1\nx / 0")
    content = document(schema, calc="5")

    answer = compute(schema, content)
    applied = apply_formula_answer(content, schema, answer)

    assert values(applied.content, "calc") == ["5"]
    assert values(applied.content, "calc2") == ["A-77/5.0"]
    (problem,) = answer.problems
    assert (problem.code, problem.severity) == ("formula-exception", Severity.ERROR)
    assert "ZeroDivisionError: division by zero in line 2" in problem.message
    (message,) = answer.messages
    assert message.datapoint_id == ids(content, "calc")[0]
    assert message.content == "ZeroDivisionError: division by zero (line 2 of the formula)"


def test_a_failed_formula_can_be_made_to_clear_its_value(compute):
    schema = experiment(calc="1 / 0")
    content = document(schema, calc="5")

    applied = apply_formula_answer(content, schema, compute(schema, content), failure_keeps_value=False)

    assert values(applied.content, "calc") == [""]


@pytest.mark.parametrize("code", ["None", "x = 1", "if False:\n    1", 'show_warning("w")'])
def test_a_formula_without_a_value_clears_what_was_stored(compute, code):
    schema = experiment(calc=code)

    assert "" in written(compute(schema, document(schema, calc="5")))


def test_a_formula_without_a_value_does_nothing_to_an_empty_field(compute):
    schema = experiment(calc="None")
    content = document(schema)

    operations = compute(schema, content).operations

    assert ids(content, "calc")[0] not in [operation.id for operation in operations]


def test_a_bare_text_in_a_function_becomes_the_value(compute):
    schema = experiment(calc2='def f():\n    "inner"\n    return 1\nx = f()')

    assert "inner" in written(compute(schema, document(schema)))


def test_a_loop_leaves_the_value_of_its_last_turn(compute):
    schema = experiment(calc="for row in field.lines:\n    row.qty")

    assert "10.0" in written(compute(schema, document(schema)))


def test_an_absent_cell_is_reported_on_its_row_and_fails_the_sum_as_well(compute):
    content = document(EXPERIMENT)
    row = content.multivalue("lines").rows[0]
    shorter = msgspec.structs.replace(row, children=row.children[:-1])
    content = content.replaced({row.id: shorter})

    answer = compute(EXPERIMENT, content)

    assert [(one.schema_id, one.source_id) for one in answer.failures] == [
        ("amt", row.id),
        ("calc", ids(content, "calc")[0]),
    ]
    assert codes(answer) == ["formula-exception", "formula-exception"]


def test_a_generator_over_another_name_than_row_hides_what_it_reads(compute):
    schema = experiment(calc="sum(r.qty for r in field.lines)")

    answer = compute(schema, document(schema))

    assert answer.dependencies["calc"].fields == {"lines"}
    assert "12.0" in written(answer)


def test_vars_does_not_know_the_fields_but_hasattr_does(compute):
    schema = experiment(calc2="f\"{'total' in vars(field)} {hasattr(field, 'total')}\"")

    assert "False True" in written(compute(schema, document(schema)))


def test_a_lookup_field_has_no_value_here_and_dependents_use_the_old_one(compute):
    lookup = field("found", ui_configuration={"type": "lookup"}, matching={})
    schema = parse_schema([section("s", lookup, field("b", formula="field.found"))])

    answer = compute(schema, document(schema, found="old"))

    assert written(answer) == ["old"]
    assert [one.schema_id for one in not_modelled(schema)] == ["found"]


# More of reference 8.6


def test_an_overridden_value_is_left_alone(compute):
    content = document(EXPERIMENT)
    overridden = edit_value(content, EXPERIMENT, ids(content, "calc")[0], "99")

    answer = compute(EXPERIMENT, overridden.content, changed=overridden.updated)

    assert written(answer) == ["A-77/99.0"]


def test_a_forced_formula_is_computed_whatever_changed(compute):
    schema = experiment(amt='"0"')
    content = document(schema)
    added = add_row(content, schema, ids(content, "lines")[0])

    assert compute(schema, added.content, changed=added.updated).computed_ids.isdisjoint(
        ids(added.content, "amt")
    )
    assert ids(added.content, "amt")[-1] in (
        compute(schema, added.content, changed=added.updated, forced=added.updated).computed_ids
    )


def test_a_formula_cannot_write_to_other_fields(compute):
    schema = experiment(calc='field.inv_no = "B"')
    content = document(schema)

    answer = compute(schema, content)

    assert "must not modify values of other fields" in answer.problems[0].message
    assert values(apply_formula_answer(content, schema, answer).content, "inv_no") == ["A-77"]


def test_an_unknown_field_is_named(compute):
    schema = experiment(amt="field.qty\nfield.colour")

    answer = compute(schema, document(schema))

    assert codes(answer)[-1] == "formula-unknown-field"
    assert '"colour" in line 2 (2 rows)' in answer.problems[-1].message


def test_a_formula_that_reads_itself_runs_with_a_warning(compute):
    schema = experiment(calc="default_to(field.calc, 0) + 1")

    answer = compute(schema, document(schema, calc="4"))

    assert "5.0" in written(answer)
    assert [(one.code, one.severity) for one in answer.problems] == [
        ("formula-self-reference", Severity.WARNING)
    ]


def test_messages_and_blockers_belong_to_the_datapoint_that_was_named(compute):
    code = (
        'show_warning("big", field.total)\nshow_info("all")\n'
        'show_error("column", field.qty)\nautomation_blocker("look", field.inv_no)\n1'
    )
    schema = experiment(calc=code)
    content = document(schema)

    answer = compute(schema, content)

    assert [(one.type.value, one.content, one.schema_id) for one in answer.messages] == [
        ("warning", "big", "total"),
        ("info", "all", None),
        ("error", "column", None),
    ]
    assert {one.source for one in answer.messages} == {MessageSource.FORMULA}
    assert [(one.content, one.id, one.schema_id) for one in answer.blockers] == [
        ("look", ids(content, "inv_no")[0], "inv_no")
    ]


def test_a_formula_reads_annotation_document_and_context(compute):
    code = (
        'f"{annotation.status} {annotation.document.original_file_name} '
        '{context.queue.name} {annotation.created_at.year}"'
    )
    schema = experiment(calc2=code)

    answer = compute(
        schema,
        document(schema),
        attributes={"status": "reviewing"},
        document={"original_file_name": "k.pdf"},
        sideloads={"queues": [{"name": "Invoices"}]},
    )

    assert "reviewing k.pdf Invoices 2026" in written(answer)


# Computations that do not end


def test_a_run_that_never_came_to_a_formula_names_none():
    answer = read_failure("Stopped", "noise\n", EXPERIMENT)

    assert answer.problems[0].path == ""
    assert answer.problems[0].message == "Formula fields were not computed: Stopped."


def test_an_answer_of_another_shape_is_a_failure():
    assert codes(read_answer({"operations": 1}, EXPERIMENT, Content())) == ["formula-unfinished"]
