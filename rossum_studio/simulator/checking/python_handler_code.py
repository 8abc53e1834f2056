"""A Python handler with all that the checks ask about it."""

import ast
from collections import defaultdict
from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import SchemaNode
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.python_meaning import Definition, Known, Meaning, TxScriptObject
from rossum_studio.simulator.checking.python_names import How, Names
from rossum_studio.simulator.checking.python_resolve import HANDLER, Resolver
from rossum_studio.simulator.checking.python_shapes import constant_text
from rossum_studio.simulator.checking.python_tree import FUNCTIONS, FunctionNode, PythonTree


class HandlerCode:
    """The code of a handler, its names resolved, and what it runs with.

    Args:
        code: Must be what Python can parse.
        filename: What findings call the file.
    """

    def __init__(self, code: str, context: CheckContext, filename: str) -> None:
        self.context = context
        self.tree = PythonTree(code)
        self.names = Names(self.tree)
        self._filename = filename
        self._resolver = Resolver(self.tree, self.names, context.known_schema)
        self._called: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.calls():
            self._called[self.called(call)].append(call)

    @property
    def handler(self) -> FunctionNode | None:
        """The function that the platform calls, when it is defined by `def` at module level."""
        for binding in self.names.of_module(HANDLER):
            if binding.how is How.DEFINITION and isinstance(binding.node, FUNCTIONS):
                return binding.node
        return None

    def meaning(self, node: ast.AST) -> Meaning | None:
        """What an expression stands for; None when that cannot be told."""
        return self._resolver.meaning(node)

    def element(self, node: ast.AST) -> Meaning | None:
        """What each element of an iterable stands for."""
        return self._resolver.element(node)

    def called(self, call: ast.Call) -> str:
        """Dotted name of the library or built-in function that is called; empty for any other."""
        found = self.meaning(call.func)
        return found.name if isinstance(found, Known) else ""

    def called_function(self, call: ast.Call) -> FunctionNode | None:
        """The function of this file that is called."""
        found = self.meaning(call.func)
        if isinstance(found, Definition) and isinstance(found.node, FUNCTIONS):
            return found.node
        return None

    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return self.tree.of_type(ast.Call)

    def calls_to(self, *names: str) -> Iterator[ast.Call]:
        """The calls of library and built-in functions, by their dotted names."""
        for name in names:
            yield from self._called.get(name, ())

    def returns_of(self, function: FunctionNode) -> list[ast.Return]:
        """The return statements of a function."""
        return self._resolver.returns_of(function)

    def schema_field(self, schema_id: str) -> SchemaNode | None:
        """What the schema says about a field; None when that is not known."""
        return self.context.find_field(schema_id)

    def literal_text(self, node: ast.AST | None) -> str | None:
        """The text of an expression: a literal, or a name that is bound to one once."""
        if isinstance(node, ast.Name):
            return constant_text(self.names.only_value(node))
        return constant_text(node)

    def is_parameter(self, node: ast.AST) -> bool:
        """Whether an expression is a parameter of the function around it."""
        bindings = self.names.bindings(node, node.id) if isinstance(node, ast.Name) else []
        return any(binding.how is How.PARAMETER for binding in bindings)

    def txscript_name(self, node: ast.AST) -> str | None:
        """How the TxScript object is called in the function around a node: `t`, `self.t`."""
        function = self.tree.function_of(node)
        for name in ast.walk(function) if function is not None else ():
            if isinstance(name, ast.Name | ast.Attribute) and isinstance(self.meaning(name), TxScriptObject):
                return self.tree.text(name)
        return None

    def is_caught(self, node: ast.AST, *exceptions: str) -> bool:
        """Whether a `try` around a node catches one of these exceptions."""
        below = node
        for above in self.tree.ancestors(node):
            handlers = above.handlers if isinstance(above, ast.Try) and below in above.body else []
            if any(_catches(handler, exceptions) for handler in handlers):
                return True
            below = above
        return False

    def finding(self, node: ast.AST, severity: Severity, code: str, message: str, *fixes: Fix) -> Finding:
        """A finding about a node."""
        place = self.tree.place(node)
        path = f"{self._filename}:{place.line}"
        return Finding(Problem(severity, Where.CODE, path, message, code), place, fixes)

    def error(self, node: ast.AST, code: str, message: str, *fixes: Fix) -> Finding:
        """A finding about what will fail for sure."""
        return self.finding(node, Severity.ERROR, code, message, *fixes)

    def warning(self, node: ast.AST, code: str, message: str, *fixes: Fix) -> Finding:
        """A finding about what is probably wrong."""
        return self.finding(node, Severity.WARNING, code, message, *fixes)

    def info(self, node: ast.AST, code: str, message: str, *fixes: Fix) -> Finding:
        """Advice."""
        return self.finding(node, Severity.INFO, code, message, *fixes)


def _catches(handler: ast.ExceptHandler, exceptions: tuple[str, ...]) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in types}
    return not names.isdisjoint({*exceptions, "Exception", "BaseException"})
