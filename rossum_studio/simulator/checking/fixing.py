"""Applies the fixes of findings, one after the other, as long as each makes its finding go away."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.hook import Hook

type Check = Callable[[Hook], Sequence[Finding]]
"""What finds problems in a hook; it is asked again after each fix."""

_MAX_FIXES = 200
_SYNTAX = "-syntax"


@dataclass(frozen=True, slots=True)
class AppliedFix:
    """What was done.

    Args:
        line: Of the code as it was before this fix; None for the hook object.
    """

    title: str
    line: int | None


@dataclass(frozen=True, slots=True)
class FixedHook:
    """A hook after its fixes."""

    hook: Hook
    applied: tuple[AppliedFix, ...] = ()


def apply_fixes(hook: Hook, check: Check) -> FixedHook:
    """Mend what can be mended safely.

    Entries are added to `sideload` only where there is a hook object to add them to.
    """
    applied: list[AppliedFix] = []
    refused: set[tuple[str, str]] = set()
    findings = check(hook)
    while len(applied) < _MAX_FIXES:
        chosen = next(_open_fixes(hook, findings, refused), None)
        if chosen is None:
            break
        finding, fix = chosen
        mended = _with_fix(hook, fix)
        after = check(mended)
        if _is_better(finding, findings, after):
            line = finding.place.line if finding.place is not None and fix.edits else None
            applied.append(AppliedFix(fix.title, line))
            hook, findings, refused = mended, after, set()
        else:
            refused.add(_key(finding, fix))
    return FixedHook(hook, tuple(applied))


def _open_fixes(
    hook: Hook, findings: Sequence[Finding], refused: set[tuple[str, str]]
) -> Iterator[tuple[Finding, Fix]]:
    for finding in findings:
        for fix in finding.fixes[:1]:
            is_possible = bool(hook.attributes) or not fix.sideload
            if is_possible and _key(finding, fix) not in refused:
                yield finding, fix


def _key(finding: Finding, fix: Fix) -> tuple[str, str]:
    return finding.problem.path, f"{finding.problem.code} {finding.place} {fix.title}"


def _with_fix(hook: Hook, fix: Fix) -> Hook:
    mended = replace(hook, code=fix.applied_to(hook.code))
    added = [entry for entry in fix.sideload if entry not in hook.sideload]
    if not added:
        return mended
    return replace(mended, attributes={**hook.attributes, "sideload": [*hook.sideload, *added]})


def _is_better(finding: Finding, before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    code = finding.problem.code
    is_broken = any(each.problem.code.endswith(_SYNTAX) for each in after)
    return not is_broken and _count(code, after) < _count(code, before)


def _count(code: str, findings: Sequence[Finding]) -> int:
    return sum(finding.problem.code == code for finding in findings)
