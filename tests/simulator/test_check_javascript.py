"""Traps are found in JavaScript code, and what is right is left alone.

A file in `flagged/` says with `// expect: code` which findings its lines have; all its other lines are near
misses. Its first line may hold the hook as JSON, and beside it `schema` (false for none, "own" for one with a
formula and a button) and `pack`. Files in `clean/` have no findings.
"""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.finding import Finding, TextRange
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_code import SYNTAX, check_javascript

DATA = Path(__file__).parent / "data_check_javascript"
FLAGGED = sorted((DATA / "flagged").glob("*.js"))
CLEAN = sorted((DATA / "clean").glob("*.js"))
ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "resources/templates").glob("*/handler.js"))
SNIPPETS = sorted((ROOT / "resources/snippets/javascript").glob("*.js"))
SCHEMA = parse_schema(json.loads((ROOT / "sample_events/schema.invoice.json").read_bytes()))
OWN_SCHEMA = parse_schema(
    [
        {
            "category": "section",
            "id": "header",
            "children": [
                {"category": "datapoint", "id": "note", "type": "string"},
                {"category": "datapoint", "id": "press", "type": "button"},
                {
                    "category": "datapoint",
                    "id": "calc",
                    "type": "number",
                    "formula": "1",
                    "ui_configuration": {"type": "formula"},
                },
            ],
        }
    ]
)
HOOK = {
    "type": "function",
    "events": ["annotation_content.initialize", "annotation_content.updated"],
    "sideload": ["schemas"],
    "token_owner": "https://kestrel.rossum.app/api/v1/users/51",
}
PREFIX = "javascript-"
HANDLER = "exports.rossum_hook_request_handler = (payload) => ({});\n"
PIECES = [
    *("exports", ".", "rossum_hook_request_handler", "=", "(", ")", "{", "}", "=>", "async ", "payload"),
    *("[", "]", "'x'", ",", ";", "const ", "let ", "a", "b", "...", "await ", "return ", "fetch", "new "),
    *("for ", " of ", "if ", "require", "schema_id", "===", "`${", "}`", "\n", "é", "🐎", "\r\n"),
    *("import ", "export ", "class ", "function ", "?.", "??", "1", "console.log", "content", "value", ":"),
]
BARE = CheckContext(Hook("", {}, "javascript"))


def read(path: Path) -> tuple[str, CheckContext]:
    """A file of the test data, and the context that its first line asks for."""
    code = path.read_text(encoding="utf-8")
    first = code.partition("\n")[0]
    asked = json.loads(first.removeprefix("//")) if first.startswith("// {") else {}
    schema = {True: SCHEMA, False: None, "own": OWN_SCHEMA}[asked.pop("schema", True)]
    pack = asked.pop("pack", "default")
    return code, CheckContext(Hook(code, HOOK | asked, "javascript"), schema, pack)


def expected(code: str) -> Counter[tuple[int, str]]:
    """Line and code of the findings that the comments promise."""
    return Counter(
        (number, PREFIX + one.strip())
        for number, line in enumerate(code.split("\n"), 1)
        for one in line.partition("// expect:")[2].split(",")
        if one.strip()
    )


def found(code: str, context: CheckContext) -> Counter[tuple[int, str]]:
    """Line and code of what is found."""
    return Counter((finding.place.line, finding.problem.code) for finding in check_javascript(code, context))


def codes(code: str, context: CheckContext = BARE) -> list[str]:
    return [finding.problem.code.removeprefix(PREFIX) for finding in check_javascript(code, context)]


def spot(code: str, finding: Finding) -> str:
    """The code that a finding on one line is about."""
    place = finding.place
    assert place is not None and place.line == place.end_line
    return code.split("\n")[place.line - 1][place.column : place.end_column]


@pytest.mark.parametrize(
    "path", [path for path in FLAGGED if path.stem != "syntax"], ids=lambda path: path.stem
)
def test_each_trap_is_found_on_its_line_and_nowhere_else(path):
    code, context = read(path)

    assert found(code, context) == expected(code)
    assert expected(code) or path.stem == "schema_ids_without_schema"


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_a_correct_handler_has_no_findings(path):
    code, context = read(path)

    assert not check_javascript(code, context)
    assert not check_javascript(code, CheckContext(Hook(code, {}, "javascript")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parent.name)
def test_a_template_has_no_findings(path):
    hook = json.loads(path.with_name("hook.json").read_bytes())
    code = path.read_text(encoding="utf-8")

    for schema in (SCHEMA, None):
        assert not check_javascript(code, CheckContext(Hook(code, hook, "javascript"), schema))


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.stem)
def test_a_snippet_in_a_handler_has_no_findings(path):
    assert not codes(HANDLER + path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FLAGGED, ids=lambda path: path.stem)
def test_every_fix_leaves_code_that_parses_and_no_longer_has_the_finding(path):
    code, context = read(path)

    for finding in check_javascript(code, context):
        for fix in finding.fixes:
            fixed = fix.applied_to(code)
            after = check_javascript(fixed, context)
            if fix.edits:
                assert SYNTAX not in {one.problem.code for one in after}, fixed
                before = [one.problem.code for one in check_javascript(code, context)]
                assert [one.problem.code for one in after].count(finding.problem.code) < before.count(
                    finding.problem.code
                ), fixed
            else:
                assert fix.sideload


def test_a_mistake_in_the_syntax_is_the_only_finding():
    code, context = read(DATA / "flagged/syntax.js")

    (finding,) = check_javascript(code, context, "mine.js")

    assert finding.problem.code == SYNTAX
    assert finding.problem.path == "mine.js:2"
    assert finding.problem.severity is Severity.ERROR


def test_a_finding_names_the_file_the_line_and_the_characters():
    code = "/* žluťoučký 🐎 */ const ů = '🐎'; const fs = require('./kůň');\n" + HANDLER

    (finding,) = check_javascript(code, BARE, "kůň.js")

    assert finding.problem.where is Where.CODE
    assert finding.problem.path == "kůň.js:1"
    assert spot(code, finding) == "'./kůň'"


def test_what_depends_on_a_hook_object_is_not_said_without_one():
    code = (
        "exports.rossum_hook_request_handler = (payload) =>\n"
        "  ({ a: payload.queues[0], b: payload.rossum_authorization_token.length });\n"
    )

    assert codes(code) == []
    assert codes(code, CheckContext(Hook(code, {"config": {}}, "javascript"))) == [
        "sideload-missing",
        "token-without-owner",
    ]


def test_unknown_ids_are_not_reported_against_an_inferred_schema():
    code = HANDLER + "const isMine = (node) => node.schema_id === 'nobody_knows';\n"
    context = CheckContext(Hook(code, {}, "javascript"), SCHEMA)
    inferred = CheckContext(Hook(code, {}, "javascript"), SCHEMA, has_inferred_schema=True)

    assert codes(code, context) == ["unknown-field"]
    assert codes(code, inferred) == []


def test_the_library_pack_is_named_with_what_it_has():
    (finding,) = check_javascript(HANDLER + "const axios = require('axios');\n", BARE)

    assert "'default' has node-fetch, https-proxy-agent, lodash" in finding.problem.message


def test_an_unknown_pack_may_have_anything():
    context = CheckContext(Hook("", {}, "javascript"), pack="documents")

    assert codes(HANDLER + "const pdf = require('pdf-lib');\n", context) == []


def test_a_misspelt_field_is_told_what_was_meant():
    code = HANDLER + "const isTotal = (node) => node.schema_id === 'amount_totl';\n"

    (finding,) = check_javascript(code, CheckContext(Hook(code, {}, "javascript"), SCHEMA))

    assert 'Did you mean "amount_total"?' in finding.problem.message


def test_a_missing_answer_is_added_in_the_style_of_the_code():
    code, context = read(DATA / "flagged/answer_lost.js")
    (finding,) = check_javascript(code, context)

    fixed = finding.fixes[0].applied_to(code)

    assert "});\n  return { messages, operations };\n};\n" in fixed.replace(".id });\n", ".id });\n", 1)


def test_imports_become_calls_of_require():
    code, context = read(DATA / "flagged/es_module.js")

    fixes = [fix for finding in check_javascript(code, context) for fix in finding.fixes]
    fixed = code
    for fix in reversed(fixes):
        fixed = fix.applied_to(fixed)

    assert "const https = require('https');" in fixed
    assert "const util = require('util');" in fixed
    assert "const { createHash, randomBytes: bytes } = require('crypto');" in fixed
    assert "\nrequire('left-pad');" in fixed
    assert "exports.rossum_hook_request_handler = rossum_hook_request_handler;" in fixed


def test_findings_come_in_the_order_of_the_code():
    code, context = read(DATA / "flagged/secrets.js")

    places = [finding.place for finding in check_javascript(code, context)]

    assert places == sorted(places, key=lambda place: (place.line, place.column))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_can_be_checked(code):
    context = CheckContext(Hook(code, HOOK, "javascript"), SCHEMA)

    for finding in check_javascript(code, context):
        assert isinstance(finding.place, TextRange)
        assert finding.problem.message.endswith((".", "?", "...)", ";"))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(CLEAN + FLAGGED + TEMPLATES), st.data())
def test_a_handler_in_the_middle_of_an_edit_can_be_checked(path, data):
    code = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(code)))
    length = data.draw(st.integers(0, 40))

    check_javascript(
        code[:start] + code[start + length :], CheckContext(Hook(code, HOOK, "javascript"), SCHEMA)
    )


def test_endless_references_end():
    code = (
        "const a = b; const b = a; const c = c.d; a.x(); c.y(a);\nconst f = (p) => f(p.q); f(f);\n" + HANDLER
    )

    assert codes(code) == []
