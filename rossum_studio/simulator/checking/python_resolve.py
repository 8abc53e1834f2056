"""Finding out what the expressions of a handler stand for, without running it.

Values are followed through names, attributes, loops and the functions of the file, as far as they are
the same wherever they come from. What cannot be known has no meaning, and no check speaks about it.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable

from rossum_studio.model.schema import Schema
from rossum_studio.simulator.checking.python_meaning import (
    AllValues,
    Definition,
    Field,
    FieldAttributes,
    Fields,
    Instance,
    Known,
    Made,
    Meaning,
    NodeContent,
    Nodes,
    NodeText,
    PayloadPart,
    Row,
    TxScriptAnswer,
    TxScriptObject,
    known,
)
from rossum_studio.simulator.checking.python_names import Binding, How, Names
from rossum_studio.simulator.checking.python_shapes import (
    compared_schema_id,
    constant_text,
    given_argument,
    is_static,
    parameter_names,
)
from rossum_studio.simulator.checking.python_tree import FUNCTIONS, FunctionNode, PythonTree

HANDLER = "rossum_hook_request_handler"
_TXSCRIPT = "txscript.TxScript"
_SAME_ELEMENTS = frozenset({"list", "tuple", "sorted", "reversed", "iter", "set"})
_FINDERS = ("find", "get")


class Unknown:
    """Stands for a value whose own meaning is being asked for: it adds nothing."""


_PENDING = Unknown()


class Resolver:
    """Meanings of the expressions of one module."""

    def __init__(self, tree: PythonTree, names: Names, schema: Schema | None) -> None:
        self._tree, self._names, self._schema = tree, names, schema
        self._found: dict[ast.AST, Meaning | None] = {}
        self._pending: set[ast.AST] = set()
        self._returns: dict[FunctionNode, list[ast.Return]] = defaultdict(list)
        self._stored_attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
        self._collect()

    def meaning(self, node: ast.AST) -> Meaning | None:
        """What an expression stands for; None when that cannot be told."""
        if node in self._found:
            return self._found[node]
        found = self._found[node] = self._answered(self._resolve(node))
        return found

    def element(self, node: ast.AST) -> Meaning | None:
        """What each element of an iterable stands for."""
        return self._answered(self._element(node))

    def _answered(self, found: Meaning | Unknown | None) -> Meaning | None:
        """The end of a question: what still waited for itself will be asked anew."""
        self._pending.clear()
        return None if isinstance(found, Unknown) else found

    def returns_of(self, function: FunctionNode) -> list[ast.Return]:
        """The return statements of a function."""
        return self._returns[function]

    def _collect(self) -> None:
        for statement in self._tree.of_type(ast.Return):
            if (function := self._tree.function_of(statement)) is not None:
                self._returns[function].append(statement)
        for attribute in self._tree.of_type(ast.Attribute):
            if isinstance(attribute.ctx, ast.Store):
                self._stored_attributes[attribute.attr].append(attribute)

    def _resolve(self, node: ast.AST) -> Meaning | Unknown | None:
        if node in self._found:
            return self._found[node]
        if node in self._pending:
            return _PENDING
        self._pending.add(node)
        found = self._expression(node)
        if not isinstance(found, Unknown):  # else it waits for the same answer as the rest of the question
            self._found[node] = found
            self._pending.discard(node)
        return found

    def _expression(self, node: ast.AST) -> Meaning | Unknown | None:
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Attribute():
                return self._attribute(node)
            case ast.Subscript(value=value, slice=key):
                return self._item(value, key)
            case ast.Call():
                return self._call(node)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self._resolve(value)
            case ast.BoolOp(op=ast.Or(), values=[first, *_]):
                found = self._resolve(first)
                return found if isinstance(found, PayloadPart | NodeContent | NodeText | Unknown) else None
            case ast.IfExp(body=body, orelse=orelse):
                return self._agreed([self._resolve(body), self._resolve(orelse)])
        return None

    def _agreed(self, found: Iterable[Meaning | Unknown | None]) -> Meaning | Unknown | None:
        """The one meaning of several values; None when they differ."""
        different = {one for one in found if not isinstance(one, Unknown)}
        if not different:
            return _PENDING
        return different.pop() if len(different) == 1 else None

    def _name(self, node: ast.Name) -> Meaning | Unknown | None:
        bindings = self._names.bindings(node, node.id)
        if bindings:
            return self._agreed([self._bound(binding) for binding in bindings])
        return known(f"builtins.{node.id}") if self._names.is_builtin(node, node.id) else None

    def _bound(self, binding: Binding) -> Meaning | Unknown | None:
        node = binding.node
        match binding.how:
            case How.IMPORT:
                return known(binding.imported)
            case How.DEFINITION:
                assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                return Definition(node)
            case How.PARAMETER:
                return self._parameter(node, binding.index)
            case How.VALUE if node is not None:
                return self._value_part(node, binding.index)
            case How.ELEMENT if node is not None:
                return (
                    self._element(node) if binding.index is None else self._element_part(node, binding.index)
                )
        return None

    def _value_part(self, node: ast.AST, index: int | None) -> Meaning | Unknown | None:
        if index is None:
            return self._resolve(node)
        if isinstance(node, ast.Tuple | ast.List) and index < len(node.elts):
            return self._resolve(node.elts[index])
        return None

    def _element_part(self, node: ast.AST, index: int) -> Meaning | Unknown | None:
        """One of the names in `for index, row in enumerate(rows)` or `for a, b in zip(...)`."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "enumerate" and index == 1 and node.args:
                return self._element(node.args[0])
            if node.func.id == "zip" and index < len(node.args):
                return self._element(node.args[index])
        return None

    def _element(self, node: ast.AST) -> Meaning | Unknown | None:
        if isinstance(node, ast.Call) and node.args:
            function = self._resolve(node.func)
            if isinstance(function, Known) and function.name.removeprefix("builtins.") in _SAME_ELEMENTS:
                return self._element(node.args[0])
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._element(node.value)
        match self._resolve(node):
            case Field(schema_id=schema_id, in_row=False):
                return self._element_of_field(schema_id)
            case AllValues(schema_id=schema_id):
                return Field(schema_id, in_row=True)
            case Nodes() as nodes:
                return nodes
            case Unknown() as pending:
                return pending
        return None

    def _element_of_field(self, schema_id: str) -> Meaning | None:
        node = self._schema.find(schema_id) if self._schema is not None else None
        if node is None or node.category == "tuple":
            return Row(schema_id)
        if node.category == "multivalue" and node.children:
            child = node.children[0]
            return Row(schema_id) if child.category == "tuple" else Field(child.id, in_row=True)
        return None

    def _parameter(self, function: ast.AST | None, index: int | None) -> Meaning | Unknown | None:
        if not isinstance(function, FUNCTIONS) or index is None:
            return None
        method_of = self._tree.parent(function)
        if isinstance(method_of, ast.ClassDef) and not is_static(function):
            return Instance(method_of) if index == 0 else self._argument(function, index, 1, method_of)
        if function.name == HANDLER and index == 0 and self._names.is_module_scope(function):
            return PayloadPart()
        return self._argument(function, index, 0, None)

    def _argument(
        self, function: FunctionNode, index: int, skipped: int, method_of: ast.ClassDef | None
    ) -> Meaning | Unknown | None:
        """What every call gives for a parameter."""
        parameters = [*function.args.posonlyargs, *function.args.args]
        if annotation := parameters[index].annotation:
            annotated = self._resolve(annotation)
            if annotated == Known(_TXSCRIPT):
                return TxScriptObject()
        is_init = method_of is not None and function.name == "__init__"
        wanted = Definition(method_of) if is_init and method_of is not None else Definition(function)
        found: list[Meaning | Unknown | None] = []
        for call in self._tree.calls_named(wanted.node.name):
            if self._resolve(call.func) != wanted:
                continue
            given = given_argument(call, index - skipped, parameters[index].arg)
            is_recursive = self._tree.inside(call, function)
            meaning = self._resolve(given) if given is not None else None
            if meaning is not None or not is_recursive:
                found.append(meaning)
        return self._agreed(found) if found else None

    def _attribute(self, node: ast.Attribute) -> Meaning | Unknown | None:
        found = self._resolve(node.value)
        match found:
            case Known(name=name) | Made(name=name):
                return known(f"{name}.{node.attr}")
            case TxScriptObject() if node.attr == "field":
                return Fields()
            case Fields():
                return Field(node.attr)
            case Row():
                return None if node.attr in ("attr", "_index", "id") else Field(node.attr, in_row=True)
            case Field(schema_id=schema_id) if node.attr == "all_values":
                return AllValues(schema_id)
            case Field() as field if node.attr == "attr":
                return FieldAttributes(field)
            case Instance(node=owner):
                return self._own_attribute(owner, node.attr)
            case Unknown():
                return found
        return None

    def _own_attribute(self, owner: ast.ClassDef, name: str) -> Meaning | Unknown | None:
        """A method of a class, or what its methods put into `self.name`."""
        for statement in owner.body:
            if isinstance(statement, FUNCTIONS) and statement.name == name:
                return Definition(statement)
        found: list[Meaning | Unknown | None] = []
        for stored in self._stored_attributes[name]:
            statement_above = self._tree.parent(stored)
            if self._tree.inside(stored, owner):
                is_assigned = isinstance(statement_above, ast.Assign | ast.AnnAssign)
                value = statement_above.value if is_assigned else None  # type: ignore[union-attr]
                found.append(self._resolve(value) if value is not None else None)
        return self._agreed(found) if found else None

    def _item(self, value: ast.expr, key: ast.expr) -> Meaning | Unknown | None:
        found = self._resolve(value)
        name = constant_text(self._names.only_value(key) if isinstance(key, ast.Name) else key)
        match found:
            case PayloadPart(path=("secrets",)) if name is None:
                return found
            case PayloadPart() | Nodes() | NodeContent() if name is not None:
                return _part(found, name)
            case Nodes():
                return found
            case Field(schema_id=schema_id, in_row=False) if not isinstance(key, ast.Slice):
                return self._element_of_field(schema_id)
            case AllValues(schema_id=schema_id) if not isinstance(key, ast.Slice):
                return Field(schema_id, in_row=True)
            case Unknown():
                return found
        return None

    def _call(self, node: ast.Call) -> Meaning | Unknown | None:
        if isinstance(node.func, ast.Attribute) and (part := self._get_call(node, node.func)) is not None:
            return part
        match self._resolve(node.func):
            case Known(name=name):
                return self._known_call(name, node)
            case Definition(node=ast.ClassDef() as owner):
                return Instance(owner)
            case Definition(node=ast.FunctionDef() | ast.AsyncFunctionDef() as function):
                return self._local_call(function, node)
            case Unknown() as pending:
                return pending
        return None

    def _get_call(self, node: ast.Call, function: ast.Attribute) -> Meaning | None:
        """`.get("key")` of the payload or of a node, and `t.hook_response()`."""
        found = self._resolve(function.value)
        if isinstance(found, TxScriptObject) and function.attr == "hook_response":
            return TxScriptAnswer()
        if isinstance(found, PayloadPart | Nodes | NodeContent) and node.args:
            name = constant_text(node.args[0])
            if name is not None and function.attr in ("get", "setdefault"):
                return _part(found, name)
        return None

    def _known_call(self, name: str, node: ast.Call) -> Meaning | Unknown | None:
        if name == f"{_TXSCRIPT}.from_payload":
            return TxScriptObject()
        if name == "builtins.getattr" and len(node.args) >= 2:
            return self._getattr_call(node)
        if name == "builtins.next" and node.args:
            return self._next_call(node.args[0])
        if name in ("copy.deepcopy", "copy.copy") and node.args:
            return self._resolve(node.args[0])
        return Made(name)

    def _getattr_call(self, node: ast.Call) -> Meaning | None:
        name = constant_text(node.args[1])
        owner = self._resolve(node.args[0])
        if name is None or not isinstance(owner, Fields | Row):
            return None
        return Field(name, in_row=isinstance(owner, Row), is_optional=len(node.args) > 2)

    def _next_call(self, argument: ast.expr) -> Meaning | Unknown | None:
        """`next(node for node in ... if node["schema_id"] == "order_id")`."""
        if isinstance(argument, ast.GeneratorExp) and isinstance(argument.elt, ast.Name):
            for condition in (one for part in argument.generators for one in part.ifs):
                schema_id = compared_schema_id(condition)
                if schema_id is not None:
                    return Nodes(schema_id)
        return None

    def _local_call(self, function: FunctionNode, node: ast.Call) -> Meaning | Unknown | None:
        texts = [text for argument in node.args if (text := constant_text(argument)) is not None]
        if function.name.startswith(_FINDERS) and len(texts) == 1 and len(node.args) > 1:
            is_finder = "schema_id" in function.name or "schema_id" in parameter_names(function)
            return Nodes(texts[0]) if is_finder else None
        values = [statement.value for statement in self._returns[function]]
        if not values:
            return None
        return self._agreed([self._resolve(value) if value is not None else None for value in values])


def _part(found: PayloadPart | Nodes | NodeContent, name: str) -> Meaning | None:
    match found:
        case PayloadPart(path=path):
            return PayloadPart((*path, name))
        case Nodes(schema_id=schema_id):
            return NodeContent(schema_id) if name == "content" else None
        case NodeContent(schema_id=schema_id):
            return NodeText(schema_id, name)
