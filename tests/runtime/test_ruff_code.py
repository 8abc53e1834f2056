"""Ruff's findings and format, and the format of JavaScript, from the real programs."""

import ast
from pathlib import Path

import pytest

from rossum_studio.model.errors import StudioError
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Severity
from rossum_studio.runtime.formatting import format_code
from rossum_studio.runtime.node_syntax import node_syntax_error
from rossum_studio.runtime.ruff_code import ruff_findings
from rossum_studio.runtime.static_check import check_code

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "resources" / "templates").glob("*/handler.*"))
CLEAN = sorted((ROOT / "tests" / "simulator" / "data_check_python" / "clean").glob("*.py"))

DOUBTFUL = """import os
def rossum_hook_request_handler(payload, seen=[]):
    seen.append(payload)
    if payload["settings"] == None:
        return {}
    return {}
"""


def test_an_unused_import_is_mentioned_and_can_be_removed():
    finding = ruff_findings(DOUBTFUL, "hook.py")[0]

    assert finding.problem.code == "ruff-unused-import"
    assert finding.problem.severity is Severity.INFO
    assert finding.problem.path == "hook.py:1"
    assert finding.fixes[0].applied_to(DOUBTFUL) == DOUBTFUL.removeprefix("import os\n")


def test_a_default_that_is_shared_by_all_calls_is_a_warning():
    found = {one.problem.code: one.problem.severity for one in ruff_findings(DOUBTFUL, "hook.py")}

    assert found["ruff-mutable-argument-default"] is Severity.WARNING


def test_what_our_own_checks_said_about_a_line_is_not_said_twice():
    code = "def rossum_hook_request_handler(payload):\n    return {'messages': unknown}\n"

    found = check_code(Hook(code), None, "hook.py")

    assert [finding.problem.code for finding in found] == ["python-undefined-name"]


def test_code_that_python_cannot_read_has_one_problem():
    found = check_code(Hook("def f(:\n    import os\n"), None, "hook.py")

    assert [finding.problem.code for finding in found] == ["python-syntax"]


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_correct_handlers_are_left_alone(path):
    assert ruff_findings(path.read_text("utf-8"), path.name) == ()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}{path.suffix}")
def test_a_formatted_template_is_the_same_program(path):
    code = path.read_text("utf-8")
    language = "python" if path.suffix == ".py" else "javascript"

    tidy = format_code(code, language)

    assert format_code(tidy, language) == tidy
    if language == "python":
        assert ast.dump(ast.parse(tidy)) == ast.dump(ast.parse(code))
    else:
        assert node_syntax_error(tidy, path.name) is None
        assert "".join(tidy.split()) == "".join(code.split())


def test_line_ends_stay_as_they_were():
    assert format_code("x=1\r\ny=2\r\n", "python") == "x = 1\r\ny = 2\r\n"


def test_code_that_cannot_be_read_stays_and_says_why():
    with pytest.raises(StudioError, match="mend its first error"):
        format_code("def f(:", "python")


def test_nothing_is_formatted_to_nothing():
    assert format_code("", "python") == ""
