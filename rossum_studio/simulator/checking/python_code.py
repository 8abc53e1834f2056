"""What is wrong with a Python handler, found without running it.

Source: practice, "Traps, and what should happen here"; reference chapters 4, 6.4, 7 and 8.1 to 8.6.
"""

import warnings
from collections.abc import Callable, Iterator

from rossum_studio.model.finding import Finding, TextRange
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.python_answer import check_answer
from rossum_studio.simulator.checking.python_display_values import check_display_values
from rossum_studio.simulator.checking.python_entry_point import check_entry_point
from rossum_studio.simulator.checking.python_field_names import check_field_names
from rossum_studio.simulator.checking.python_field_values import check_field_values
from rossum_studio.simulator.checking.python_field_writes import check_field_writes
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_libraries import check_libraries
from rossum_studio.simulator.checking.python_messages import check_messages
from rossum_studio.simulator.checking.python_payload import check_payload
from rossum_studio.simulator.checking.python_requests import check_requests
from rossum_studio.simulator.checking.python_secrets import check_secrets
from rossum_studio.simulator.checking.python_statelessness import check_statelessness
from rossum_studio.simulator.checking.python_undefined_names import check_undefined_names

CHECKS: tuple[Callable[[HandlerCode], Iterator[Finding]], ...] = (
    check_entry_point,
    check_payload,
    check_undefined_names,
    check_libraries,
    check_answer,
    check_messages,
    check_field_names,
    check_field_values,
    check_field_writes,
    check_display_values,
    check_requests,
    check_secrets,
    check_statelessness,
)

PYTHON_SYNTAX = "python-syntax"

_TOO_DEEP = "its expressions are nested too deeply"


def check_python(code: str, context: CheckContext, filename: str = "handler.py") -> tuple[Finding, ...]:
    """All findings about a handler, in the order of the text.

    Code that Python cannot read gives one finding that says why.

    Args:
        filename: What the findings call the file.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(code, filename, "exec", dont_inherit=True)
            handler_code = HandlerCode(code, context, filename)
    except SyntaxError as error:
        return (_syntax_finding(error, filename),)
    except ValueError:  # a lone surrogate, which is no UTF-8
        return (_unreadable("it holds a character that is no text", filename),)
    except (RecursionError, MemoryError):
        return (_unreadable(_TOO_DEEP, filename),)
    try:
        found = [finding for check in CHECKS for finding in check(handler_code)]
    except RecursionError:
        return (_unreadable(_TOO_DEEP, filename),)
    return tuple(sorted(dict.fromkeys(found), key=_order))


def _order(finding: Finding) -> tuple[TextRange, int, str]:
    assert finding.place is not None
    return finding.place, finding.problem.severity.rank, finding.problem.code


def _syntax_finding(error: SyntaxError, filename: str) -> Finding:
    line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
    end_line, end_column = error.end_lineno or line, (error.end_offset or 0) - 1
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    message = f"Python cannot read the code, so nothing of it runs: {error.msg}."
    place = TextRange(line, column, end_line, end_column)
    return Finding(Problem(Severity.ERROR, Where.CODE, f"{filename}:{line}", message, PYTHON_SYNTAX), place)


def _unreadable(why: str, filename: str) -> Finding:
    message = f"The code cannot be read: {why}."
    return Finding(
        Problem(Severity.ERROR, Where.CODE, f"{filename}:1", message, PYTHON_SYNTAX), TextRange(1, 0, 1, 1)
    )
