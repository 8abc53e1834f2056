"""Values that a handler writes and the platform does not take.

Source: practice, "Traps"; reference 5.4, 8.5, chapter 12 rows 2 and 6.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rossum_studio.model.date_format import parse_canonical_date, parse_date
from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.schema import SchemaNode
from rossum_studio.simulator.checking.fields import is_many_valued, who_fills
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import AllValues, Field, Fields, Nodes, Row
from rossum_studio.simulator.checking.python_shapes import constant_text

_NUMBERS = frozenset(f"builtins.{name}" for name in ("float", "int", "len", "round", "sum"))
_OUT_OF_ORDER = date(2026, 1, 28)
"""A day that tells day, month and year apart."""


@dataclass(frozen=True, slots=True)
class Write:
    """A value on its way into a field.

    Args:
        place: The field, as written.
        is_operation: In an operation of the response, not through TxScript.
    """

    schema_id: str
    place: ast.AST
    value: ast.expr | None
    is_operation: bool = False


def check_field_writes(code: HandlerCode) -> Iterator[Finding]:
    """Wrong values, and fields that a hook may not write."""
    for write in _writes(code):
        node = code.schema_field(write.schema_id)
        if node is not None:
            yield from _computed(code, write, node)
            yield from _date(code, write, node)
    yield from _lists(code)
    yield from _numbers(code)


def _writes(code: HandlerCode) -> Iterator[Write]:
    yield from _assignments(code)
    for call in code.calls():
        yield from _written_by_call(code, call)
    for operation in code.tree.of_type(ast.Dict):
        yield from _written_by_operation(code, operation)


def _assignments(code: HandlerCode) -> Iterator[Write]:
    """`t.field.x = ...`, `row.x = ...`, also with `.attr.value`."""
    for node in code.tree.of_type(ast.Attribute):
        if not isinstance(node.ctx, ast.Store):
            continue
        statement = code.tree.parent(node)
        value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
        owner = code.meaning(node.value)
        if isinstance(owner, Fields | Row):
            yield Write(node.attr, node, value)
        elif node.attr == "value" and isinstance(node.value, ast.Attribute) and node.value.attr == "attr":
            field = code.meaning(node.value.value)
            if isinstance(field, Field):
                yield Write(field.schema_id, node, value)


def _written_by_call(code: HandlerCode, call: ast.Call) -> Iterator[Write]:
    """`setattr(t.field, "x", ...)`, an appended row, and `create_replace_operation(node, ...)`."""
    if code.called(call) == "builtins.setattr" and len(call.args) == 3:
        name = constant_text(call.args[1])
        if name is not None and isinstance(code.meaning(call.args[0]), Fields | Row):
            yield Write(name, call, call.args[2])
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "append" and call.args:
        row = call.args[0]
        if isinstance(code.meaning(call.func.value), Field) and isinstance(row, ast.Dict):
            for key, value in zip(row.keys, row.values, strict=True):
                if (
                    key is not None
                    and (name := constant_text(key)) is not None
                    and not _is_filled_in(code, name)
                ):
                    yield Write(name, key, value)
    else:
        function = code.called_function(call)
        if function is not None and "replace" in function.name and len(call.args) == 2:
            found = code.meaning(call.args[0])
            if isinstance(found, Nodes):
                yield Write(found.schema_id, call, call.args[1], is_operation=True)


def _is_filled_in(code: HandlerCode, schema_id: str) -> bool:
    """Whether TxScript leaves a column out of an added row, because the platform computes it."""
    node = code.schema_field(schema_id)
    return node is not None and node.is_computed


def _written_by_operation(code: HandlerCode, node: ast.Dict) -> Iterator[Write]:
    """`{"op": "replace", "id": node["id"], "value": {...}}` and the cells of an `add`."""
    entries = _entries(node)
    if constant_text(entries.get("op")) == "replace":
        owner = _owner_of_id(entries.get("id"))
        found = code.meaning(owner) if owner is not None and not code.is_parameter(owner) else None
        value = _content_value(entries.get("value"))
        if isinstance(found, Nodes) and value is not None:
            yield Write(found.schema_id, node, value, is_operation=True)
    schema_id = constant_text(entries.get("schema_id"))
    value = _content_value(node)
    if schema_id is not None and value is not None and "id" not in entries:
        yield Write(schema_id, node, value, is_operation=True)


def _owner_of_id(node: ast.expr | None) -> ast.expr | None:
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value="id")):
            return owner
    return None


def _entries(node: ast.expr | None) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    pairs = zip(node.keys, node.values, strict=True)
    return {name: value for key, value in pairs if (name := constant_text(key)) is not None}


def _content_value(node: ast.expr | None) -> ast.expr | None:
    """The expression at `content.value` of a literal."""
    return _entries(_entries(node).get("content")).get("value")


def _computed(code: HandlerCode, write: Write, node: SchemaNode) -> Iterator[Finding]:
    if not node.is_computed:
        return
    yield code.error(
        write.place,
        "python-computed-field-written",
        f'"{node.id}" is filled by {who_fills(node)}, and hooks cannot write such a field: the platform '
        "refuses the operations. Write another field, or change how this one is filled.",
    )


def _date(code: HandlerCode, write: Write, node: SchemaNode) -> Iterator[Finding]:
    if node.type != "date" or write.value is None:
        return
    literal = code.literal_text(write.value)
    if literal:
        yield from _date_literal(code, write.value, literal, node)
        return
    pattern = _strftime_pattern(write.value)
    text = constant_text(pattern)
    if pattern is None or text is None or parse_canonical_date(_OUT_OF_ORDER.strftime(text)):
        return
    yield code.warning(
        pattern,
        "python-display-date-written",
        f'`{text}` is not how a hook writes a date: the platform may not read it, and "{node.id}" stays '
        "empty without a word. Write the date as `%Y-%m-%d`.",
        Fix("Write the date as `%Y-%m-%d`", (code.tree.replacement(pattern, '"%Y-%m-%d"'),)),
    )


def _date_literal(code: HandlerCode, value: ast.expr, literal: str, node: SchemaNode) -> Iterator[Finding]:
    if parse_canonical_date(literal):
        return
    iso = parse_date(literal, node.format)
    fixes = []
    if iso is not None and isinstance(value, ast.Constant):
        fixes.append(Fix(f'Write "{iso}"', (code.tree.replacement(value, f'"{iso}"'),)))
    finding = code.error if iso is None else code.warning
    yield finding(
        value,
        "python-display-date-written",
        f'"{literal}" is not how a hook writes a date: the platform may not read it, and "{node.id}" stays '
        "empty without a word. Write it as YYYY-MM-DD.",
        *fixes,
    )


def _strftime_pattern(value: ast.expr) -> ast.expr | None:
    match value:
        case ast.Call(func=ast.Attribute(attr="strftime"), args=[*_, pattern]):
            return pattern
    return None


def _lists(code: HandlerCode) -> Iterator[Finding]:
    """Assigning to a column or a list of values as a whole."""
    schema = code.context.known_schema
    if schema is None:
        return
    for write in _assignments(code):
        found, node = code.meaning(write.place), schema.find(write.schema_id)
        is_value = isinstance(found, Field) and not found.in_row
        above = (
            schema.find(node.children[0].id) if node is not None and node.category == "multivalue" else None
        )
        is_list = above is not None and above.category == "datapoint"
        if node is not None and is_value and (is_list or is_many_valued(schema, node)):
            place = write.place
            assert isinstance(place, ast.Attribute)
            text = code.tree.text(place)
            yield code.error(
                place,
                "python-list-assigned",
                f'"{node.id}" has many values: assigning to `{text}` raises TypeError. Assign a list to '
                f"`{text}.all_values`.",
                *_all_values_fix(code, place, write.value),
            )


def _all_values_fix(code: HandlerCode, place: ast.Attribute, value: ast.expr | None) -> list[Fix]:
    is_list = isinstance(value, ast.List | ast.ListComp) or isinstance(
        code.meaning(value) if value is not None else None, AllValues
    )
    if not is_list:
        return []
    return [Fix("Assign to `.all_values`", (code.tree.insertion_after(place, ".all_values"),))]


def _numbers(code: HandlerCode) -> Iterator[Finding]:
    """`{"content": {"value": 12.5}}`, where a text is expected."""
    for node in code.tree.of_type(ast.Dict):
        value = _content_value(node)
        if value is None or not _is_number(code, value):
            continue
        is_literal = isinstance(value, ast.Constant | ast.UnaryOp)
        text = code.tree.text(value)
        fixed = f'"{text}"' if is_literal else f"str({text})"
        yield code.warning(
            value,
            "python-number-in-operation",
            "The value of an operation is a text, and this is a number, which may be ignored. Write "
            f"`{fixed}`.",
            Fix(f"Write `{fixed}`", (code.tree.replacement(value, fixed),)),
        )


def _is_number(code: HandlerCode, node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return isinstance(operand, ast.Constant) and _is_number(code, operand)
        case ast.Call():
            return code.called(node) in _NUMBERS
    return False
