"""Values that a script keeps outside its functions, which the next call does not find.

Source: practice, "Traps"; reference 6.4, chapter 12 row 26.
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_names import Binding
from rossum_studio.simulator.checking.javascript_script import Script
from rossum_studio.simulator.checking.javascript_tree import Syntax

_COLLECTIONS = ("Map", "Set", "WeakMap", "WeakSet", "Array", "Object")
_CHANGES = (
    *("push", "unshift", "pop", "shift", "splice", "fill", "copyWithin"),
    *("set", "add", "delete", "clear"),
)
_WRITES = ("assignment_expression", "augmented_assignment_expression", "update_expression")


def check_state(script: Script, _: CheckContext) -> Iterator[Finding]:
    """Module-level variables and collections that a function changes."""
    for binding in script.names.bindings:
        if binding.kind not in ("const", "let", "var") or _is_in_function(binding.declaration):
            continue
        change = _change(script, binding)
        if change is not None:
            message = (
                f"{binding.name} is kept outside the functions, but nothing survives from one call to the "
                "next. Make it in the handler."
            )
            yield script.finding(Severity.INFO, "module-state", change, message)


def _is_in_function(node: Syntax) -> bool:
    return any(parent.is_function for parent in node.ancestors())


def _change(script: Script, binding: Binding) -> Syntax | None:
    """The first place where a function changes a variable or what is in it."""
    written = [node for node in binding.writes if not _is_loaded(node)]
    inside = [use for use in binding.uses if _is_changed(use)] if _is_collection(script, binding) else []
    found = sorted(
        (node for node in (*written, *inside) if _is_in_function(node)), key=lambda node: node.start
    )
    return found[0] if found else None


def _is_loaded(written: Syntax) -> bool:
    """Whether a module is put into a variable, which is as good the next time."""
    statement = written.parent
    right = statement.fields.get("right") if statement is not None else None
    calls = [node for node in right.walk() if node.type == "call_expression"] if right is not None else []
    return any(call.fields["function"].text in ("require", "import") for call in calls)


def _is_collection(script: Script, binding: Binding) -> bool:
    value = binding.value
    if value is None or binding.keys:
        return False
    if value.type == "new_expression":
        return script.global_path(value.fields["constructor"]) in _COLLECTIONS
    return value.type in ("array", "object")


def _is_changed(use: Syntax) -> bool:
    target, parent = use, use.parent
    while parent is not None and parent.type in ("member_expression", "subscript_expression"):
        if not target.is_field("object"):
            return False
        target, parent = parent, parent.parent
    if target is use or parent is None:
        return False
    if parent.type == "call_expression" and target.is_field("function"):
        return target.type == "member_expression" and target.fields["property"].text in _CHANGES
    if parent.type == "unary_expression":
        return parent.fields["operator"].text == "delete"
    return parent.type in _WRITES and not target.is_field("right")
