"""What the expressions around the caret stand for, in code that need not be complete.

The expression in question is given a name that nobody uses, and the code is read with it: as it stands if
Python can read it so, else with the statement around the caret cut down to that expression.
"""

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from rossum_studio.model.schema import Schema
from rossum_studio.simulator.authoring.payload_values import MISSING, find_node, first_element, followed
from rossum_studio.simulator.authoring.python_caret import Caret, Stretch
from rossum_studio.simulator.checking.python_meaning import Meaning, NodeContent, Nodes, NodeText, PayloadPart
from rossum_studio.simulator.checking.python_names import How, Names
from rossum_studio.simulator.checking.python_resolve import Resolver
from rossum_studio.simulator.checking.python_shapes import constant_text
from rossum_studio.simulator.checking.python_tree import PythonTree

MARK = "caret_is_here_"
MAX_DEPTH = 20


class Scope:
    """The meanings of one module, and the values that the payload gives them."""

    def __init__(self, tree: PythonTree, schema: Schema | None, payload: Mapping[str, Any]) -> None:
        self.tree, self._payload = tree, payload
        self._names = Names(tree)
        self._resolver = Resolver(tree, self._names, schema)

    def meaning(self, node: ast.AST) -> Meaning | None:
        """What an expression stands for."""
        return self._resolver.meaning(node)

    def value(self, node: ast.AST | None, depth: int = 0) -> Any:
        """What the payload gives for an expression, of loops the first element; MISSING if it is unknown."""
        if node is None or depth > MAX_DEPTH:
            return MISSING
        found = self._by_meaning(self.meaning(node))
        return found if found is not MISSING else self._by_form(node, depth + 1)

    def _by_meaning(self, meaning: Meaning | None) -> Any:
        match meaning:
            case PayloadPart(path=path):
                return followed(self._payload, path)
            case Nodes(schema_id=schema_id):
                return find_node(self._payload, schema_id)
            case NodeContent(schema_id=schema_id):
                return followed(find_node(self._payload, schema_id), ("content",))
            case NodeText(schema_id=schema_id, key=key):
                return followed(find_node(self._payload, schema_id), ("content", key))
        return MISSING

    def _by_form(self, node: ast.AST, depth: int) -> Any:
        match node:
            case ast.Subscript(value=owner, slice=ast.Slice()):
                return self.value(owner, depth)
            case ast.Subscript(value=owner, slice=ast.Constant(value=str() as key)):
                return followed(self.value(owner, depth), (key,))
            case ast.Subscript(value=owner):
                return first_element(self.value(owner, depth))
            case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]):
                text = constant_text(key)
                return followed(self.value(owner, depth), (text,)) if text is not None else MISSING
            case ast.BoolOp(op=ast.Or(), values=[first, *_]) | ast.IfExp(body=first):
                return self.value(first, depth)
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.value(value, depth)
            case ast.Name():
                return self._of_name(node, depth)
        return MISSING

    def _of_name(self, name: ast.Name, depth: int) -> Any:
        for binding in self._names.bindings(name, name.id):
            if binding.index is not None:
                continue
            found = self.value(binding.node, depth) if binding.how in (How.VALUE, How.ELEMENT) else MISSING
            if binding.how is How.ELEMENT:
                found = first_element(found)
            if found is not MISSING:
                return found
        return MISSING


def scope_of(
    caret: Caret, expression: Stretch, schema: Schema | None, payload: Mapping[str, Any]
) -> tuple[Scope, ast.expr] | None:
    """Read the code such that an expression in it can be asked about.

    Returns:
        The scope and the expression; None where the code around it cannot be read at all.
    """
    for code in _readable_forms(caret, expression):
        tree = read(code)
        if tree is None:
            continue
        marked = (node.value for node in tree.of_type(ast.Attribute) if node.attr == MARK)
        found = next(marked, None)
        if found is not None:
            return Scope(tree, schema, payload), found
    return None


def read(code: str) -> PythonTree | None:
    """The tree of a module; None for what Python cannot read."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return PythonTree(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _readable_forms(caret: Caret, expression: Stretch) -> Iterator[str]:
    code = caret.code
    yield f"{code[: expression.end]}.{MARK}{code[caret.tail :]}"
    start = caret.statement
    line = code[start:].split("\n", 1)[0]
    indent = line[: len(line) - len(line.lstrip())]
    alone = code[expression.start : expression.end].replace("\n", " ")
    line_end = code.find("\n", caret.offset)
    rest = code[line_end:] if line_end >= 0 else ""
    yield f"{code[:start]}{indent}{alone}.{MARK}{rest}"
    yield f"{code[:start]}{indent}if {alone}.{MARK}:{rest}"
    yield f"{code[:start]}{indent}{alone}.{MARK}"
