"""Fields that the schema does not have.

Source: reference 8.2, 8.5, 8.8.
"""

import ast
from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.checking.fields import columns_of, did_you_mean, schema_ids
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import Field, Fields, Nodes, Row
from rossum_studio.simulator.checking.python_shapes import compared_schema_id, constant_text

_OF_ROWS = frozenset({"attr", "id", "value", "parent", "parent_multivalue", "options"})


def check_field_names(code: HandlerCode) -> Iterator[Finding]:
    """Names of fields that are in the code and not in the schema."""
    yield from _vars_of_fields(code)
    schema = code.context.known_schema
    if schema is None:
        return
    asked = _asked_about(code)
    yield from _attributes(code, schema, asked)
    yield from _getattr_calls(code, schema, asked)
    yield from _literals(code, schema)
    yield from _appended_rows(code, schema)


def _asked_about(code: HandlerCode) -> set[str]:
    """Names that the code asks `hasattr` about."""
    calls = (call for call in code.calls_to("builtins.hasattr") if len(call.args) == 2)
    return {text for call in calls if (text := constant_text(call.args[1])) is not None}


def _attributes(code: HandlerCode, schema: Schema, asked: set[str]) -> Iterator[Finding]:
    for node in code.tree.of_type(ast.Attribute):
        owner = code.meaning(node.value)
        if not isinstance(owner, Fields | Row) or node.attr in asked or node.attr.startswith("_"):
            continue
        if code.is_caught(node, "AttributeError"):
            continue
        if isinstance(owner, Fields) and schema.find(node.attr) is None:
            yield code.warning(
                node,
                "python-unknown-field",
                f'The schema has no field "{node.attr}": this raises AttributeError.'
                f"{did_you_mean(node.attr, schema_ids(schema))}",
            )
        elif isinstance(owner, Row) and node.attr not in _OF_ROWS:
            columns = columns_of(schema, owner.table)
            if columns and node.attr not in columns:
                yield code.warning(
                    node,
                    "python-unknown-column",
                    f'The table "{owner.table}" has no column "{node.attr}": this raises AttributeError.'
                    f"{_or_header(schema, node.attr) or did_you_mean(node.attr, columns)}",
                )


def _or_header(schema: Schema, schema_id: str) -> str:
    """What to write for a field of the document that is looked for in a row."""
    if schema.find(schema_id) is None:
        return ""
    return f" It is a field outside the table: write `t.field.{schema_id}`."


def _getattr_calls(code: HandlerCode, schema: Schema, asked: set[str]) -> Iterator[Finding]:
    for call in code.calls_to("builtins.getattr"):
        found = code.meaning(call)
        if not isinstance(found, Field) or found.is_optional or found.schema_id in asked:
            continue
        if schema.find(found.schema_id) is None and not code.is_caught(call, "AttributeError"):
            yield code.warning(
                call.args[1],
                "python-unknown-field",
                f'The schema has no field "{found.schema_id}": this raises AttributeError. A third argument '
                f"of `getattr` would be used instead.{did_you_mean(found.schema_id, schema_ids(schema))}",
            )


def _literals(code: HandlerCode, schema: Schema) -> Iterator[Finding]:
    """Ids in calls of `find_by_schema_id` and in comparisons with `node["schema_id"]`."""
    places: list[tuple[ast.AST, str]] = [
        (node, schema_id)
        for node in code.tree.of_type(ast.Compare)
        if (schema_id := compared_schema_id(node)) is not None
    ]
    for call in code.calls():
        found = code.meaning(call)
        if isinstance(found, Nodes) and code.called_function(call) is not None:
            places += [(one, found.schema_id) for one in call.args if constant_text(one) == found.schema_id]
    for place, schema_id in places:
        if schema.find(schema_id) is None:
            yield code.warning(
                place,
                "python-unknown-field",
                f'The schema has no field "{schema_id}", so nothing will be found.'
                f"{did_you_mean(schema_id, schema_ids(schema))}",
            )


def _appended_rows(code: HandlerCode, schema: Schema) -> Iterator[Finding]:
    """`t.field.line_items.append({...})` with a key that is no column."""
    for call in code.tree.calls_named("append"):
        if not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        table, row = code.meaning(call.func.value), call.args[0]
        if not isinstance(table, Field) or not isinstance(row, ast.Dict):
            continue
        columns = columns_of(schema, table.schema_id)
        for key in row.keys:
            if columns and key is not None and (name := constant_text(key)) and name not in columns:
                yield code.error(
                    key,
                    "python-unknown-column",
                    f'The table "{table.schema_id}" has no column "{name}": this raises ValueError.'
                    f"{did_you_mean(name, columns)}",
                )


def _vars_of_fields(code: HandlerCode) -> Iterator[Finding]:
    """`"order_id" in vars(t.field)`, which is false for every field."""
    for node in code.tree.of_type(ast.Compare):
        right = node.comparators[0]
        if not (len(node.ops) == 1 and isinstance(node.ops[0], ast.In | ast.NotIn)):
            continue
        owner = _vars_of(code, right)
        if owner is None:
            continue
        text = f"hasattr({code.tree.text(owner)}, {code.tree.text(node.left)})"
        is_negated = isinstance(node.ops[0], ast.NotIn)
        fixed = f"(not {text})" if is_negated else text
        yield code.warning(
            node,
            "python-vars-of-fields",
            f"`vars` of the fields lists none of them, so this is always {is_negated}. Write `{fixed}`.",
            Fix("Ask with `hasattr`", (code.tree.replacement(node, fixed),)),
        )


def _vars_of(code: HandlerCode, node: ast.expr) -> ast.expr | None:
    """What `vars(...)` or `....__dict__` is asked of, when it is the fields."""
    if isinstance(node, ast.Call) and code.called(node) == "builtins.vars" and node.args:
        owner: ast.expr | None = node.args[0]
    elif isinstance(node, ast.Attribute) and node.attr == "__dict__":
        owner = node.value
    else:
        owner = None
    return owner if owner is not None and isinstance(code.meaning(owner), Fields) else None
