"""What is wrong with the formulas of a schema, found without computing them.

How long a formula may be is checked with the rest of the schema.

Source: reference 8.6, chapter 12 row 22.
"""

import ast
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.checking.fields import columns_of, did_you_mean, schema_ids
from rossum_studio.simulator.formula import FormulaField, formulas_of

_FIELD, _ROW = "field", "row"
_MESSAGES = ("show_info", "show_warning", "show_error", "automation_blocker")
_NETWORK = ("aiohttp", "http", "httpx", "requests", "socket", "urllib", "urllib3")
_OWN_NAMES = ("attr",)  # what a row has besides columns; names with a leading underscore are all its own


def check_formulas(schema: Schema) -> tuple[Problem, ...]:
    """Problems of all formulas, in schema order, with the line of the formula in the message."""
    return tuple(problem for formula in formulas_of(schema) for problem in _check(formula, schema))


def _check(formula: FormulaField, schema: Schema) -> Iterator[Problem]:
    try:
        tree = _compiled(formula.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield _not_python(formula, error)
        return
    code = _Code(tree, formula, schema)
    if code.redefines_field:
        return
    for check in _CHECKS:
        yield from check(code)


def _compiled(code: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `"\d"` is a matter of taste here
        tree = ast.parse(code)
        compile(tree, "formula", "exec")  # finds a `return` outside functions, which parsing does not
    return tree


def _not_python(formula: FormulaField, error: Exception) -> Problem:
    if isinstance(error, SyntaxError) and "'return' outside function" in error.msg:
        return _told(
            formula,
            error.lineno,
            "formula-return",
            "returns a value, which formulas cannot. Their value is that of the last expression: leave "
            "`return` out",
        )
    line = error.lineno if isinstance(error, SyntaxError) else None
    reason = error.msg if isinstance(error, SyntaxError) else "it is too deeply nested"
    return _told(formula, line, "formula-syntax", f"is not valid Python: {reason}")


def _told(
    formula: FormulaField, line: int | None, code: str, what: str, severity: Severity = Severity.ERROR
) -> Problem:
    where = "the formula" if line is None else f"line {line} of the formula"
    sentence = f"{formula.schema_id}: {where} {what}"
    sentence += "" if sentence.endswith((".", "?")) else "."
    return Problem(severity, Where.SCHEMA, formula.pointer, sentence, code)


@dataclass(frozen=True)
class _Code:
    """A formula that parses."""

    tree: ast.Module
    formula: FormulaField
    schema: Schema

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the formula."""
        return list(ast.walk(self.tree))

    @property
    def redefines_field(self) -> bool:
        """Whether `field` is something of the formula's own."""
        names = [
            node.id for node in self.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        arguments = [node.arg for node in self.nodes if isinstance(node, ast.arg)]
        return _FIELD in (*names, *arguments)

    @cached_property
    def rows(self) -> dict[str, str]:
        """The table that each loop variable is a row of."""
        loops = [node for node in self.nodes if isinstance(node, ast.For | ast.comprehension)]
        found = {}
        for loop in loops:
            table = self.field_named(loop.iter)
            if isinstance(loop.target, ast.Name) and table is not None and columns_of(self.schema, table):
                found[loop.target.id] = table
        return found

    def field_named(self, node: ast.AST) -> str | None:
        """The id in `field.<id>` and `getattr(field, "<id>")`."""
        match node:
            case ast.Attribute(value=ast.Name(id="field"), attr=schema_id):
                return schema_id
            case ast.Call(
                func=ast.Name(id="getattr"),
                args=[ast.Name(id="field"), ast.Constant(value=str(schema_id)), *_],
            ):
                return schema_id
        return None

    def problem(self, node: ast.AST, code: str, what: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem of one line."""
        return _told(self.formula, getattr(node, "lineno", None), code, what, severity)


def _unknown_fields(code: _Code) -> Iterator[Problem]:
    for node in code.nodes:
        schema_id = code.field_named(node) if isinstance(node, ast.Attribute) else None
        if schema_id is not None and not schema_id.startswith("_") and code.schema.find(schema_id) is None:
            meant = did_you_mean(schema_id, schema_ids(code.schema))
            what = f'reads "{schema_id}", which the schema does not have.{meant}'
            yield code.problem(node, "formula-unknown-field", what)
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=column) if name in code.rows:
                yield from _unknown_column(code, node, code.rows[name], column)


def _unknown_column(code: _Code, node: ast.AST, table: str, column: str) -> Iterator[Problem]:
    columns = columns_of(code.schema, table)
    is_known = column in columns or column.startswith("_") or column in _OWN_NAMES
    if not is_known:
        what = f'reads "{column}" of a row, which the table "{table}" does not have'
        yield code.problem(node, "formula-unknown-field", what)


def _writes(code: _Code) -> Iterator[Problem]:
    for node in code.nodes:
        if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
            continue
        root: ast.AST = node
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if isinstance(root, ast.Name) and (root.id == _FIELD or root.id in code.rows):
            what = "writes a field, which formulas may not: this raises TypeError"
            yield code.problem(node, "formula-writes-field", what)


def _self_references(code: _Code) -> Iterator[Problem]:
    targets = {id(node) for call in code.nodes if _is_message(call) for node in _below_targets(call)}
    for node in code.nodes:
        if code.field_named(node) == code.formula.schema_id and id(node) not in targets:
            what = "reads its own field, so the value may depend on how often it is computed"
            yield code.problem(node, "formula-self-reference", what, Severity.WARNING)
            return


def _is_message(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MESSAGES


def _below_targets(call: ast.AST) -> Iterator[ast.AST]:
    """What names the field that a message is shown at."""
    assert isinstance(call, ast.Call)
    for argument in (*call.args[1:], *(keyword.value for keyword in call.keywords)):
        yield from ast.walk(argument)


def _hidden_dependencies(code: _Code) -> Iterator[Problem]:
    """Fields that are read in a way which does not have the formula recomputed when they change."""
    for node in code.nodes:
        match node:
            case ast.GeneratorExp(generators=[ast.comprehension(target=ast.Name(id=name)), *_]):
                if name in code.rows and name != _ROW:
                    what = (
                        f'calls a row "{name}" in a generator, so a change of the row does not recompute the '
                        "formula. Call it row, or write a list in brackets"
                    )
                    yield code.problem(node, "formula-row-name", what, Severity.WARNING)
            case ast.Call(func=ast.Name(id="getattr"), args=[ast.Name(id="field"), second, *_]):
                if not isinstance(second, ast.Constant):
                    what = "computes the name of a field, so a change of that field does not recompute it"
                    yield code.problem(node, "formula-computed-name", what, Severity.WARNING)


def _requests(code: _Code) -> Iterator[Problem]:
    for node in code.nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            if name.partition(".")[0] in _NETWORK:
                what = f"imports {name}, but formulas have no network"
                yield code.problem(node, "formula-network", what, Severity.WARNING)


_CHECKS: tuple[Callable[[_Code], Iterator[Problem]], ...] = (
    _unknown_fields,
    _writes,
    _self_references,
    _hidden_dependencies,
    _requests,
)
