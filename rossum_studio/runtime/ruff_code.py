"""What Ruff says about Python code, and Ruff's format of it.

A process of its own that reads its standard input and no settings, neither the user's nor a project's.
"""

import subprocess
from functools import cache
from typing import Any

import msgspec
from ruff import find_ruff_bin

from rossum_studio.model.finding import Finding, Fix, TextEdit, TextRange
from rossum_studio.model.problem import Problem, Severity, Where

RULES = ("F", "B", "E711", "E712", "E713", "E714", "E721", "E722", "PLE", "W605")
FOUND_BY_US = ("F403", "F405", "F821", "F822")
"""Undefined names: `checking/python_undefined_names.py` knows what the platform and txscript add."""

LINE_LENGTH = 100
_MILD = ("F401", "F541", "F841", "B007", "B904")
_TIMEOUT_S = 10.0
_COMMON = ("--isolated", "--no-cache", "--quiet", "--target-version=py312", "--stdin-filename=handler.py")


def ruff_findings(code: str, filename: str) -> tuple[Finding, ...]:
    """Return what is doubtful in code that Python can read, in the order of the text.

    Nothing where Ruff is not installed or gives no answer.

    Args:
        filename: What the findings call the file.
    """
    rules = (f"--select={','.join(RULES)}", f"--ignore={','.join(FOUND_BY_US)}")
    answer = _ask("check", "--output-format=json", *rules, code=code)
    found: list[dict[str, Any]] = msgspec.json.decode(answer) if answer else []
    return tuple(_finding(one, filename) for one in found if one["code"] != "invalid-syntax")


def formatted(code: str) -> str | None:
    """Return Python code in the usual format; None when it cannot be read as Python, or there is no Ruff."""
    answer = _ask("format", f"--line-length={LINE_LENGTH}", code=code)
    return answer.decode() if answer or not code.strip() else None


@cache
def _ruff() -> str | None:
    try:
        return str(find_ruff_bin())
    except FileNotFoundError:
        return None


def _ask(command: str, *options: str, code: str) -> bytes:
    """What it prints; nothing when it fails."""
    ruff = _ruff()
    if ruff is None:
        return b""
    argv = (ruff, command, *_COMMON, *options, "-")
    try:
        done = subprocess.run(argv, input=code.encode(), capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired, UnicodeEncodeError):
        return b""
    return done.stdout if done.returncode in (0, 1) else b""


def _finding(found: dict[str, Any], filename: str) -> Finding:
    place = _place(found)
    severity = Severity.INFO if found["code"] in _MILD else Severity.WARNING
    message = f"{found['message'].rstrip('.')} ({found['code']})."
    problem = Problem(severity, Where.CODE, f"{filename}:{place.line}", message, f"ruff-{found['name']}")
    return Finding(problem, place, _fixes(found.get("fix")))


def _fixes(fix: dict[str, Any] | None) -> tuple[Fix, ...]:
    """The fix, where it changes nothing of what the code does."""
    if fix is None or fix["applicability"] != "safe":
        return ()
    edits = tuple(TextEdit(_place(edit), edit["content"]) for edit in fix["edits"])
    return (Fix(fix["message"], edits),)


def _place(found: dict[str, Any]) -> TextRange:
    """Ruff counts columns from 1."""
    start, end = found["location"], found["end_location"]
    return TextRange(start["row"], start["column"] - 1, end["row"], end["column"] - 1)
