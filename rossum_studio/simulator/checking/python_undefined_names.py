"""Names that nothing defines, above all those of TxScript without `t.` in front.

Source: reference 8.1.
"""

import ast
from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.fields import did_you_mean
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import Known
from rossum_studio.simulator.checking.python_messages import MESSAGE_CALLS
from rossum_studio.simulator.checking.python_txscript_imports import txscript_name

_OF_TXSCRIPT = frozenset({*MESSAGE_CALLS, "field", "annotation", "context", "hook_response"})
_HELPERS = frozenset({"is_empty", "is_set", "default_to", "substitute", "TxScript"})
_DYNAMIC = frozenset({"builtins.exec", "builtins.globals", "builtins.locals"})
_OF_DATETIME_CLASS = frozenset(
    {"now", "today", "utcnow", "strptime", "fromisoformat", "fromtimestamp", "combine"}
)


def check_undefined_names(code: HandlerCode) -> Iterator[Finding]:
    """Names that raise NameError, and `datetime` the module taken for the class."""
    yield from _datetime_module(code)
    if code.names.has_star_import or any(code.calls_to(*_DYNAMIC)):
        return
    known_names = [name.id for name in code.tree.of_type(ast.Name) if isinstance(name.ctx, ast.Store)]
    for node in code.tree.of_type(ast.Name):
        if not isinstance(node.ctx, ast.Load) or code.names.is_bound_anywhere(node.id):
            continue
        if code.is_caught(node, "NameError"):
            continue
        yield _finding(code, node, known_names)


def _finding(code: HandlerCode, node: ast.Name, known_names: list[str]) -> Finding:
    if node.id in _OF_TXSCRIPT:
        name = code.txscript_name(node)
        edits = (code.tree.insertion_before(node, f"{name}."),)
        return code.error(
            node,
            "python-missing-t",
            f"`{node.id}` without the TxScript object is for formulas; in a hook this raises NameError. "
            f"Write `{name or 't'}.{node.id}`.",
            *([Fix(f"Write `{name}.{node.id}`", edits)] if name is not None else []),
        )
    message = f"Nothing defines `{node.id}`: this raises NameError.{did_you_mean(node.id, known_names)}"
    available = txscript_name(code, node.id) if node.id in _HELPERS else None
    fixes = [Fix(f"Import `{node.id}` from txscript", available[1])] if available and available[1] else []
    return code.error(node, "python-undefined-name", message, *fixes)


def _datetime_module(code: HandlerCode) -> Iterator[Finding]:
    """`datetime.now()` after `import datetime` or `from txscript import datetime`."""
    for node in code.tree.of_type(ast.Attribute):
        if node.attr not in _OF_DATETIME_CLASS:
            continue
        if code.meaning(node.value) in (Known("datetime"), Known("txscript.datetime")):
            text = code.tree.text(node.value)
            fix = Fix(
                f"Write `{text}.datetime.{node.attr}`", (code.tree.insertion_after(node.value, ".datetime"),)
            )
            yield code.error(
                node,
                "python-datetime-is-module",
                f"`{text}` is the module here, not the class in it, so this raises AttributeError. Write "
                f"`{text}.datetime.{node.attr}`.",
                fix,
            )
