"""What a CommonJS script exports.

Source: reference chapter 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rossum_studio.simulator.checking.javascript_names import Names
from rossum_studio.simulator.checking.javascript_tree import Syntax

_OBJECT_FUNCTIONS = ("assign", "defineProperty")


@dataclass(slots=True)
class Exports:
    """What other code gets from `require`.

    Args:
        values: What each name is; None where it cannot be told.
        names: Where each name is written.
        is_open: There may be more, which cannot be told without running the script.
    """

    values: dict[str, Syntax | None] = field(default_factory=dict)
    names: dict[str, Syntax] = field(default_factory=dict)
    is_open: bool = False

    def add(self, name: Syntax, value: Syntax | None) -> None:
        """Note one export."""
        key = literal_text(name) if name.type == "string" else name.text
        self.values[key or ""] = value
        self.names[key or ""] = name


def exports_of(root: Syntax, names: Names) -> Exports:
    """Find the exports of a script."""
    exports = Exports()
    for node in root.walk():
        if node.type == "assignment_expression":
            _read_assignment(node, names, exports)
        elif node.type == "call_expression":
            _read_call(node, names, exports)
    return exports


def literal_text(node: Syntax) -> str | None:
    """The text of a string, or of a template without anything to fill in; None for other code."""
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    return node.text[1:-1]


def dotted(node: Syntax) -> list[Syntax] | None:
    """The names of `a.b["c"]`, the innermost first; None for anything else."""
    parts: list[Syntax] = []
    while node.type in ("member_expression", "subscript_expression"):
        part = node.fields.get("property") or node.fields["index"]
        if node.type == "subscript_expression" and part.type != "string":
            return None
        parts.append(part)
        node = node.fields["object"]
    if node.type not in ("identifier", "this"):
        return None
    return [node, *reversed(parts)]


def _read_assignment(node: Syntax, names: Names, exports: Exports) -> None:
    left, value = node.fields["left"], _last_value(node.fields["right"])
    path = _path_in_exports(left, names)
    if path is None:
        exports.is_open |= _is_computed_export(left, names)
    elif len(path) == 1:
        exports.add(path[0], value)
    elif not path:
        _read_object(value, names, exports)


def _read_call(call: Syntax, names: Names, exports: Exports) -> None:
    arguments = call.fields["arguments"].children
    if not any(_path_in_exports(argument, names) == [] for argument in arguments):
        return
    path = [part.text for part in dotted(call.fields["function"]) or ()]
    if len(path) != 2 or path[0] != "Object" or path[1] not in _OBJECT_FUNCTIONS:
        exports.is_open = True
    elif path[1] == "assign":
        for argument in arguments[1:]:
            _read_object(argument, names, exports)
    elif len(arguments) > 1 and arguments[1].type == "string":
        exports.add(arguments[1], None)


def _read_object(value: Syntax, names: Names, exports: Exports) -> None:
    """Note what an object that is exported as a whole holds."""
    if value.type == "identifier":
        if _path_in_exports(value, names) != []:
            _read_named(value, names, exports)
    elif value.type == "object":
        for name, part in _members(value):
            exports.add(name, part)
        exports.is_open |= any(child.type == "spread_element" for child in value.children)
    elif not value.is_function:
        exports.is_open = True


def _read_named(name: Syntax, names: Names, exports: Exports) -> None:
    binding = names.find(name)
    value = None if binding is None or binding.writes else binding.value
    if value is None or value.type not in ("object", "function_declaration", "arrow_function"):
        exports.is_open = True
        return
    _read_object(value, names, exports)
    assert binding is not None
    for use in binding.uses:
        target = use.parent
        if target is not None and target.type == "member_expression" and target.is_field("left"):
            assert target.parent is not None
            exports.add(target.fields["property"], target.parent.fields.get("right"))


def _members(value: Syntax) -> Iterator[tuple[Syntax, Syntax]]:
    for child in value.children:
        match child.type:
            case "pair" if child.fields["key"].type in ("property_identifier", "string"):
                yield child.fields["key"], child.fields["value"]
            case "shorthand_property_identifier":
                yield child, child
            case "method_definition":
                yield child.fields["name"], child


def _last_value(node: Syntax) -> Syntax:
    """What `a = b = c` puts into `a`."""
    while node.type in ("assignment_expression", "parenthesized_expression"):
        node = node.fields["right"] if "right" in node.fields else node.children[0]
    return node


def _path_in_exports(node: Syntax, names: Names) -> list[Syntax] | None:
    """The names after `exports` or `module.exports`; None for anything else."""
    path = dotted(node)
    if path is None or names.find(path[0]) is not None:
        return None
    if path[0].text == "exports":
        return path[1:]
    if len(path) > 1 and path[0].text == "module" and _key(path[1]) == "exports":
        return path[2:]
    if path[0].type == "this" and len(path) == 2 and not any(each.is_function for each in node.ancestors()):
        return path[1:]
    return None


def _key(node: Syntax) -> str | None:
    return literal_text(node) if node.type == "string" else node.text


def _is_computed_export(left: Syntax, names: Names) -> bool:
    return left.type == "subscript_expression" and _path_in_exports(left.fields["object"], names) == []
