"""The displayed text of a number or date read as if it were the number or the date.

Source: practice, "Traps"; reference 3.3, 3.4.
"""

import ast
from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.fields import NUMBER_OR_DATE
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import NodeText
from rossum_studio.simulator.checking.python_shapes import constant_text

_CONVERSIONS = frozenset(
    {
        *("builtins.float", "builtins.int", "decimal.Decimal"),
        *("datetime.datetime.strptime", "datetime.datetime.fromisoformat", "datetime.date.fromisoformat"),
        *("txscript.datetime.datetime.strptime", "txscript.date.fromisoformat"),
    }
)
_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def check_display_values(code: HandlerCode) -> Iterator[Finding]:
    """`float(node["content"]["value"])` of a number, and the like for dates."""
    for node in _converted(code):
        found = code.meaning(node)
        if not isinstance(found, NodeText) or found.key != "value":
            continue
        field = code.schema_field(found.schema_id)
        if field is None or field.type not in NUMBER_OR_DATE:
            continue
        sample = '"1 234,50"' if field.type == "number" else '"6/8/2018"'
        yield code.warning(
            node,
            "python-display-value-read",
            f'"{field.id}" is a {field.type}, and its "value" is the text as displayed, such as {sample}. '
            'Read "normalized_value", which is None when the field is empty.',
            *_fixes(code, node),
        )


def _converted(code: HandlerCode) -> Iterator[ast.expr]:
    for call in code.calls_to(*_CONVERSIONS):
        if call.args:
            yield _without_or(call.args[0])
    for sum_ in code.tree.of_type(ast.BinOp):
        if isinstance(sum_.op, ast.Sub | ast.Mult | ast.Div):
            yield from (sum_.left, sum_.right)
    for compare in code.tree.of_type(ast.Compare):
        if all(isinstance(operator, _ORDER) for operator in compare.ops):
            yield from (compare.left, *compare.comparators)


def _without_or(node: ast.expr) -> ast.expr:
    """The value in `value or 0`."""
    return node.values[0] if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) else node


def _fixes(code: HandlerCode, node: ast.expr) -> list[Fix]:
    """Another key, where None instead of a text cannot escape a `try` that expects a text."""
    key = _key(node)
    above = code.tree.parent(node)
    converts = isinstance(above, ast.Call) and code.called(above) in ("builtins.float", "decimal.Decimal")
    is_tried = code.is_caught(node, "ValueError", "InvalidOperation")
    if key is None or not converts or (is_tried and not code.is_caught(node, "TypeError")):
        return []
    return [Fix('Read "normalized_value"', (code.tree.replacement(key, '"normalized_value"'),))]


def _key(node: ast.expr) -> ast.expr | None:
    match node:
        case ast.Subscript(slice=key):
            return key if constant_text(key) == "value" else None
        case ast.Call(func=ast.Attribute(attr="get"), args=[key]):
            return key if constant_text(key) == "value" else None
    return None
