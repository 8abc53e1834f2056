"""Fixes are applied one after the other, and only as long as they help."""

from rossum_studio.model.finding import Finding, Fix, TextEdit, TextRange
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.checking.fixing import AppliedFix, apply_fixes


def finding(column: int, *fixes: Fix, code: str = "letter") -> Finding:
    problem = Problem(Severity.WARNING, Where.CODE, "a.py:1", "A sentence.", code)
    return Finding(problem, TextRange(1, column, 1, column + 1), fixes)


def replacing(column: int, text: str) -> Fix:
    return Fix(f"Write {text!r}", (TextEdit(TextRange(1, column, 1, column + 1), text),))


def every_a_is_wrong(hook: Hook, text: str = "bb") -> list[Finding]:
    return [finding(place, replacing(place, text)) for place, one in enumerate(hook.code) if one == "a"]


def test_each_fix_sees_the_code_that_the_one_before_left():
    fixed = apply_fixes(Hook("a-a-a"), every_a_is_wrong)

    assert fixed.hook.code == "bb-bb-bb"
    assert fixed.applied == (AppliedFix("Write 'bb'", 1),) * 3


def test_a_fix_that_does_not_help_is_not_applied():
    fixed = apply_fixes(Hook("a"), lambda hook: every_a_is_wrong(hook, "aa"))

    assert fixed.hook.code == "a"
    assert fixed.applied == ()


def test_a_fix_that_breaks_the_code_is_not_applied():
    def check(hook: Hook) -> list[Finding]:
        return [finding(0, code="python-syntax")] if "(" in hook.code else [finding(0, replacing(0, "("))]

    assert apply_fixes(Hook("a"), check).hook.code == "a"


def test_the_next_finding_is_mended_when_one_cannot_be():
    def check(hook: Hook) -> list[Finding]:
        stuck = finding(0, replacing(0, "x"), code="stuck")
        return [stuck, *every_a_is_wrong(hook)]

    assert apply_fixes(Hook("-a"), check).hook.code == "-bb"


def needs_schemas(hook: Hook) -> list[Finding]:
    fix = Fix("Add schemas", sideload=("schemas",))
    return [] if "schemas" in hook.sideload else [finding(0, fix)]


def test_a_sideload_is_added_to_the_hook_object():
    hook = Hook("a", {"name": "H", "sideload": ["queues"], "other": 1})

    fixed = apply_fixes(hook, needs_schemas)

    assert fixed.hook.attributes == {"name": "H", "sideload": ["queues", "schemas"], "other": 1}
    assert fixed.applied == (AppliedFix("Add schemas", None),)
    assert hook.sideload == ["queues"]


def test_without_a_hook_object_no_sideload_is_added():
    fixed = apply_fixes(Hook("a"), lambda hook: [finding(0, Fix("Add queues", sideload=("queues",)))])

    assert fixed.hook.attributes == {}
    assert fixed.applied == ()
