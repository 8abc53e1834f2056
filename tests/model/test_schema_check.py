"""What is found wrong in a schema."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.number_format import NUMBER_FORMATS
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema_check import check_schema

SAMPLE_EVENTS = Path(__file__).parents[2] / "sample_events"

REFERENCE = json.loads(r"""
[{"category":"section","id":"head","label":"Head","children":[
   {"category":"datapoint","id":"doc_no","label":"Document no.","type":"string",
    "rir_field_names":["document_id"],"constraints":{"required":true,"length":{"min":3,"max":20,"exact":null},
     "regexp":{"pattern":"^[A-Z]"}},
    "default_value":null,"ui_configuration":{"type":"captured","edit":"enabled"}},
   {"category":"datapoint","id":"issued_on","label":"Issued","type":"date","format":"D.M.YYYY",
    "rir_field_names":["date_issue"],"constraints":{"required":false}},
   {"category":"datapoint","id":"cur","label":"Currency","type":"enum",
    "options":[{"value":"eur","label":"Euro"},{"value":"czk","label":"Koruna"}],
    "rir_field_names":["currency"],"constraints":{"required":false}},
   {"category":"datapoint","id":"net_sum","label":"Net sum","type":"number","format":"# ##0.#",
    "formula":"sum(default_to(field.row_net.all_values, 0))",
    "ui_configuration":{"type":"formula","edit":"disabled"},"constraints":{"required":false}},
   {"category":"datapoint","id":"resend","label":"Resend","type":"button"}]},
 {"category":"section","id":"table_part","label":"Rows","children":[
   {"category":"multivalue","id":"goods","label":"Goods","rir_field_names":["line_items"],
    "min_occurrences":null,"max_occurrences":null,
    "children":{"category":"tuple","id":"good","label":"Good","children":[
      {"category":"datapoint","id":"row_text","label":"Text","type":"string",
       "rir_field_names":["table_column_description"],"constraints":{"required":false},"stretch":true},
      {"category":"datapoint","id":"row_net","label":"Net","type":"number","format":"# ##0.#",
       "rir_field_names":["table_column_amount_total_base"],"constraints":{"required":false},
       "aggregations":{"sum":{"label":"Net total"}}}]}}]}]
""")

FIELD = {"category": "datapoint", "id": "total", "label": "Total", "type": "string"}
OTHER = FIELD | {"id": "other"}
BUTTON = FIELD | {"type": "button"}
SECTION = {"category": "section", "id": "other", "label": "Other", "children": []}
AS_BUTTON = {"type": "button"}
AS_NUMBER = {"type": "number"}
FORMULA = {"ui_configuration": {"type": "formula"}, "formula": "1"}
REASONING = {"ui_configuration": {"type": "reasoning"}, "prompt": "Which?"}
LOOKUP = {
    "ui_configuration": {"type": "lookup"},
    "matching": {"type": "master_data_hub", "configuration": {"dataset": "vendors"}},
}
EUR = {"value": "eur", "label": "Euro"}
UPPER_EUR = {"value": "EUR", "label": "Euro"}
OPTIONAL = {"constraints": {"required": False}}
IBAN = {"rir_field_names": ["iban"]}
URL = "https://kestrel.example/popup"
LONG = "x" * 2001
ROW = "/0/children/0/children"
CONSTRAINTS, LENGTH, REGEXP = "/constraints", "/constraints/length", "/constraints/regexp"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
WORDS = st.sampled_from(
    [
        "section",
        "multivalue",
        "tuple",
        "datapoint",
        "number",
        "date",
        "enum",
        "button",
        "formula",
        "D.M.YYYY",
        "(",
    ]
)
KEY_NAMES = """
    category id label hidden children type rir_field_names constraints length regexp pattern min max exact
    format options value ui_configuration formula prompt context matching aggregations sum grid row_types
    default_row_type row_types_to_extract min_occurrences max_occurrences score_threshold metadata content
    a/b a~b
"""
KEYS = st.sampled_from(KEY_NAMES.split())
NODES = st.recursive(
    JSON | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=8),
    max_leaves=30,
)


def section(*children, **attributes):
    return [{"category": "section", "id": "head", "label": "Head", "children": [*children]} | attributes]


def table(*columns, **attributes):
    row = {"category": "tuple", "id": "row", "label": "Row", "children": [*columns]}
    return {"category": "multivalue", "id": "rows", "label": "Rows", "children": row} | attributes


def values(child, **attributes):
    return {"category": "multivalue", "id": "list", "label": "List", "children": child} | attributes


def without(node, key):
    return {name: value for name, value in node.items() if name != key}


def with_metadata(note):
    return {"content": section(), "metadata": {"note": note}}


def enum(*options):
    return {"type": "enum", "options": [*options]}


def number(written):
    return {"type": "number", "format": written}


def date(written):
    return {"type": "date", "format": written}


def ui(**configuration):
    return {"ui_configuration": configuration}


def constrained(**constraints):
    return {"constraints": constraints}


def length(**limits):
    return constrained(length=limits)


def regexp(**attributes):
    return constrained(regexp=attributes)


def sources(*names):
    return {"rir_field_names": [*names]}


def aggregated(name):
    return {"type": "number", "aggregations": {name: {}}}


def occurrences(least, most):
    return {"min_occurrences": least, "max_occurrences": most}


def grid(**attributes):
    """A grid that is right but for what is given; `...` leaves a key out."""
    right = {"row_types": ["data"], "default_row_type": "data", "row_types_to_extract": ["data"]}
    return {"grid": {key: value for key, value in (right | attributes).items() if value is not ...}}


def schemas_of_sample_events() -> list[tuple[str, object]]:
    found = []
    for path in sorted(SAMPLE_EVENTS.glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        held = [raw] if path.name.startswith("schema.") else raw.get("schemas", [])
        found += [(path.name, schema) for schema in held]
    return found


def resolve(raw: object, pointer: str) -> object:
    for key in pointer.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        raw = raw[int(name)] if isinstance(raw, list) else raw[name]  # type: ignore[index]
    return raw


@pytest.mark.parametrize(("name", "schema"), schemas_of_sample_events())
def test_a_schema_that_ships_with_the_application_has_no_problem(name, schema):
    assert check_schema(schema) == ()


def test_the_schema_of_the_reference_has_no_problem():
    assert check_schema(REFERENCE) == ()
    assert check_schema({"id": 1, "name": "Goods", "content": REFERENCE}) == ()


SCHEMA_ROWS = [
    # code, severity, path, bad, good
    ("schema-content", "error", "", [], section()),
    ("schema-content", "error", "/content", {"content": []}, {"content": section()}),
    ("schema-missing-content", "error", "", {"name": "x"}, {"content": section()}),
    ("schema-not-an-object", "error", "", "text", section()),
    ("schema-metadata-too-large", "error", "/metadata", with_metadata("ž" * 2048), with_metadata("z" * 2048)),
    ("schema-node", "error", "/0", ["x"], section()),
    ("schema-node", "error", "/0/children/0", section(5), section(FIELD)),
    (
        "schema-missing-category",
        "error",
        "/0/children/0",
        section(without(FIELD, "category")),
        section(FIELD),
    ),
    ("schema-missing-id", "error", "/0/children/0", section(without(FIELD, "id")), section(FIELD)),
    ("schema-missing-label", "warning", "/0/children/0", section(without(FIELD, "label")), section(FIELD)),
    ("schema-missing-type", "error", "/0/children/0", section(without(FIELD, "type")), section(FIELD)),
    ("schema-duplicate-id", "error", "/0/children/1/id", section(FIELD, FIELD), section(FIELD, OTHER)),
    ("schema-hidden-section", "info", "/0/hidden", section(FIELD, hidden=True), section(FIELD, hidden=False)),
    ("schema-nesting", "error", "/0", [FIELD], section(FIELD)),
    ("schema-nesting", "error", "/0/children/0", section(SECTION), [*section(), SECTION]),
    ("schema-nesting", "error", "/0/children/0/children", section(values(table())), section(table())),
    ("schema-nesting", "error", f"{ROW}/children/0", section(table(values(FIELD))), section(table(FIELD))),
    ("schema-tuple-in-section", "warning", "/0/children/0", section(table()["children"]), section(table())),
    ("schema-children", "error", "/0/children", section(children=FIELD), section(children=[FIELD])),
    ("schema-children", "error", "/0/children/0/children", section(values([FIELD])), section(values(FIELD))),
    ("schema-missing-children", "error", "/0", [without(SECTION, "children")], [SECTION]),
    ("schema-button-in-multivalue", "error", ROW, section(values(BUTTON)), section(table(BUTTON))),
]
FIELD_ROWS = [
    # code, severity, path below the field, attributes of a bad one, of a good one
    ("schema-unknown-key", "info", "/hiden", {"hiden": True}, {"hidden": True}),
    ("schema-unknown-key", "info", "/a~1b~0c", {"a/b~c": 1}, {}),
    ("schema-category", "error", "/category", {"category": "field"}, {"category": "datapoint"}),
    ("schema-nesting", "error", "/children", {"children": [OTHER]}, {}),
    ("schema-id-too-long", "error", "/id", {"id": "x" * 51}, {"id": "x" * 50}),
    ("schema-id", "error", "/id", {"id": ""}, {"id": "x"}),
    ("schema-label", "error", "/label", {"label": 7}, {"label": "7"}),
    ("schema-type", "error", "/type", {"type": "boolean"}, {"type": "date"}),
    ("schema-default-value", "error", "/default_value", {"default_value": 0}, {"default_value": "0"}),
    (
        "schema-score-threshold",
        "error",
        "/score_threshold",
        {"score_threshold": 97},
        {"score_threshold": 0.97},
    ),
    (
        "schema-popup-url",
        "error",
        "/popup_url",
        {**AS_BUTTON, "popup_url": "x"},
        {**AS_BUTTON, "popup_url": URL},
    ),
    # enum
    ("schema-missing-options", "error", "", {"type": "enum"}, enum(EUR)),
    ("schema-options-value", "error", "/options/0/value", enum({"value": 19, "label": "19"}), enum(EUR)),
    ("schema-missing-options-label", "error", "/options/0", enum({"value": "eur"}), enum(EUR)),
    ("schema-duplicate-option", "error", "/options/1/value", enum(EUR, EUR), enum(EUR)),
    ("schema-duplicate-option-case", "warning", "/options/1/value", enum(EUR, UPPER_EUR), enum(UPPER_EUR)),
    # computed fields
    ("schema-formula-unused", "warning", "/formula", {"formula": "1"}, FORMULA),
    (
        "schema-formula-too-long",
        "error",
        "/formula",
        FORMULA | {"formula": LONG},
        FORMULA | {"formula": LONG[1:]},
    ),
    ("schema-missing-formula", "warning", "", without(FORMULA, "formula"), FORMULA),
    (
        "schema-formula-extraction",
        "error",
        "/rir_field_names",
        FORMULA | IBAN,
        FORMULA | {"rir_field_names": []},
    ),
    ("schema-prompt-unused", "warning", "/prompt", {"prompt": "a"}, REASONING),
    (
        "schema-prompt-too-long",
        "error",
        "/prompt",
        REASONING | {"prompt": LONG},
        REASONING | {"prompt": LONG[1:]},
    ),
    ("schema-missing-prompt", "warning", "", without(REASONING, "prompt"), REASONING),
    (
        "schema-context-unused",
        "warning",
        "/context",
        {"context": ["field.a"]},
        REASONING | {"context": ["field.a"]},
    ),
    ("schema-matching-unused", "warning", "/matching", without(LOOKUP, "ui_configuration"), LOOKUP),
    ("schema-missing-matching", "warning", "", without(LOOKUP, "matching"), LOOKUP),
    ("schema-ui-configuration-type", "error", "/ui_configuration/type", ui(type="capturd"), ui(type=None)),
    ("schema-ui-configuration-edit", "error", "/ui_configuration/edit", ui(edit=False), ui(edit="disabled")),
    # attributes that are for other fields
    ("schema-key-without-effect", "info", "/options", {"options": [EUR]}, enum(EUR)),
    ("schema-key-without-effect", "info", "/format", {"format": "D.M.YYYY"}, date("D.M.YYYY")),
    ("schema-key-without-effect", "info", "/stretch", {"stretch": True}, {"stretch": False}),
    ("schema-key-without-effect", "info", "/can_collapse", {"can_collapse": True}, {"can_collapse": False}),
    ("schema-key-without-effect", "info", "/width", {"width": 8}, {}),
    ("schema-key-without-effect", "info", "/popup_url", {"popup_url": URL}, AS_BUTTON | {"popup_url": URL}),
    ("schema-key-without-effect", "info", "/constraints", AS_BUTTON | OPTIONAL, OPTIONAL),
    (
        "schema-aggregation-place",
        "error",
        "/aggregations",
        {**AS_NUMBER, "aggregations": {"sum": {}}},
        AS_NUMBER,
    ),
    # formats
    ("schema-format", "error", "/format", number(2), number("# ##0")),
    ("schema-number-format", "error", "/format", number("#,##0.00"), number(None)),
    ("schema-date-format", "error", "/format", date("yyyy-MM-dd"), date("YYYY-MM-DD")),
    ("schema-date-format", "error", "/format", date("%d.%m.%Y"), date("Do MMMM YYYY")),
    ("schema-date-format", "warning", "/format", date(None), {"type": "date"}),
    ("schema-date-format-time", "warning", "/format", date("DD/mm/YYYY"), date("DD/MM/YYYY")),
    ("schema-date-format-unreadable", "warning", "/format", date("D.M."), date("[Day] D.M.YY")),
    # constraints
    ("schema-constraints-required", "error", f"{CONSTRAINTS}/required", constrained(required="no"), OPTIONAL),
    ("schema-constraints-length-min", "error", f"{LENGTH}/min", length(min="3"), length(min=3)),
    ("schema-length-range", "error", LENGTH, length(min=5, max=4), length(min=4, max=4)),
    ("schema-length-range", "error", LENGTH, length(exact=5, max=4), length(exact=5)),
    ("schema-length-exact", "warning", LENGTH, length(exact=5, max=9), length(exact=5, max=None)),
    ("schema-regexp", "error", f"{REGEXP}/pattern", regexp(pattern="[A-Z"), regexp(pattern="^[A-Z]$")),
    ("schema-missing-constraints-regexp-pattern", "error", REGEXP, regexp(), regexp(pattern="a")),
    # extraction
    ("schema-extraction-name", "info", "/rir_field_names/0", sources("date_isue"), sources("date_issue")),
    (
        "schema-extraction-name",
        "info",
        "/rir_field_names/0",
        sources("email_header:cc"),
        sources("email_header:to"),
    ),
    (
        "schema-extraction-name",
        "info",
        "/rir_field_names/0",
        sources("upload:"),
        sources("upload:batch", "edit:a"),
    ),
]
COLUMN_ROWS = [
    # code, severity, path below the column, attributes of a bad one, of a good one
    ("schema-width", "error", "/width", {"width": "8"}, {"width": 8, "stretch": True, "can_collapse": True}),
    ("schema-deprecated-key", "info", "/width_chars", {"width_chars": 8}, {"width": 8}),
    ("schema-unknown-aggregation", "error", "/aggregations/avg", aggregated("avg"), aggregated("sum")),
    ("schema-aggregation-place", "error", "/aggregations", {"aggregations": {"sum": {}}}, aggregated("sum")),
]
TABLE_ROWS = [
    # code, severity, path below the multivalue, attributes of a bad one, of a good one
    ("schema-min-occurrences", "error", "/min_occurrences", {"min_occurrences": -1}, {"min_occurrences": 0}),
    ("schema-max-occurrences", "error", "/max_occurrences", {"max_occurrences": 0}, {"max_occurrences": 1}),
    ("schema-occurrences", "error", "/min_occurrences", occurrences(3, 2), occurrences(2, 2)),
    ("schema-occurrences", "error", "/min_occurrences", occurrences(1001, None), occurrences(1000, None)),
    ("schema-missing-grid-default-row-type", "error", "/grid", grid(default_row_type=...), grid()),
    ("schema-grid-row-type", "error", "/grid/default_row_type", grid(default_row_type="header"), grid()),
    (
        "schema-grid-row-type",
        "error",
        "/grid/row_types_to_extract/0",
        grid(row_types_to_extract=["x"]),
        grid(),
    ),
    (
        "schema-extraction-first",
        "info",
        "/rir_field_names",
        sources("line_items", "tax_details"),
        sources("line_items"),
    ),
]
LIST_ROWS = [
    # code, severity, path below the multivalue, attributes of a bad one, of a good one
    ("schema-extraction-place", "error", "/rir_field_names", sources("iban"), sources()),
    ("schema-key-without-effect", "info", "/grid", grid(), {"show_grid_by_default": False}),
]


def rows():
    """All rows, as rows of whole schemas."""
    yield from SCHEMA_ROWS
    for code, severity, path, bad, good in FIELD_ROWS:
        yield code, severity, f"/0/children/0{path}", section(FIELD | bad), section(FIELD | good)
    for code, severity, path, bad, good in COLUMN_ROWS:
        yield (
            code,
            severity,
            f"{ROW}/children/0{path}",
            section(table(FIELD | bad)),
            section(table(FIELD | good)),
        )
    for make, table_rows in ((table, TABLE_ROWS), (lambda **more: values(FIELD, **more), LIST_ROWS)):
        for code, severity, path, bad, good in table_rows:
            yield code, severity, f"/0/children/0{path}", section(make(**bad)), section(make(**good))


@pytest.mark.parametrize(("code", "severity", "path", "bad", "good"), [*rows()])
def test_a_broken_rule_is_told_once_with_its_place_and_what_keeps_it_is_fine(code, severity, path, bad, good):
    (problem,) = check_schema(bad)

    assert (problem.code, problem.severity, problem.path, problem.where) == (
        code,
        severity,
        path,
        Where.SCHEMA,
    )
    assert problem.message[0] == '"' or problem.message[0].isupper()
    assert problem.message.endswith((".", "?"))
    assert check_schema(good) == ()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (
            number("#,##0.00"),
            'of the field "total" is "#,##0.00", which Rossum does not have; expected "#,##0.#".',
        ),
        (number("0"), 'expected "# ##0,#", "# ##0.#", '),
        (date("yyyy"), 'where "yyyy" has no meaning'),
        ({"type": "numbr"}, 'is "numbr"; expected "number".'),
        ({"score_threshold": 3}, "is the number 3; expected a number from 0 to 1."),
        ({"id": "x" * 51}, "has 51 characters; expected a text of 1 to 50 characters."),
        ({"default_value": True}, "is true; expected a text or null."),
        ({"hiden": 1}, 'did you mean "hidden"?'),
        (
            regexp(pattern="a("),
            '"constraints.regexp.pattern" of the field "total" is no regular expression (missing )',
        ),
        (
            length(min=-1),
            '"constraints.length.min" of the field "total" is the number -1; expected a whole number of at',
        ),
    ],
)
def test_a_sentence_names_the_field_and_what_was_expected(bad, words):
    (problem,) = check_schema(section(FIELD | bad))

    assert words in problem.message


@pytest.mark.parametrize("number_format", NUMBER_FORMATS)
def test_every_number_format_of_rossum_is_fine(number_format):
    assert check_schema(section(FIELD | number(number_format))) == ()


def test_a_field_of_an_unknown_type_is_told_about_its_type_only():
    problems = check_schema(section(FIELD | number("# ##0") | {"type": "numeric", "options": [EUR]}))

    assert [problem.code for problem in problems] == ["schema-type"]


def test_the_first_of_two_nodes_with_one_id_is_named():
    (problem,) = check_schema({"content": section(FIELD, values(FIELD))})

    assert problem.path == "/content/0/children/1/children/id"
    assert "used at /content/0/children/0 already" in problem.message


def test_a_schema_nested_in_thousands_is_told_and_does_not_end_the_check():
    node = FIELD
    for _ in range(5000):
        node = {"category": "section", "id": "s", "label": "S", "children": [node]}

    assert {problem.code for problem in check_schema([node])} == {"schema-nesting", "schema-duplicate-id"}


def test_metadata_nested_in_thousands_is_too_large():
    deep = 1
    for _ in range(20000):
        deep = [deep]

    problems = check_schema({"content": section(), "metadata": {"deep": deep}})

    assert [problem.code for problem in problems] == ["schema-metadata-too-large"]


@settings(deadline=None, max_examples=150)
@given(NODES | st.lists(st.dictionaries(KEYS, NODES, max_size=8), max_size=3))
def test_no_json_stops_the_check_and_every_pointer_leads_somewhere(raw):
    before = copy.deepcopy(raw)

    for problem in check_schema(raw):
        assert isinstance(problem, Problem)
        resolve(raw, problem.path)
    assert repr(raw) == repr(before)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_schema_with_one_part_replaced_by_any_json_is_checked(data):
    raw = copy.deepcopy(REFERENCE)
    node = data.draw(
        st.sampled_from([*raw, *raw[0]["children"], *raw[1]["children"], raw[1]["children"][0]["children"]])
    )
    node[data.draw(st.sampled_from(sorted(node)) | KEYS)] = data.draw(JSON | WORDS)

    for problem in check_schema(raw):
        assert problem.severity in Severity
        resolve(raw, problem.path)
