"""Which declaration each name of a script means.

Scopes are those of the language: `var` belongs to the function, the rest to the block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rossum_studio.simulator.checking.javascript_tree import FUNCTIONS, Syntax

ELEMENT = "*"
"""Stands in a path of keys for any element of an array."""

_BLOCKS = (
    "program",
    "statement_block",
    "for_statement",
    "for_in_statement",
    "catch_clause",
    "switch_body",
    "class_static_block",
    *FUNCTIONS,
)
_OUTERMOST = ("program", "class_static_block", *FUNCTIONS)
_REFERENCES = ("identifier", "shorthand_property_identifier")
_PATTERN_NAMES = ("identifier", "shorthand_property_identifier_pattern")


@dataclass(slots=True, eq=False)
class Binding:
    """A declared name.

    Args:
        kind: The keyword that declares it; `parameter`, `loop`, `catch` or `import` where there is none.
        value: What it starts as: an initialiser, a function, the array of a loop.
        keys: Which part of the value, when it was taken apart.
        function: Of a parameter, with its `index`.
        uses: Where it is read, without the writes.
    """

    name: str
    kind: str
    declaration: Syntax
    value: Syntax | None = None
    keys: tuple[str, ...] = ()
    function: Syntax | None = None
    index: int = 0
    uses: list[Syntax] = field(default_factory=list)
    writes: list[Syntax] = field(default_factory=list)


class Names:
    """All declarations of a script.

    Args:
        root: The whole script.
    """

    def __init__(self, root: Syntax) -> None:
        self._scopes: dict[Syntax, dict[str, Binding]] = {}
        self._declared: dict[Syntax, Binding] = {}
        self._meant: dict[Syntax, Binding | None] = {}
        nodes = list(root.walk())
        for node in nodes:
            self._declare_at(node)
        for node in nodes:
            self._refer_from(node)

    @property
    def bindings(self) -> Iterator[Binding]:
        """Each declaration once."""
        return iter(self._declared.values())

    def find(self, node: Syntax) -> Binding | None:
        """What a name means here; None for a global."""
        if node in self._declared:
            return self._declared[node]
        if node not in self._meant:
            self._meant[node] = self._look_up(node)
        return self._meant[node]

    def visible_from(self, node: Syntax) -> dict[str, Binding]:
        """Every name that means something at a place; the nearest declaration of each."""
        found: dict[str, Binding] = {}
        for scope in node.ancestors():
            found = self._scopes.get(scope, {}) | found
        return found

    def _look_up(self, node: Syntax) -> Binding | None:
        name = node.text
        for scope in node.ancestors():
            if scope in self._scopes and name in self._scopes[scope]:
                return self._scopes[scope][name]
        return None

    def _declare_at(self, node: Syntax) -> None:
        if node.is_function:
            self._declare_function(node)
            return
        match node.type:
            case "variable_declarator":
                self._declare_variables(node)
            case "for_in_statement" if "kind" in node.fields:
                is_of = node.fields["operator"].text == "of"
                value = node.fields["right"] if is_of else None
                self._declare(node.fields["left"], "loop", node, value, (ELEMENT,))
            case "class_declaration" if "name" in node.fields:
                self._declare(node.fields["name"], "class", _scope_of(node), node)
            case "catch_clause" if "parameter" in node.fields:
                self._declare(node.fields["parameter"], "catch", node)
            case "import_clause":
                for name in _imported(node):
                    self._declare(name, "import", _scope_of(node))

    def _declare_function(self, function: Syntax) -> None:
        name = function.fields.get("name")
        if name is not None and name.type == "identifier":
            is_statement = function.type.endswith("_declaration")
            self._declare(name, "function", _scope_of(function) if is_statement else function, function)
        for index, parameter in enumerate(parameters_of(function)):
            for part, keys in _parts(parameter, ()):
                self._add(Binding(part.text, "parameter", part, None, keys, function, index), function)

    def _declare_variables(self, declarator: Syntax) -> None:
        declaration = declarator.parent
        kind = (
            "var"
            if declaration is None or "kind" not in declaration.fields
            else declaration.fields["kind"].text
        )
        scope = _scope_of(declarator, _OUTERMOST if kind == "var" else _BLOCKS)
        name = declarator.fields.get("name")
        if name is not None:
            self._declare(name, kind, scope, declarator.fields.get("value"))

    def _declare(
        self,
        pattern: Syntax,
        kind: str,
        scope: Syntax,
        value: Syntax | None = None,
        keys: tuple[str, ...] = (),
    ) -> None:
        for name, path in _parts(pattern, keys):
            self._add(Binding(name.text, kind, name, value, path), scope)

    def _add(self, binding: Binding, scope: Syntax) -> None:
        self._scopes.setdefault(scope, {})[binding.name] = binding
        self._declared[binding.declaration] = binding

    def _refer_from(self, node: Syntax) -> None:
        if node in self._declared or node.type not in (*_REFERENCES, *_PATTERN_NAMES):
            return
        binding = self.find(node)
        if binding is not None:
            (binding.writes if _is_written(node) else binding.uses).append(node)


def parameters_of(function: Syntax) -> list[Syntax]:
    """The patterns of a function's parameters."""
    single = function.fields.get("parameter")
    if single is not None:
        return [single]
    many = function.fields.get("parameters")
    return [] if many is None else many.children


def _scope_of(node: Syntax, scopes: tuple[str, ...] = _BLOCKS) -> Syntax:
    last = node
    for last in node.ancestors():
        if last.type in scopes:
            break
    return last


def _parts(pattern: Syntax, keys: tuple[str, ...]) -> Iterator[tuple[Syntax, tuple[str, ...]]]:
    """The names that a pattern declares, each with the keys that lead to it."""
    match pattern.type:
        case "identifier":
            yield pattern, keys
        case "shorthand_property_identifier_pattern":
            yield pattern, (*keys, pattern.text)
        case "pair_pattern":
            key = pattern.fields["key"]
            yield from _parts(pattern.fields["value"], (*keys, key.text.strip("'\"")))
        case "object_assignment_pattern" | "assignment_pattern":
            yield from _parts(pattern.fields["left"], keys)
        case "array_pattern":
            for child in pattern.children:
                yield from _parts(child, (*keys, ELEMENT))
        case "rest_pattern":  # what is left of an object has its keys; of an array, its elements
            is_array = pattern.parent is not None and pattern.parent.type == "array_pattern"
            for child in pattern.children:
                yield from _parts(child, keys[:-1] if is_array else keys)
        case "object_pattern":
            for child in pattern.children:
                yield from _parts(child, keys)


def _imported(clause: Syntax) -> Iterator[Syntax]:
    for child in clause.walk():
        if child.type == "import_specifier":
            yield child.fields.get("alias", child.fields["name"])
        elif (
            child.type == "identifier"
            and child.parent is not None
            and child.parent.type != "import_specifier"
        ):
            yield child


def _is_written(node: Syntax) -> bool:
    """Whether a name stands where a value is put into it."""
    target = node
    while target.parent is not None and target.parent.type.endswith("pattern"):
        target = target.parent
    parent = target.parent
    if parent is None:
        return False
    if parent.type in ("assignment_expression", "augmented_assignment_expression", "for_in_statement"):
        return target.is_field("left")
    return parent.type == "update_expression"
