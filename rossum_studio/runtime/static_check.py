"""Everything that can be found wrong with a hook and its schema without running it.

Source: contract, `check`; practice, "Traps, and what should happen here".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rossum_studio.model.event import HookEvent
from rossum_studio.model.finding import Finding
from rossum_studio.model.hook import SUFFIXES, Hook
from rossum_studio.model.hook_check import check_hook_object
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.library_pack import pack_of
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.model.schema_check import check_schema
from rossum_studio.runtime.launch import NotSupportedError
from rossum_studio.runtime.node_syntax import ES_MODULE, node_syntax_error
from rossum_studio.runtime.ruff_code import ruff_findings
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.fixing import FixedHook, apply_fixes
from rossum_studio.simulator.checking.formula_code import check_formulas
from rossum_studio.simulator.checking.javascript_code import SYNTAX, check_javascript
from rossum_studio.simulator.checking.python_code import PYTHON_SYNTAX, check_python
from rossum_studio.simulator.sideload import SIDELOADS

_SOME_OWNER = "https://example.rossum.app/api/v1/users/1"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found.

    Args:
        findings: The worst first, then in the order of the code.
    """

    findings: tuple[Finding, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of all findings."""
        return tuple(finding.problem for finding in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether something will surely fail."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def count(self, severity: Severity) -> int:
        """How many there are of a severity."""
        return sum(problem.severity is severity for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a hook is taken to have instead of its own; None leaves it as it is.

    Args:
        event: The only event it is called on.
    """

    event: HookEvent | None = None
    settings: Mapping[str, Any] | None = None
    secrets: Mapping[str, Any] | None = None

    def applied_to(self, hook: Hook) -> Hook:
        """The hook as it is checked.

        Code without a hook object, of which only this is known, is taken to have all sideloads and a token.
        """
        changed: dict[str, Any] = {}
        if self.event is not None:
            changed["events"] = [self.event.name]
        if self.settings is not None:
            changed["settings"] = dict(self.settings)
        if self.secrets is not None:
            changed["secrets"] = dict(self.secrets)
        if not changed:
            return hook
        own = hook.attributes or {"sideload": list(SIDELOADS), "token_owner": _SOME_OWNER}
        return replace(hook, attributes={**own, **changed})


def check_everything(
    opened: OpenedHook,
    schema: Schema | None = None,
    assumed: Assumed = Assumed(),
) -> CheckReport:
    """Check code, hook object, settings and secrets, and the schema with its formulas.

    Args:
        schema: Of the documents that the hook gets. One that was inferred is not checked itself.
    """
    hook = assumed.applied_to(opened.hook)
    findings = [*_object_findings(opened, assumed), *_schema_findings(schema)]
    if hook.code.strip():
        findings += check_code(hook, schema, code_name(opened))
    elif _is_function(hook):
        findings.append(_no_code())
    return _in_order(findings)


def check_code(
    hook: Hook, schema: Schema | None, filename: str, *, ask_node: bool = True
) -> tuple[Finding, ...]:
    """Check the code of a hook.

    Args:
        ask_node: Let Node.js say whether JavaScript can be read, which takes a process.
    """
    context = CheckContext(hook, schema, pack_of(hook), schema is not None and schema.is_inferred)
    if hook.language == "python":
        return _with_ruff(check_python(hook.code, context, filename), hook.code, filename)
    findings = check_javascript(hook.code, context, filename)
    return _judged_by_node(findings, hook.code, filename) if ask_node else findings


def fix_everything(
    opened: OpenedHook, schema: Schema | None = None, assumed: Assumed = Assumed()
) -> FixedHook:
    """Apply the fixes of all findings in the code.

    Returns:
        The hook itself, without what was assumed about it.
    """
    name = code_name(opened)
    return apply_fixes(
        opened.hook, lambda hook: check_code(assumed.applied_to(hook), schema, name, ask_node=False)
    )


def code_name(opened: OpenedHook) -> str:
    """What findings call the code."""
    if opened.code_path is not None:
        return opened.code_path.name
    stem = opened.object_path.stem if opened.object_path is not None else "handler"
    return stem + SUFFIXES[opened.hook.language]


def _with_ruff(findings: tuple[Finding, ...], code: str, filename: str) -> tuple[Finding, ...]:
    """Add what Ruff says about other lines; code that Python cannot read has said enough."""
    if any(finding.problem.code == PYTHON_SYNTAX for finding in findings):
        return findings
    told = {finding.place.line for finding in findings if finding.place is not None}
    others = (one for one in ruff_findings(code, filename) if one.place and one.place.line not in told)
    return tuple(sorted((*findings, *others), key=lambda one: one.place.line if one.place else 0))


def _judged_by_node(findings: tuple[Finding, ...], code: str, filename: str) -> tuple[Finding, ...]:
    """The findings, when Node.js can read the code; else its own first mistake, which is exact."""
    if any(finding.problem.code == ES_MODULE for finding in findings):
        return findings
    try:
        mistake = node_syntax_error(code, filename)
    except NotSupportedError:
        return findings
    if mistake is not None:
        return (mistake,)
    return tuple(finding for finding in findings if finding.problem.code != SYNTAX)


def _object_findings(opened: OpenedHook, assumed: Assumed) -> list[Finding]:
    if not opened.hook.attributes:
        return []
    without_event = replace(assumed, event=None)  # it is not what the object says
    raw = dict(without_event.applied_to(opened.hook).attributes)
    return [Finding(problem) for problem in check_hook_object(raw)]


def _schema_findings(schema: Schema | None) -> list[Finding]:
    if schema is None or schema.is_inferred:
        return []
    raw = schema.to_json() if schema.attributes else schema.content()
    return [Finding(problem) for problem in (*check_schema(raw), *check_formulas(schema))]


def _is_function(hook: Hook) -> bool:
    return bool(hook.attributes.get("type", "function") == "function")


def _no_code() -> Finding:
    message = "The hook has no code; expected it in config.code or in a file beside the hook object."
    return Finding(Problem(Severity.ERROR, Where.HOOK, "/config/code", message, "hook-no-code"))


def _in_order(findings: Iterable[Finding]) -> CheckReport:
    """The worst first; each kind in the order in which it was found."""
    return CheckReport(tuple(sorted(findings, key=lambda finding: finding.problem.severity.rank)))
