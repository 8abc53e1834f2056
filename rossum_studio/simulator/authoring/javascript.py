"""Completion, hover and definitions for JavaScript handlers: payload paths, schema ids, names in scope.

The parser is tree-sitter's, which goes on after a mistake.
"""

from collections.abc import Mapping
from typing import Any

from rossum_studio.simulator.authoring import javascript_words as words
from rossum_studio.simulator.authoring.completion import Completions, Definition, Entry, Kind, Known
from rossum_studio.simulator.authoring.fields import field_sentence, schema_id_entries
from rossum_studio.simulator.authoring.javascript_caret import MARK, Caret, find_caret, node_at
from rossum_studio.simulator.authoring.payload_values import (
    MISSING,
    find_node,
    first_element,
    followed,
    key_entries,
    shown,
    text_entries,
)
from rossum_studio.simulator.authoring.python_caret import line_offsets
from rossum_studio.simulator.checking.javascript_exports import literal_text
from rossum_studio.simulator.checking.javascript_names import ELEMENT, Binding
from rossum_studio.simulator.checking.javascript_script import COMPARISONS, Script, entries_of, key_of
from rossum_studio.simulator.checking.javascript_tree import Syntax, parse_javascript

_FILENAME = "handler.js"
_NAMES = ("identifier", "shorthand_property_identifier", "property_identifier")
_FINDERS = ("find", "get")
_HANDLER = "rossum_hook_request_handler"


def complete(code: str, line: int, column: int, known: Known) -> Completions:
    """What could be written at a place.

    Args:
        line: From 1.
        column: From 0, in characters.
    """
    caret = find_caret(code, line, column)
    if caret is None:
        return Completions(column)
    return Completions(caret.column, tuple(_entries(caret, code, known)))


def hover(code: str, line: int, column: int, known: Known) -> str | None:
    """What stands at a place: a field with its value, a part of the payload."""
    found = _at(code, line, column)
    if found is None:
        return None
    script, node = found
    text = literal_text(node) if node.type == "string" else None
    if text is not None and (told := field_sentence(known, text)) is not None:
        return told
    expression = _expression(node)
    keys = script.payload_keys(expression)
    if keys is not None and keys[:1] == ("secrets",):
        return "A secret: its value is not shown."
    value = _value(script, expression, known)
    return shown(value) if value is not MISSING else None


def definition(code: str, line: int, column: int, known: Known) -> Definition | None:
    """Where what stands at a place is from: a field of the schema, or a line of the file."""
    found = _at(code, line, column)
    if found is None:
        return None
    script, node = found
    text = literal_text(node) if node.type == "string" else None
    if text is not None:
        is_field = known.schema is not None and known.schema.find(text) is not None
        return Definition(schema_id=text) if is_field else None
    binding = script.names.find(node) if node.type in _NAMES else None
    return Definition(line=binding.declaration.place.line) if binding is not None else None


def symbols(code: str) -> tuple[tuple[str, int], ...]:
    """Functions, classes and top-level names with their lines."""
    script = Script(parse_javascript(code).root, _FILENAME)
    exported = script.exports.values.items()
    found = {name: node.place.line for name, node in exported if node is not None}
    for binding in script.names.bindings:
        if binding.kind in ("function", "class") or _is_top_level(binding):
            found.setdefault(binding.name, binding.declaration.place.line)
    return tuple(sorted(found.items(), key=lambda each: each[1]))


def _is_top_level(binding: Binding) -> bool:
    if binding.kind not in ("const", "let", "var"):
        return False
    return not any(above.type == "statement_block" for above in binding.declaration.ancestors())


# What could be written


def _entries(caret: Caret, code: str, known: Known) -> list[Entry]:
    if not code.strip().removeprefix(caret.begun):
        return [words.skeleton(), *words.words()]
    receiver = caret.receiver
    if receiver is not None:
        return _members(caret, receiver, known)
    if caret.in_text:
        return _texts(caret, known)
    if caret.begun[:1].isdigit() or _is_declared_here(caret):
        return []
    part = _response_part(caret.leaf)
    own = words.keys_of(part) if part is not None else []
    visible = caret.script.names.visible_from(caret.leaf)
    names = [Entry(name, Kind.NAME, each.kind) for name, each in visible.items() if name != MARK]
    return [*own, *names, *words.words()]


def _is_declared_here(caret: Caret) -> bool:
    """Whether a new name is being made up."""
    binding = caret.script.names.find(caret.leaf) if caret.leaf.type in _NAMES else None
    is_pattern = caret.leaf.type == "shorthand_property_identifier_pattern"
    return binding is not None and binding.declaration is caret.leaf and not is_pattern


def _members(caret: Caret, receiver: Syntax, known: Known) -> list[Entry]:
    script = caret.script
    keys = script.payload_keys(receiver)
    if keys == ("secrets",):
        return [Entry(name, Kind.KEY, "a secret") for name in known.secret_names]
    if keys == ("settings",):
        return key_entries(known.settings)
    value = _value(script, receiver, known)
    if isinstance(value, Mapping):
        return key_entries(value)
    if isinstance(value, list):
        return words.of_list()
    if isinstance(value, str):
        return words.of_text()
    name = script.global_path(receiver)
    if name:
        return words.of_global(name)
    literal = script.value_of(receiver)
    if literal.type == "object":
        return [Entry(key, Kind.KEY) for key in entries_of(literal) if key]
    return words.of_list() if literal.type == "array" else []


def _texts(caret: Caret, known: Known) -> list[Entry]:
    text = caret.text
    parent = text.parent
    if parent is not None and parent.type == "pair" and text.is_field("value"):
        found = text_entries(key_of(parent))
        if found or key_of(parent) != "schema_id":
            return found
        return list(schema_id_entries(known))
    if parent is not None and _wants_schema_id(parent, caret.script):
        return list(schema_id_entries(known))
    begun = caret.begun
    return [entry for entry in schema_id_entries(known) if entry.text.startswith(begun)] if begun else []


def _wants_schema_id(parent: Syntax, script: Script) -> bool:
    """Whether a text is compared with `schema_id`, or handed to a function that looks one up."""
    if parent.type == "binary_expression" and parent.fields["operator"].text in COMPARISONS:
        return script.is_schema_id(parent.fields["left"]) or script.is_schema_id(parent.fields["right"])
    if parent.type == "arguments" and parent.parent is not None:
        function = parent.parent.fields.get("function")
        return function is not None and "schema" in function.text.lower().rpartition(".")[2]
    return False


def _response_part(leaf: Syntax) -> str | None:
    """Of which part of a response a key is being written; None where it is none of one."""
    above = leaf.parent
    if above is None or above.type != "object" or leaf.type != "shorthand_property_identifier":
        return None
    owner = above.parent
    if owner is not None and owner.type == "return_statement":
        return ""
    if owner is not None and owner.type == "array":
        owner = owner.parent
    if owner is None:
        return None
    name = {"pair": "key", "variable_declarator": "name"}.get(owner.type)
    if name is not None and name in owner.fields:
        text = owner.fields[name].text.strip("'\"")
        return text if text in words.RESPONSE else None
    if owner.type == "arguments" and owner.parent is not None:
        function = owner.parent.fields.get("function")
        pushed = function.text.removesuffix(".push").rpartition(".")[2] if function is not None else ""
        return pushed if pushed in words.RESPONSE and function is not None else None
    return None


# What stands at a place


def _at(code: str, line: int, column: int) -> tuple[Script, Syntax] | None:
    starts = line_offsets(code)
    if not 1 <= line <= len(starts):
        return None
    script = Script(parse_javascript(code).root, _FILENAME)
    node = node_at(script, min(starts[line - 1] + column, len(code)))
    if node.type == "string_fragment" and node.parent is not None:
        node = node.parent
    return script, node


def _expression(node: Syntax) -> Syntax:
    """The expression that a word is the last part of: of `a.b` at `b` the whole."""
    parent = node.parent
    is_part = node.is_field("property") or node.is_field("index")
    return parent if parent is not None and is_part else node


def _value(script: Script, node: Syntax, known: Known) -> Any:
    """What the payload gives for an expression; of loops the first element; MISSING if it is unknown."""
    access = script.access(node)
    if access.root is None:
        return _led_to(known.payload, access.keys)
    schema_id = _looked_up(script, access.root)
    if schema_id is None:
        return MISSING
    return _led_to(find_node(known.payload, schema_id), access.keys)


def _led_to(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        is_element = isinstance(value, list) and (key == ELEMENT or key.isdigit())
        value = first_element(value) if is_element else followed(value, (key,))
    return value


def _looked_up(script: Script, call: Syntax) -> str | None:
    """The schema id whose node a call finds."""
    if call.type != "call_expression":
        return None
    wanted = script.wanted_by(call)
    if wanted is not None:
        return script.text_of(wanted)
    name = call.fields["function"].text.rpartition(".")[2]
    texts = [text for each in call.fields["arguments"].children if (text := script.text_of(each)) is not None]
    return texts[0] if name.startswith(_FINDERS) and len(texts) == 1 else None
