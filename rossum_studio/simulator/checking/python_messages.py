"""Messages and automation blockers that do not arrive where they should.

Source: practice, "Traps"; reference 5.2, 8.1, 8.5.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.fields import is_many_valued
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import AllValues, Field, TxScriptObject
from rossum_studio.simulator.checking.python_shapes import constant_text

MESSAGE_CALLS = ("show_error", "show_warning", "show_info", "automation_blocker")
_TYPES = ("error", "warning", "info")
_MISTAKEN_TYPES = {
    "err": "error",
    "fatal": "error",
    "critical": "error",
    "danger": "error",
    "warn": "warning",
    "alert": "warning",
    "information": "info",
    "notice": "info",
    "success": "info",
    "debug": "info",
}


def check_messages(code: HandlerCode) -> Iterator[Finding]:
    """What `t.show_error(...)` and its kin are called with, and types that Rossum does not have."""
    for call in code.tree.calls_named(*MESSAGE_CALLS):
        if is_message_call(code, call):
            yield from _target(code, call)
    for node in code.tree.of_type(ast.Dict):
        yield from _message_type(code, node)


def is_message_call(code: HandlerCode, call: ast.Call) -> bool:
    """Whether a call adds a message or a blocker to a TxScript object."""
    function = call.func
    return (
        isinstance(function, ast.Attribute)
        and function.attr in MESSAGE_CALLS
        and isinstance(code.meaning(function.value), TxScriptObject)
    )


def _target(code: HandlerCode, call: ast.Call) -> Iterator[Finding]:
    keyword = next((one for one in call.keywords if one.arg == "field"), None)
    target = keyword.value if keyword is not None else call.args[1] if len(call.args) > 1 else None
    if target is None or isinstance(target, ast.Starred):
        return
    assert isinstance(call.func, ast.Attribute)
    if isinstance(target, ast.Constant) and target.value is None:
        yield code.warning(
            target,
            "python-message-for-none",
            f"{call.func.attr} with None as its field may break quietly. For a message about the whole "
            "document leave the argument out.",
            *_removal(code, call, keyword or target),
        )
        return
    found = code.meaning(target)
    yield from _column_target(code, target, found if isinstance(found, Field) else None)
    if _has_no_id(target) or isinstance(found, AllValues):
        yield code.error(
            target,
            "python-message-without-field",
            f"{call.func.attr} takes a field as its second argument, and this is a plain value: it raises "
            "AttributeError. Give the field itself, such as `t.field.amount_total`.",
        )


def _removal(code: HandlerCode, call: ast.Call, argument: ast.AST) -> list[Fix]:
    """Leaves the last argument out."""
    arguments: list[ast.AST] = [*call.args, *call.keywords]
    if argument is not arguments[-1] or len(arguments) < 2:
        return []
    edit = code.tree.removal_between(arguments[-2], argument)
    return [Fix("Leave the argument out", (edit,))]


def _has_no_id(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant | ast.BinOp | ast.JoinedStr | ast.Compare)


def _column_target(code: HandlerCode, target: ast.expr, field: Field | None) -> Iterator[Finding]:
    schema = code.context.known_schema
    if field is None or field.in_row or schema is None:
        return
    node = schema.find(field.schema_id)
    if node is not None and is_many_valued(schema, node):
        yield code.warning(
            target,
            "python-message-for-column",
            f'"{field.schema_id}" has many values, and a message cannot stand at all of them: it is shown '
            "for the whole document. Give the cell of a row, such as "
            f"`row.{field.schema_id}` in a loop over the rows.",
        )


def _message_type(code: HandlerCode, node: ast.Dict) -> Iterator[Finding]:
    """`{"type": "warn", "content": ...}`."""
    entries = {constant_text(key): value for key, value in zip(node.keys, node.values, strict=True)}
    value = entries.get("type")
    text = constant_text(value)
    if value is None or text is None or "content" not in entries or text in _TYPES:
        return
    meant = text.lower() if text.lower() in _TYPES else _MISTAKEN_TYPES.get(text.lower())
    say = partial(code.warning, value, "python-message-type")
    if meant is not None:
        yield say(
            f'"{text}" is no type of message, so the message is not shown. Rossum has "error", "warning" '
            'and "info".',
            Fix(f'Write "{meant}"', (code.tree.replacement(value, f'"{meant}"'),)),
        )
