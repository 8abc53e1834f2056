"""Which name means what: scopes of a Python module and what binds the names in them."""

import ast
import builtins
from collections import defaultdict
from dataclasses import dataclass
from enum import Enum, auto

from rossum_studio.simulator.checking.python_tree import COMPREHENSIONS, FUNCTIONS, PythonTree

_SCOPES: tuple[type[ast.AST], ...] = (ast.Module, *FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS)
_OF_EVERY_MODULE = frozenset(
    {"__name__", "__file__", "__doc__", "__builtins__", "__spec__", "__loader__", "__package__", "__debug__"}
)
BUILTINS = frozenset(dir(builtins))


class How(Enum):
    """How a name gets its value."""

    VALUE = auto()
    """`node` is the expression."""
    ELEMENT = auto()
    """Each element of `node`, as in a loop."""
    PARAMETER = auto()
    """`node` is the function."""
    DEFINITION = auto()
    """`node` is the function or class."""
    IMPORT = auto()
    """`imported` is the dotted name."""
    OTHER = auto()
    """Some other way: `except`, `+=`, `match`, ..."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One place that gives a name its value.

    Args:
        index: Which part of the value, where several names are bound at once.
    """

    how: How
    node: ast.AST | None = None
    index: int | None = None
    imported: str = ""


class Names:
    """The names of one module."""

    def __init__(self, tree: PythonTree) -> None:
        self._tree = tree
        self._scopes: dict[ast.AST, dict[str, list[Binding]]] = defaultdict(lambda: defaultdict(list))
        self._everywhere: set[str] = set()
        self._globals: set[tuple[ast.AST, str]] = set()
        self.has_star_import = False
        self._collect()

    def bindings(self, node: ast.AST, name: str) -> list[Binding]:
        """What binds a name as seen from a node; empty for a built-in or undefined one."""
        first = self._scope_of(node)
        scope: ast.AST | None = first
        while scope is not None:
            if name in self._scopes[scope] and (scope is first or not isinstance(scope, ast.ClassDef)):
                return self._scopes[scope][name]
            scope = self._outer_scope(scope)
        return []

    def only_value(self, name: ast.Name) -> ast.AST | None:
        """The expression that a name always stands for; None when there are several or none."""
        bindings = self.bindings(name, name.id)
        if len(bindings) != 1 or bindings[0].how is not How.VALUE or bindings[0].index is not None:
            return None
        return bindings[0].node

    def of_module(self, name: str) -> list[Binding]:
        """What binds a name at module level."""
        return self._scopes[self._tree.root].get(name, [])

    def module_names(self) -> list[str]:
        """Every name that is bound at module level."""
        return list(self._scopes[self._tree.root])

    def is_bound_anywhere(self, name: str) -> bool:
        """Whether any scope binds the name, or Python itself knows it."""
        return name in self._everywhere or name in BUILTINS or name in _OF_EVERY_MODULE

    def is_builtin(self, node: ast.AST, name: str) -> bool:
        """Whether the name, seen from the node, is Python's own."""
        return name in BUILTINS and not self.bindings(node, name)

    def is_module_scope(self, node: ast.AST) -> bool:
        """Whether a node belongs to the module itself, not to a function or class in it."""
        return self._scope_of(node) is self._tree.root

    def declares_global(self, node: ast.AST, name: str) -> bool:
        """Whether the function around a node says `global` of a name."""
        return (self._scope_of(node), name) in self._globals

    def _scope_of(self, node: ast.AST) -> ast.AST:
        return self._tree.nearest(node, _SCOPES) or node

    def _outer_scope(self, scope: ast.AST) -> ast.AST | None:
        return self._tree.nearest(scope, _SCOPES)

    def _bind(self, scope: ast.AST, name: str, binding: Binding) -> None:
        if (scope, name) in self._globals:
            scope = self._tree.root
        self._scopes[scope][name].append(binding)
        self._everywhere.add(name)

    def _collect(self) -> None:
        tree = self._tree
        for declared in tree.of_type(ast.Global):
            self._globals.update((self._scope_of(declared), name) for name in declared.names)
        for name in tree.of_type(ast.Name):
            if isinstance(name.ctx, ast.Store):
                self._bind(self._target_scope(name), name.id, self._stored(name))
        for definition in tree.of_type(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef):
            self._bind(self._scope_of(definition), definition.name, Binding(How.DEFINITION, definition))
        for function in tree.of_type(ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda):
            self._bind_parameters(function)
        for imports in tree.of_type(ast.Import, ast.ImportFrom):
            self._bind_imports(imports)
        self._bind_others()

    def _target_scope(self, name: ast.Name) -> ast.AST:
        """Where an assignment lands: `:=` in a comprehension belongs to the function around it."""
        scope = self._scope_of(name)
        if isinstance(self._tree.parent(name), ast.NamedExpr):
            while isinstance(scope, COMPREHENSIONS):
                scope = self._scope_of(scope)
        return scope

    def _stored(self, name: ast.Name) -> Binding:
        parent, index = self._tree.parent(name), None
        if isinstance(parent, ast.Tuple | ast.List):
            index = next(i for i, element in enumerate(parent.elts) if element is name)
            parent = self._tree.parent(parent)
        match parent:
            case ast.Assign(value=value) | ast.NamedExpr(value=value):
                return Binding(How.VALUE, value, index)
            case ast.AnnAssign(value=ast.expr() as value):
                return Binding(How.VALUE, value)
            case ast.withitem(context_expr=value):
                return Binding(How.VALUE, value, index)
            case ast.For(iter=value) | ast.AsyncFor(iter=value) | ast.comprehension(iter=value):
                return Binding(How.ELEMENT, value, index)
        return Binding(How.OTHER)

    def _bind_parameters(self, function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        given = function.args
        for index, parameter in enumerate([*given.posonlyargs, *given.args]):
            self._bind(function, parameter.arg, Binding(How.PARAMETER, function, index))
        for parameter in given.kwonlyargs:
            self._bind(function, parameter.arg, Binding(How.PARAMETER, function))
        for collected in (given.vararg, given.kwarg):
            if collected is not None:
                self._bind(function, collected.arg, Binding(How.OTHER))

    def _bind_imports(self, imports: ast.Import | ast.ImportFrom) -> None:
        scope = self._scope_of(imports)
        for alias in imports.names:
            if alias.name == "*":
                self.has_star_import = True
                continue
            if isinstance(imports, ast.ImportFrom):
                bound, imported = alias.asname or alias.name, f"{imports.module or ''}.{alias.name}"
            elif alias.asname:
                bound, imported = alias.asname, alias.name
            else:
                bound = imported = alias.name.partition(".")[0]
            self._bind(scope, bound, Binding(How.IMPORT, imports, imported=imported))

    def _bind_others(self) -> None:
        tree, other = self._tree, Binding(How.OTHER)
        for handler in tree.of_type(ast.ExceptHandler, ast.MatchAs, ast.MatchStar):
            if handler.name:
                self._bind(self._scope_of(handler), handler.name, other)
        for mapping in tree.of_type(ast.MatchMapping):
            if mapping.rest:
                self._bind(self._scope_of(mapping), mapping.rest, other)
        for parameter in tree.of_type(ast.TypeVar, ast.ParamSpec, ast.TypeVarTuple):
            self._bind(self._scope_of(parameter), parameter.name, other)
