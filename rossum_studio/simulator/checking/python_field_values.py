"""Values of fields that are not what they look like: wrappers that are never None, floats, columns.

Source: practice, "Traps"; reference 8.4, 8.5.
"""

import ast
from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.fields import NUMBER_OR_DATE, is_many_valued
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import AllValues, Field, Meaning, Row
from rossum_studio.simulator.checking.python_txscript_imports import txscript_name

_IS_NONE = (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)
_NEGATIVE = (ast.IsNot, ast.NotEq)
_CONVERSIONS = frozenset(
    f"builtins.{name}" for name in ("str", "len", "list", "sum", "float", "int", "sorted")
)
_PLAIN_TYPES = frozenset({"float", "int", "date", "datetime", "Decimal"})


def check_field_values(code: HandlerCode) -> Iterator[Finding]:
    """Tests and conversions of `t.field.x` that do not do what they say."""
    for compare in code.tree.of_type(ast.Compare):
        if len(compare.ops) == 1:
            yield from _none_test(code, compare)
            yield from _number_equality(code, compare)
    yield from _empty_as_text(code)
    yield from _instance_tests(code)
    yield from _truth_of_columns(code)
    yield from _columns_as_values(code)


def _none_test(code: HandlerCode, node: ast.Compare) -> Iterator[Finding]:
    operator, right = node.ops[0], node.comparators[0]
    value = node.left if _is_none(right) else right if _is_none(node.left) else None
    if value is None or not isinstance(operator, _IS_NONE):
        return
    found = code.meaning(value)
    if not isinstance(found, Field | Row) or (isinstance(found, Field) and found.is_optional):
        return
    above = code.tree.parent(node)
    is_denied = isinstance(above, ast.UnaryOp) and isinstance(above.op, ast.Not)
    is_set = isinstance(operator, _NEGATIVE) != is_denied
    replaced = above if is_denied and above is not None else node
    helper = "is_set" if is_set else "is_empty"
    text = code.tree.text(value)
    yield code.warning(
        node,
        "python-is-none-on-field",
        f"{_what_the_test_does(operator)} Write `{helper}({text})`.",
        *_helper_fixes(code, replaced, helper, text),
    )


def _what_the_test_does(operator: ast.cmpop) -> str:
    if isinstance(operator, ast.Is | ast.IsNot):
        return (
            "The value of a field is an object that is never None, also when the field is empty, so this is "
            f"always {isinstance(operator, ast.IsNot)}."
        )
    return (
        "An empty field equals None only when it is a number or a date; an empty text does not, so this "
        "depends on the type of the field."
    )


def _helper_fixes(code: HandlerCode, replaced: ast.AST, helper: str, text: str) -> list[Fix]:
    available = txscript_name(code, helper)
    if available is None:
        return []
    name, imports = available
    edits = (code.tree.replacement(replaced, f"{name}({text})"), *imports)
    return [Fix(f"Replace by `{helper}`", edits)]


def _number_equality(code: HandlerCode, node: ast.Compare) -> Iterator[Finding]:
    if not isinstance(node.ops[0], ast.Eq | ast.NotEq):
        return
    sides = (node.left, node.comparators[0])
    if not all(_is_number_field(code, side) or _is_fraction(code, side) for side in sides):
        return
    yield code.warning(
        node,
        "python-number-equality",
        "Numbers of fields are floats, and 0.1 + 0.2 does not equal 0.3. Compare `round(a, 2)` of both "
        "sides, or use `math.isclose(a, b, abs_tol=0.005)`.",
    )


def _is_number_field(code: HandlerCode, node: ast.AST) -> bool:
    return field_type(code, code.meaning(node)) == "number"


def _is_fraction(code: HandlerCode, node: ast.AST) -> bool:
    """Whether an expression is a fraction, or computed from fields."""
    match node:
        case ast.Constant(value=float() as number):
            return not number.is_integer()
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return _is_fraction(code, operand)
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
            return any(_is_number_field(code, one) or _is_computed(code, one) for one in (left, right))
    return False


def _is_computed(code: HandlerCode, node: ast.AST) -> bool:
    return isinstance(node, ast.BinOp) and _is_fraction(code, node)


def field_type(code: HandlerCode, found: Meaning | None) -> str | None:
    """The type of a single value, by the schema; None when it is not known."""
    if not isinstance(found, Field) or found.is_optional:
        return None
    node, schema = code.schema_field(found.schema_id), code.context.known_schema
    if node is None or schema is None or (is_many_valued(schema, node) and not found.in_row):
        return None
    if node.type == "enum":
        return str(node.attributes.get("enum_value_type") or "string")
    return node.type


def _empty_as_text(code: HandlerCode) -> Iterator[Finding]:
    """`str(...)` and f-strings of a number or date that nothing around them tests."""
    values: list[tuple[ast.AST, ast.expr]] = [
        (call, call.args[0]) for call in code.calls_to("builtins.str") if call.args
    ]
    values += [(part.value, part.value) for part in code.tree.of_type(ast.FormattedValue)]
    for place, value in values:
        if field_type(code, code.meaning(value)) in NUMBER_OR_DATE and not _is_tested(code, value):
            text = code.tree.text(value)
            yield code.info(
                place,
                "python-empty-field-as-text",
                f'When the field is empty, its text is "None". Test `is_set({text})` first, or write '
                f'`default_to({text}, "")`.',
            )


def _is_tested(code: HandlerCode, value: ast.expr) -> bool:
    """Whether the function looks at the same value anywhere else than in texts."""
    text, function = code.tree.text(value), code.tree.function_of(value)
    for above in code.tree.ancestors(value):
        tests = _tests_of(above)
        if any(_mentions(code, test, value, text) for test in tests):
            return True
        if above is function:
            break
    return function is not None and any(
        _leaves(statement.body) and _mentions(code, statement.test, value, text)
        for statement in code.tree.of_type(ast.If)
        if code.tree.function_of(statement) is function and statement.lineno < value.lineno
    )


def _tests_of(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return [test]
        case ast.BoolOp(values=values):
            return values
        case (
            ast.GeneratorExp(generators=parts)
            | ast.ListComp(generators=parts)
            | ast.SetComp(generators=parts)
        ):
            return [test for part in parts for test in part.ifs]
    return []


def _mentions(code: HandlerCode, test: ast.expr, value: ast.expr, text: str) -> bool:
    return any(
        one is not value and type(one) is type(value) and code.tree.text(one) == text
        for one in ast.walk(test)
    )


def _leaves(body: list[ast.stmt]) -> bool:
    return isinstance(body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _instance_tests(code: HandlerCode) -> Iterator[Finding]:
    """`isinstance(t.field.amount_total, float)`, which is never true."""
    for call in code.calls_to("builtins.isinstance"):
        if len(call.args) != 2 or field_type(code, code.meaning(call.args[0])) not in NUMBER_OR_DATE:
            continue
        named = call.args[1].elts if isinstance(call.args[1], ast.Tuple) else [call.args[1]]
        if {code.tree.text(one).rpartition(".")[2] for one in named} & _PLAIN_TYPES:
            yield code.warning(
                call,
                "python-isinstance-of-field",
                "A number or date field is an object of its own type that only behaves like one, so this is "
                "always False. To see whether there is a value, write "
                f"`is_set({code.tree.text(call.args[0])})`.",
            )


def _truth_of_columns(code: HandlerCode) -> Iterator[Finding]:
    for node in _truth_tests(code):
        if isinstance(code.meaning(node), AllValues):
            yield code.error(
                node,
                "python-truth-of-column",
                "All values of a column are neither true nor false together: this raises ValueError. Wrap "
                "them in `any(...)` or `all(...)`, or ask for `len(...)`.",
            )


def _truth_tests(code: HandlerCode) -> Iterator[ast.expr]:
    for node in code.tree.of_type(ast.If, ast.IfExp, ast.While):
        yield node.test
    for boolean in code.tree.of_type(ast.BoolOp):
        yield from boolean.values[:-1]
    for denied in code.tree.of_type(ast.UnaryOp):
        if isinstance(denied.op, ast.Not):
            yield denied.operand


def _columns_as_values(code: HandlerCode) -> Iterator[Finding]:
    """A column used outside a row as if it were one value, or a list."""
    for node in _value_uses(code):
        found = code.meaning(node)
        if (
            isinstance(found, Field)
            and not found.in_row
            and not found.is_optional
            and _is_column(code, found)
        ):
            text = code.tree.text(node)
            yield code.error(
                node,
                "python-column-as-value",
                f'"{found.schema_id}" has many values, so `{text}` stands for all of them and cannot be used '
                f"like one: this raises TypeError. Use `{text}.all_values`, or loop over the rows.",
            )


def _is_column(code: HandlerCode, found: Field) -> bool:
    schema, node = code.context.known_schema, code.schema_field(found.schema_id)
    return schema is not None and node is not None and is_many_valued(schema, node)


def _value_uses(code: HandlerCode) -> Iterator[ast.expr]:
    yield from _truth_tests(code)
    for compare in code.tree.of_type(ast.Compare):
        if len(compare.ops) == 1 and not isinstance(compare.ops[0], ast.Is | ast.IsNot):
            yield from (compare.left, *compare.comparators)
    for sum_ in code.tree.of_type(ast.BinOp):
        yield from (sum_.left, sum_.right)
    for loop in code.tree.of_type(ast.For, ast.comprehension):
        yield loop.iter
    for part in code.tree.of_type(ast.FormattedValue):
        yield part.value
    for call in code.calls_to(*_CONVERSIONS):
        if call.args:
            yield call.args[0]


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
