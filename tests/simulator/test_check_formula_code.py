"""Formulas are checked without computing them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.checking.formula_code import check_formulas


def schema_with(formula: str, column_formula: str = "field.qty * 2") -> Schema:
    """A header with a formula, and a table with another."""

    def field(schema_id: str, code: str | None = None) -> dict:
        computed = {} if code is None else {"formula": code, "ui_configuration": {"type": "formula"}}
        return {"category": "datapoint", "id": schema_id, "type": "number", **computed}

    columns = [field("qty"), field("price"), field("amount", column_formula)]
    table = {"category": "tuple", "id": "line", "children": columns}
    children = [
        field("total"),
        field("calc", formula),
        {"category": "multivalue", "id": "lines", "children": table},
    ]
    return parse_schema({"name": "S", "content": [{"category": "section", "id": "s", "children": children}]})


def problems(formula: str) -> tuple[Problem, ...]:
    return check_formulas(schema_with(formula))


@pytest.mark.parametrize(
    ("formula", "code", "said"),
    [
        ("field.total +", "formula-syntax", "line 1 of the formula is not valid Python: invalid syntax."),
        ("x = 1\nreturn x", "formula-return", "line 2 of the formula returns a value"),
        (
            "field.totl",
            "formula-unknown-field",
            '"totl", which the schema does not have. Did you mean "total"?',
        ),
        ("sum(row.pric for row in field.lines)", "formula-unknown-field", '"pric" of a row'),
        ("field.total = 1", "formula-writes-field", "writes a field"),
        ("field.total += 1", "formula-writes-field", "writes a field"),
        ("field.total.attr.hidden = True", "formula-writes-field", "writes a field"),
        ("for row in field.lines:\n    row.qty = 1", "formula-writes-field", "line 2 of the formula writes"),
        ("field.calc + 1", "formula-self-reference", "its own field"),
        ("getattr(field, 'calc')", "formula-self-reference", "its own field"),
        ("sum(r.qty for r in field.lines)", "formula-row-name", 'calls a row "r"'),
        ("getattr(field, 'to' + 'tal')", "formula-computed-name", "computes the name"),
        ("import requests\nrequests.get('https://a.test')", "formula-network", "imports requests"),
        ("from urllib.request import urlopen\n1", "formula-network", "imports urllib.request"),
        ("(" * 5000 + ")" * 5000, "formula-syntax", "is not valid Python"),
        ("1\0", "formula-syntax", "is not valid Python"),
    ],
)
def test_a_trap_is_found(formula, code, said):
    (problem,) = problems(formula)

    assert problem.code == code
    assert said in problem.message
    assert problem.message.startswith("calc: ")
    assert problem.message.endswith((".", "?"))


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "field.total * 1.21",
        "sum(row.qty for row in field.lines)",
        "sum([r.qty * r.price for r in field.lines])",
        "sum(default_to(field.qty.all_values, 0))",
        "for line in field.lines:\n    line.qty\nfield.lines[0].qty",
        "show_error('Too much', field.calc)\nfield.total",
        "show_info('x', field=field.calc)",
        "def twice(x):\n    return 2 * x\ntwice(field.total)",
        "import re\nre.sub(r'\\s', '', field.total)",
        "'\\d'",
        "getattr(field, 'total', 0)",
        "field._index if hasattr(field, '_index') else 0",
        "values = {}\nvalues['a'] = 1\nvalues.x = 2 if False else 1",
        "[field.whatever for field in [1]]",
        "field.total.attr.rir_confidence",
        "sum(r for r in field.qty.all_values)",
    ],
)
def test_what_formulas_may_do_is_left_alone(formula):
    assert problems(formula) == ()


def test_a_problem_points_at_the_formula():
    schema = schema_with("field.totl", column_formula="field.qyt")

    header, column = check_formulas(schema)

    assert header.path == "/content/0/children/1/formula"
    assert column.path == "/content/0/children/2/children/children/2/formula"
    assert {header.where, column.where} == {Where.SCHEMA}


def test_what_still_works_is_a_warning():
    severities = {formula: problems(formula)[0].severity for formula in ("field.calc", "field.x")}

    assert severities == {"field.calc": Severity.WARNING, "field.x": Severity.ERROR}


def test_fields_that_are_no_formulas_are_not_read():
    raw = {"category": "datapoint", "id": "a", "type": "string", "formula": "return 1"}

    assert check_formulas(parse_schema([{"category": "section", "id": "s", "children": [raw]}])) == ()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(["field", ".", "row", " for ", " in ", "(", ")", "=", "total", "\n", "1", "[", "]"])
    )
)
def test_any_text_can_be_checked(pieces):
    problems("".join(pieces))
