"""Traps are found in Python code, and what is right is left alone.

A file in `flagged/` says with `# expect: code` which findings its lines have; all its other lines are near
misses. Its first line may hold the hook as JSON, and beside it `schema` (false for none), `pack` and `hook`
(false for code without a hook object). Files in `clean/` have no findings.
"""

import ast
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.finding import Finding, TextRange
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.model.template import load_snippets, load_templates
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.python_code import check_python

DATA = Path(__file__).parent / "data_check_python"
FLAGGED = sorted((DATA / "flagged").glob("*.py"))
CLEAN = sorted((DATA / "clean").glob("*.py"))
SAMPLES = Path(__file__).parents[2] / "sample_events"
SCHEMA = parse_schema(json.loads((SAMPLES / "schema.invoice.json").read_bytes()))
CHECKS = Path(__file__).parents[2] / "rossum_studio/simulator/checking"
HOOK = {
    "type": "function",
    "events": ["annotation_content.initialize", "annotation_content.updated"],
    "sideload": ["schemas"],
    "settings": {},
    "token_owner": "https://kestrel.rossum.app/api/v1/users/51",
}
HANDLER = "def rossum_hook_request_handler(payload):\n"


def read(path: Path) -> tuple[str, CheckContext]:
    """A file of the test data, and the context that its first line asks for."""
    code = path.read_text(encoding="utf-8")
    first = code.partition("\n")[0]
    given = json.loads(first.removeprefix("#")) if first.startswith("# {") else {}
    schema = SCHEMA if given.pop("schema", True) else None
    pack = given.pop("pack", "default")
    hook = HOOK | given if given.pop("hook", True) else {}
    return code, CheckContext(Hook(code, hook), schema, pack)


def expected(code: str) -> Counter[tuple[int, str]]:
    """Line and code of the findings that the comments promise."""
    return Counter(
        (number, one.strip())
        for number, line in enumerate(code.splitlines(), 1)
        for one in line.partition("# expect:")[2].partition("# noqa")[0].split(",")
        if one.strip()
    )


def found(findings: tuple[Finding, ...]) -> Counter[tuple[int, str]]:
    return Counter((one.place.line if one.place else 0, one.problem.code) for one in findings)


def check(body: str, schema: Schema | None = SCHEMA, **hook: object) -> tuple[Finding, ...]:
    code = HANDLER + "".join(f"    {line}\n" for line in body.splitlines())
    return check_python(code, CheckContext(Hook(code, {**HOOK, **hook}), schema))


@pytest.mark.parametrize("path", FLAGGED, ids=lambda path: path.stem)
def test_the_promised_lines_are_flagged_and_no_others(path):
    code, context = read(path)

    findings = check_python(code, context)

    assert found(findings) == expected(code), [one.problem.message for one in findings]


def test_every_code_of_a_finding_is_shown_by_a_flagged_file():
    shown = {name for path in FLAGGED for _, name in expected(path.read_text(encoding="utf-8"))}
    constants = {
        node.value
        for path in CHECKS.glob("python_*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert {text for text in constants if text.startswith("python-") and " " not in text} == shown


@pytest.mark.parametrize("path", FLAGGED, ids=lambda path: path.stem)
def test_a_fix_of_the_code_mends_its_finding_and_makes_no_other(path):
    code, context = read(path)
    before = check_python(code, context)

    for finding in before:
        for fix in finding.fixes:
            if not fix.edits:
                continue
            fixed = fix.applied_to(code)
            after = check_python(fixed, context)
            codes = Counter(one.problem.code for one in before)
            left = Counter(one.problem.code for one in after)
            assert left[finding.problem.code] < codes[finding.problem.code], fixed
            assert not left - codes, fixed


def test_the_fix_of_a_sideload_names_what_to_add():
    code, context = read(DATA / "flagged/sideload.py")

    fixes = [fix for finding in check_python(code, context) for fix in finding.fixes]

    assert [fix.sideload for fix in fixes] == [("queues",)]


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_a_correct_handler_is_left_alone(path):
    code, context = read(path)

    assert [one.problem for one in check_python(code, context)] == []


def test_there_are_many_correct_handlers():
    assert len(CLEAN) >= 40


@pytest.mark.parametrize("schema", [None, SCHEMA], ids=["no schema", "schema"])
@pytest.mark.parametrize(
    "template", [one for one in load_templates() if one.language == "python"], ids=lambda one: one.name
)
def test_no_template_is_suspected(template, schema):
    assert check_python(template.code, CheckContext(Hook(template.code, template.hook), schema)) == ()


@pytest.mark.parametrize("snippet", load_snippets("python"), ids=lambda one: one.title)
def test_no_snippet_is_suspected(snippet):
    code = f"{HANDLER}    return {{}}\n\n\n{snippet.code}"

    assert check_python(code, CheckContext(Hook(code, HOOK), SCHEMA)) == ()


def test_a_finding_says_where_it_is_and_what_it_is_about():
    (finding,) = check('é = "ž"; print(payload["annotatio"], é)\nreturn {}')

    assert finding.place == TextRange(2, 19, 2, 39)
    assert finding.problem.path == "handler.py:2"
    assert (finding.problem.where, finding.problem.severity) == (Where.CODE, Severity.ERROR)
    assert finding.problem.message.endswith('Did you mean "annotation"?')


def test_a_fix_behind_letters_beyond_ascii_lands_where_it_should():
    body = "from txscript import TxScript\nt = TxScript.from_payload(payload)\n"
    (finding,) = check(f'{body}print("ěščř", t.field.iban is None)\nreturn t.hook_response()')
    code = f'{HANDLER}    print("ěščř", t.field.iban is None)\n'

    assert finding.place == TextRange(4, 18, 4, 38)
    assert finding.fixes[0].edits[0].text == "is_empty(t.field.iban)"
    assert code.splitlines()[1][18:38] == "t.field.iban is None"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(line_end):
    code = HANDLER + "    print(payload)\n    return {}\n"

    (finding,) = check_python(code.replace("\n", line_end), CheckContext(Hook(code, HOOK)))

    assert finding.place == TextRange(2, 10, 2, 17)


@pytest.mark.parametrize(
    ("code", "line"),
    [("", 1), ("x = (\n", 1), ("\0", 1), ("x = '\ud800'", 1), ("f(" * 500, 1), ("def f():\nreturn 1", 2)],
    ids=["empty", "open", "null", "surrogate", "nested", "indent"],
)
def test_code_that_cannot_be_read_gives_one_finding(code, line):
    (finding,) = check_python(code, CheckContext(Hook(code, HOOK)))

    assert finding.problem.code == ("python-syntax" if code else "python-no-handler")
    assert finding.place is not None
    assert finding.place.line == line


def test_endlessly_nested_code_is_said_to_be_so():
    code = HANDLER + "    return payload" + ".x" * 5000 + "\n"

    (finding,) = check_python(code, CheckContext(Hook(code, HOOK)))

    assert "nested too deeply" in finding.problem.message


def test_functions_that_call_each_other_in_circles_are_checked_in_time():
    circle = [(one, (one + 1) % 40, (one + 7) % 40, (one + 3) % 40) for one in range(40)]
    calls = "".join(f"def f{a}(x):\n    return f{b}(x) if x else f{c}(f{d}(x))\n" for a, b, c, d in circle)
    code = f"{HANDLER}    return f0(payload)\n{calls}"

    assert check_python(code, CheckContext(Hook(code, HOOK), SCHEMA)) == ()


def test_an_inferred_schema_says_nothing_about_unknown_fields():
    code, context = read(DATA / "flagged/unknown_fields.py")
    inferred = CheckContext(context.hook, context.schema, has_inferred_schema=True)

    assert {one.problem.code for one in check_python(code, inferred)} == {"python-vars-of-fields"}


def test_findings_come_in_the_order_of_the_text():
    for path in FLAGGED:
        code, context = read(path)
        places = [finding.place for finding in check_python(code, context)]
        assert places == sorted(places)


ALL_LINES = [line for path in FLAGGED for line in path.read_text(encoding="utf-8").splitlines()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ALL_LINES), max_size=12))
def test_any_mixture_of_lines_is_checked_without_an_exception(lines):
    code = "\n".join(lines)

    for finding in check_python(code, CheckContext(Hook(code, HOOK), SCHEMA)):
        assert finding.problem.message
        for fix in finding.fixes:
            fix.applied_to(code)
