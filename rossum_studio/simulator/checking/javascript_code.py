"""What is wrong with a JavaScript handler, found without running it.

Source: practice, "Traps, and what should happen here"; reference chapter 7, 6.4.
"""

from collections.abc import Callable, Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_field_reads import check_field_reads
from rossum_studio.simulator.checking.javascript_handler import check_handler
from rossum_studio.simulator.checking.javascript_messages import check_messages
from rossum_studio.simulator.checking.javascript_modules import check_modules, check_process
from rossum_studio.simulator.checking.javascript_network import check_network
from rossum_studio.simulator.checking.javascript_operations import check_operations
from rossum_studio.simulator.checking.javascript_payload import check_payload
from rossum_studio.simulator.checking.javascript_script import Script
from rossum_studio.simulator.checking.javascript_secrets import check_secrets
from rossum_studio.simulator.checking.javascript_state import check_state
from rossum_studio.simulator.checking.javascript_tree import Syntax, parse_javascript

SYNTAX = "javascript-syntax"
"""The code of a finding about text that is not JavaScript."""

_CHECKS: tuple[Callable[[Script, CheckContext], Iterator[Finding]], ...] = (
    check_handler,
    check_modules,
    check_process,
    check_payload,
    check_field_reads,
    check_operations,
    check_messages,
    check_network,
    check_secrets,
    check_state,
)


def check_javascript(code: str, context: CheckContext, filename: str = "handler.js") -> tuple[Finding, ...]:
    """Check a handler; of code that does not parse, only the first mistake is told.

    Returns:
        The findings in the order of the code.
    """
    parsed = parse_javascript(code)
    if parsed.mistake is not None:
        return (_mistake(parsed.mistake, filename),)
    script = Script(parsed.root, filename)
    found = {
        (finding.problem.code, finding.place): finding
        for check in _CHECKS
        for finding in check(script, context)
    }
    return tuple(sorted(found.values(), key=_place))


def _mistake(node: Syntax, filename: str) -> Finding:
    message = "This is not JavaScript from here on: a bracket, a quote or a comma may be missing before it."
    problem = Problem(Severity.ERROR, Where.CODE, f"{filename}:{node.place.line}", message, SYNTAX)
    return Finding(problem, node.place)


def _place(finding: Finding) -> tuple[int, int]:
    assert finding.place is not None
    return finding.place.line, finding.place.column
