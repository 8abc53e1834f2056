"""Completion, hover and definitions for JavaScript."""

from pathlib import Path

import pytest
from authoring_places import known_about, names, place
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.simulator.authoring import javascript
from rossum_studio.simulator.authoring.completion import Completions, Definition, Kind, Known

TEMPLATES = sorted((Path(__file__).parents[3] / "resources" / "templates").rglob("*.js"))
HANDLER = """\
const axios = require('axios');

function findBySchemaId(content, schemaId) {
  return content.find((node) => node.schema_id === schemaId);
}

exports.rossum_hook_request_handler = async (payload) => {
  const { annotation, settings: given } = payload;
  const limit = 5;
  const messages = [];
  {line}
  return { messages };
};
"""


@pytest.fixture
def known(sample_event) -> Known:
    return known_about(sample_event)


@pytest.fixture
def complete(known):
    """What is offered at the caret of a line in a handler."""

    def offered(line: str) -> Completions:
        return javascript.complete(*place(HANDLER.replace("{line}", line)), known)

    return offered


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("payload.|", {"annotation", "document", "settings"}),
        ("const x = payload.ann|", {"annotation"}),
        ("payload?.annotation?.|", {"status", "content"}),
        ("const x = payload.annotation.|;", {"status", "content"}),
        ("if (annotation.|", {"status", "content"}),
        ("annotation['|", {"status", "content"}),
        ("annotation['|']", {"status", "content"}),
        ("given.|", {"max_amount"}),
        ("payload.secrets.|", {"password"}),
        ("annotation.content[0].|", {"schema_id", "children"}),
        ("for (const section of annotation.content) {\n    section.|\n  }", {"schema_id", "children"}),
        ("annotation.content.map((section) => section.|", {"schema_id"}),
        ("const s = annotation.content.find((s) => s.|", {"schema_id"}),
        (
            "const n = findBySchemaId(annotation.content, 'amount_total').content.|",
            {"value", "rir_confidence"},
        ),
        ("annotation.content.find((n) => n.schema_id === 'amount_total').content.|", {"value"}),
        ("annotation.content.|", {"map", "filter", "find", "length"}),
        ("annotation.status.|", {"toUpperCase", "trim"}),
        ("JSON.|", {"parse", "stringify"}),
        ("messages.|", {"push"}),
    ],
)
def test_members_are_those_of_the_payload(complete, line, expected):
    assert expected <= set(names(complete(line)))


def test_a_key_has_its_value_unless_it_is_a_secret(complete):
    status = next(each for each in complete("annotation.|").entries if each.text == "status")
    secret = complete("payload.secrets.|").entries[0]

    assert status.detail.startswith('"')
    assert "•" not in secret.detail + secret.documentation


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("|", {"payload", "annotation", "given", "limit", "messages", "findBySchemaId", "JSON", "const"}),
        ("lim|", {"limit"}),
        ("const x = `${lim|}`;", {"limit"}),
        ("messages.push({ | });", {"type", "content", "id"}),
        ("const operations = [{ |", {"op", "value"}),
        ("return { |", {"messages", "operations"}),
    ],
)
def test_names_in_scope_and_keys_of_the_response_are_offered(complete, line, expected):
    assert expected <= set(names(complete(line)))


def test_names_of_other_functions_are_not_offered(complete):
    assert "schemaId" not in names(complete("sche|"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("if (annotation.schema_id === '|", "amount_total"),
        ("findBySchemaId(annotation.content, '|", "amount_total"),
        ("findBySchemaId(annotation.content, '|')", "amount_total"),
        ("const x = 'amount_t|'", "amount_total"),
        ("messages.push({ type: '|' });", "warning"),
        ("const o = { op: '|", "replace"),
    ],
)
def test_texts_are_offered_where_rossum_expects_certain_ones(complete, line, expected):
    assert expected in names(complete(line))


@pytest.mark.parametrize(
    "line", ["// payload.|", "/* payload.| */", "const x = `payload.|`;", "x = '|'", "5|"]
)
def test_nothing_is_offered_in_comments_templates_numbers_and_plain_texts(complete, line):
    assert complete(line).entries == ()


def test_what_was_begun_is_replaced(complete):
    assert complete("const x = payload.ann|").start_column == len("  const x = payload.")


@pytest.mark.parametrize("begun", ["|", "exp|"])
def test_an_empty_file_is_offered_a_handler(known, begun):
    first = javascript.complete(*place(begun), known).entries[0]

    assert first.kind is Kind.SNIPPET
    assert "exports.rossum_hook_request_handler" in first.text


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("const x = annotation.sta|tus;", '"importing"'),
        ("findBySchemaId(annotation.content, 'amount_t|otal')", "Total (number)"),
        ("const x = given.max_am|ount;", "1000"),
        ("const x = payload.secrets.pass|word;", "not shown"),
    ],
)
def test_what_stands_at_a_place_is_told(known, line, told):
    found = javascript.hover(*place(HANDLER.replace("{line}", line)), known)

    assert found is not None
    assert told in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("findBySche|maId(1)", Definition(line=3)),
        ("const x = lim|it;", Definition(line=9)),
        ("const x = 'amount_t|otal';", Definition(schema_id="amount_total")),
        ("const x = unkno|wn;", None),
    ],
)
def test_names_lead_to_where_they_are_from(known, line, expected):
    assert javascript.definition(*place(HANDLER.replace("{line}", line)), known) == expected


def test_the_symbols_of_a_file_are_its_functions_and_top_level_names():
    found = javascript.symbols(HANDLER.replace("{line}", ""))

    assert found == (("axios", 1), ("findBySchemaId", 3), ("rossum_hook_request_handler", 7))


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_place_in_any_template_breaks_it(data):
    code = data.draw(st.sampled_from(TEMPLATES)).read_text("utf-8")
    offset = data.draw(st.integers(0, len(code)))
    typed = data.draw(st.sampled_from(["", ".", "['", "(", "'", "`", "{", "payload."]))
    cut = code[:offset] + typed + code[offset:]
    line, column = cut.count("\n", 0, offset) + 1, offset - (cut.rfind("\n", 0, offset) + 1)

    for ask in (javascript.complete, javascript.hover, javascript.definition):
        ask(cut, line, column, Known(payload={"annotation": {"content": [{"schema_id": "a"}]}}))


@settings(max_examples=60, deadline=None)
@given(code=st.text(max_size=40), line=st.integers(0, 5), column=st.integers(0, 50))
def test_no_text_breaks_it(code, line, column):
    for ask in (javascript.complete, javascript.hover, javascript.definition):
        ask(code, line, column, Known())
    javascript.symbols(code)
