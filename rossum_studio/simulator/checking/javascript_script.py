"""A JavaScript handler, and what its expressions stand for.

Source: reference chapter 7.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.model.finding import Finding, Fix, TextEdit
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.checking.javascript_exports import Exports, dotted, exports_of, literal_text
from rossum_studio.simulator.checking.javascript_names import ELEMENT, Binding, Names
from rossum_studio.simulator.checking.javascript_tree import Syntax

HANDLER = "rossum_hook_request_handler"
EACH_ELEMENT = ("map", "forEach", "filter", "find", "flatMap", "some", "every", "findIndex", "findLast")
"""Methods of an array that call a function with each element as its first argument."""

COMPARISONS = ("===", "!==", "==", "!=")
_SAME_ELEMENTS = ("filter", "slice", "sort", "reverse", "toSorted", "toReversed", "concat", "flat")
_ONE_ELEMENT = ("find", "findLast", "at", "pop", "shift")
_NAMES = ("identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern")
_MAX_DEPTH = 12  # of functions that hand an argument on to one another


@dataclass(frozen=True, slots=True)
class Access:
    """A part of something.

    Args:
        root: The expression that it is a part of; None is the payload.
        keys: What leads to the part, such as `annotation`, `content`, and ELEMENT.
    """

    root: Syntax | None
    keys: tuple[str, ...] = ()

    @property
    def plain_keys(self) -> tuple[str, ...]:
        """The keys without those of elements."""
        return tuple(key for key in self.keys if key != ELEMENT and not key.isdigit())


class Script:
    """One handler file.

    Args:
        root: Its tree.
        filename: What problems call it.
    """

    def __init__(self, root: Syntax, filename: str) -> None:
        self.root = root
        self.filename = filename
        self.names = Names(root)
        self.exports: Exports = exports_of(root, self.names)
        self._by_type: dict[str, list[Syntax]] = defaultdict(list)
        for node in root.walk():
            self._by_type[node.type].append(node)
        exported = self.exports.values.get(HANDLER)
        self.handler = None if exported is None else self.function_of(exported)
        self._accesses: dict[Syntax, Access] = {}
        self._depth = 0

    def of_type(self, *types: str) -> Iterator[Syntax]:
        """All pieces of these types."""
        for each in types:
            yield from self._by_type.get(each, ())

    def finding(self, severity: Severity, code: str, node: Syntax, message: str, *fixes: Fix) -> Finding:
        """A finding about a piece of the code."""
        place = node.place
        problem = Problem(
            severity, Where.CODE, f"{self.filename}:{place.line}", message, f"javascript-{code}"
        )
        return Finding(problem, place, fixes)

    @property
    def start(self) -> Syntax:
        """The place before the first character."""
        return Syntax("start", self.root.source, 0, 0)

    @property
    def end(self) -> Syntax:
        """The place after the last character."""
        return Syntax("end", self.root.source, len(self.root.source.code), len(self.root.source.code))

    def value_of(self, node: Syntax) -> Syntax:
        """What a name was set to, when that never changes; any other expression as it is."""
        for _ in range(_MAX_DEPTH):
            node = _without_brackets(node)
            binding = self._constant(node)
            if binding is None or binding.value is None or binding.keys:
                return node
            node = binding.value
        return node

    def function_of(self, node: Syntax) -> Syntax | None:
        """The function that an expression is."""
        found = self.value_of(node)
        return found if found.is_function else None

    def text_of(self, node: Syntax) -> str | None:
        """The text that an expression is; None when it is not known."""
        return literal_text(self.value_of(node))

    def global_path(self, node: Syntax) -> str:
        """`process.env.HTTPS_PROXY` of a member of something global; empty for anything else."""
        path = dotted(node)
        if path is None or self.names.find(path[0]) is not None:
            return ""
        return ".".join(part.text.strip("'\"") for part in path)

    def payload_keys(self, node: Syntax) -> tuple[str, ...] | None:
        """Which part of the payload an expression is; None when it is none."""
        access = self.access(node)
        return access.keys if access.root is None else None

    def access(self, node: Syntax) -> Access:
        """What an expression is a part of."""
        if node not in self._accesses:
            self._accesses[node] = self._follow(node)
        return self._accesses[node]

    def calls_of(self, function: Syntax) -> list[Syntax]:
        """The calls by name of a function that has one."""
        return [
            use.parent
            for use in self.uses_of(function)
            if use.is_field("function") and use.parent is not None
        ]

    def uses_of(self, function: Syntax) -> list[Syntax]:
        """Where a function that has a name is named."""
        parent = function.parent
        name = function.fields.get("name")
        if name is None and parent is not None and parent.type == "variable_declarator":
            name = parent.fields["name"]
        binding = None if name is None or name.type != "identifier" else self.names.find(name)
        return [] if binding is None or binding.writes else binding.uses

    def _constant(self, node: Syntax) -> Binding | None:
        if node.type not in _NAMES:
            return None
        binding = self.names.find(node)
        return None if binding is None or binding.writes else binding

    def _follow(self, node: Syntax) -> Access:
        keys: tuple[str, ...] = ()
        seen: set[Syntax] = set()
        while node not in seen:
            seen.add(node)
            step = self._step(node)
            if isinstance(step, Access):
                return Access(step.root, (*step.keys, *keys))
            if step is None:
                break
            node, added = step
            keys = (*added, *keys)
        return Access(node, keys)

    def _step(self, node: Syntax) -> tuple[Syntax, tuple[str, ...]] | Access | None:
        """What an expression is a part of, one step on; None when it is a part of nothing."""
        fields = node.fields
        match node.type:
            case "parenthesized_expression" | "await_expression" if node.children:
                return node.children[0], ()
            case "member_expression":
                return fields["object"], (fields["property"].text,)
            case "subscript_expression":
                index = fields["index"]
                return fields["object"], (
                    index.text if index.type == "number" else self.text_of(index) or ELEMENT,
                )
            case "binary_expression" if fields["operator"].text in ("??", "||"):
                return fields["left"], ()
            case "assignment_expression":
                return fields["right"], ()
            case "call_expression":
                return self._step_of_call(node)
            case kind if kind in _NAMES:
                return self._step_of_name(node)
        return None

    def _step_of_name(self, node: Syntax) -> tuple[Syntax, tuple[str, ...]] | Access | None:
        binding = self._constant(node)
        if binding is None or binding.kind in ("function", "class", "import"):
            return None
        if binding.function is not None:
            argument = self._argument(binding)
            return None if argument is None else Access(argument.root, (*argument.keys, *binding.keys))
        return None if binding.value is None else (binding.value, binding.keys)

    def _step_of_call(self, call: Syntax) -> tuple[Syntax, tuple[str, ...]] | None:
        function, arguments = call.fields["function"], call.fields["arguments"].children
        if self.global_path(function) == "Array.from" and arguments:
            return arguments[0], ()
        if function.type != "member_expression" or self.wanted_by(call) is not None:
            return None
        method = function.fields["property"].text
        if method in _SAME_ELEMENTS:
            return function.fields["object"], ()
        return (function.fields["object"], (ELEMENT,)) if method in _ONE_ELEMENT else None

    def wanted_by(self, call: Syntax) -> Syntax | None:
        """The id that `nodes.find((node) => node.schema_id === id)` looks for."""
        arguments = call.fields["arguments"].children
        predicate = self.function_of(arguments[0]) if arguments else None
        body = None if predicate is None else _without_brackets(predicate.fields["body"])
        if (
            body is None
            or body.type != "binary_expression"
            or body.fields["operator"].text not in ("===", "==")
        ):
            return None
        return self.compared_to_schema_id(body)

    def compared_to_schema_id(self, comparison: Syntax) -> Syntax | None:
        """What `schema_id` of a node is compared with."""
        left, right = comparison.fields["left"], comparison.fields["right"]
        for side, other in ((left, right), (right, left)):
            if self.is_schema_id(side):
                return other
        return None

    def is_schema_id(self, node: Syntax) -> bool:
        """Whether an expression is `schema_id` of something."""
        if node.type == "member_expression":
            return node.fields["property"].text == "schema_id"
        binding = self.names.find(node) if node.type == "identifier" else None
        return binding is not None and binding.keys[-1:] == ("schema_id",)

    def _argument(self, parameter: Binding) -> Access | None:
        """What a parameter gets, when it is the same in every call."""
        function = parameter.function
        assert function is not None
        if function is self.handler:
            return Access(None) if parameter.index == 0 else None
        if self._depth >= _MAX_DEPTH:
            return None
        self._depth += 1
        try:
            found = {self._given(use, parameter.index) for use in self._appearances(function)}
        finally:
            self._depth -= 1
        return found.pop() if len(found) == 1 else None

    def _appearances(self, function: Syntax) -> list[Syntax]:
        """Where a function is called, or handed to somebody who calls it."""
        is_argument = function.parent is not None and function.parent.type == "arguments"
        return [function] if is_argument else self.uses_of(function)

    def _given(self, appearance: Syntax, index: int) -> Access | None:
        parent = appearance.parent
        if parent is None:
            return None
        if parent.type == "call_expression" and appearance.is_field("function"):
            arguments = parent.fields["arguments"].children
            if index >= len(arguments) or any(each.type == "spread_element" for each in arguments):
                return None
            return self.access(arguments[index])
        return self._element_given(parent, appearance, index)

    def _element_given(self, arguments: Syntax, callback: Syntax, index: int) -> Access | None:
        call = arguments.parent
        if arguments.type != "arguments" or arguments.children[0] is not callback or call is None:
            return None
        function = call.fields.get("function")
        if function is None or function.type != "member_expression":
            return None
        method = function.fields["property"].text
        if (method in EACH_ELEMENT and index == 0) or (method.startswith("reduce") and index == 1):
            whole = self.access(function.fields["object"])
            return Access(whole.root, (*whole.keys, ELEMENT))
        return None


def replacing(node: Syntax, text: str) -> TextEdit:
    """An edit that puts a text in place of a piece of code."""
    return TextEdit(node.place, text)


def key_of(pair: Syntax) -> str:
    """The key of an entry of an object literal; empty when it is computed."""
    key = pair.fields.get("key") or pair.fields.get("name")
    if key is None:
        return pair.text if pair.type == "shorthand_property_identifier" else ""
    return (literal_text(key) or "") if key.type == "string" else key.text


def entries_of(node: Syntax) -> dict[str, Syntax]:
    """The entries of an object literal by key; a shorthand is its own value."""
    return {
        key_of(child): child.fields.get("value", child)
        for child in node.children
        if node.type == "object" and child.type in ("pair", "shorthand_property_identifier")
    }


def _without_brackets(node: Syntax) -> Syntax:
    while node.type == "parenthesized_expression" and node.children:
        node = node.children[0]
    return node
