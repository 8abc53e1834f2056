"""Completion, signatures, hover and definitions for Python handlers.

What only we know comes first: fields, columns, payload keys and values. The rest is Jedi's.
"""

import ast
from collections.abc import Mapping

from rossum_studio.simulator.authoring import python_txscript as txscript
from rossum_studio.simulator.authoring.completion import (
    CallHelp,
    Completions,
    Definition,
    Entry,
    Kind,
    Known,
)
from rossum_studio.simulator.authoring.fields import (
    column_entries,
    field_entries,
    field_sentence,
    schema_id_entries,
)
from rossum_studio.simulator.authoring.payload_values import MISSING, key_entries, shown, text_entries
from rossum_studio.simulator.authoring.python_caret import Caret, Stretch, find_caret
from rossum_studio.simulator.authoring.python_language import Language
from rossum_studio.simulator.authoring.python_scope import Scope, read, scope_of
from rossum_studio.simulator.checking.python_meaning import (
    AllValues,
    Field,
    FieldAttributes,
    Fields,
    NodeContent,
    Nodes,
    NodeText,
    PayloadPart,
    Row,
    TxScriptObject,
)

_OF_ANNOTATION = ("annotation", "document", "email")


def complete(code: str, line: int, column: int, known: Known) -> Completions:
    """What could be written at a place.

    Args:
        line: From 1.
        column: From 0, in characters.
    """
    caret = find_caret(code, line, column)
    if caret is None:
        return Completions(column)
    start_column = column - (caret.offset - caret.start)
    if caret.in_text:
        return Completions(start_column, tuple(_texts(caret, known)))
    receiver = caret.receiver
    own = _attributes(caret, receiver, known) if receiver is not None else []
    if own:
        return Completions(start_column, tuple(own))
    if receiver is None and not _may_be_name(caret):
        return Completions(start_column)
    return Completions(start_column, tuple(Language(code).complete(line, column) or ()))


def call_help(code: str, line: int, column: int, known: Known) -> CallHelp | None:
    """The function whose arguments are being written at a place."""
    caret = find_caret(code, line, column)
    called = caret.call if caret is not None else None
    if caret is None or called is None:
        return None
    function, argument = called
    owner, _, name = code[function.start : function.end].rpartition(".")
    told = txscript.help_on(name, argument) if owner else None
    if told is not None and _is_of_txscript(
        caret, Stretch(function.start, function.start + len(owner)), known
    ):
        return told
    return Language(code).call_help(line, column)


def hover(code: str, line: int, column: int, known: Known) -> str | None:
    """What stands at a place: a field with its value, a part of the payload, a function."""
    tree = read(code)
    if tree is None:
        return None
    scope = Scope(tree, known.schema, known.payload)
    for node in _nodes_at(scope, line, column):
        told = _described(scope, node, known)
        if told:
            return told
    return Language(code).describe(line, column) if find_caret(code, line, column) else None


def definition(code: str, line: int, column: int, known: Known) -> Definition | None:
    """Where what stands at a place is from: a field of the schema, or a line of the file."""
    tree = read(code)
    if tree is not None and known.schema is not None:
        scope = Scope(tree, known.schema, known.payload)
        for node in _nodes_at(scope, line, column):
            schema_id = _schema_id(scope, node)
            if schema_id is not None and known.schema.find(schema_id) is not None:
                return Definition(schema_id=schema_id)
    found = Language(code).definition(line, column)
    return Definition(line=found) if found is not None else None


def symbols(code: str) -> tuple[tuple[str, int], ...]:
    """Functions, classes and module-level names with their lines."""
    return tuple(Language(code).symbols() or ())


# Attributes


def _attributes(caret: Caret, receiver: Stretch, known: Known) -> list[Entry]:
    """What an object of TxScript offers; nothing for other objects."""
    found = scope_of(caret, receiver, known.schema, known.payload)
    if found is None:
        return []
    scope, node = found
    match scope.meaning(node):
        case TxScriptObject():
            return txscript.of_txscript()
        case Fields():
            return list(field_entries(known))
        case Row(table=table):
            return [*column_entries(known, table), *txscript.of_row()]
        case FieldAttributes():
            return txscript.of_attributes()
        case Field(schema_id=schema_id, in_row=in_row):
            schema_node = known.schema.find(schema_id) if known.schema is not None else None
            is_column = not in_row and schema_node is not None and _is_many(schema_node.parent, known)
            is_table = schema_node is not None and schema_node.category == "multivalue"
            return txscript.of_value(schema_node, is_column=is_column or is_table)
    owner = _part_of_annotation(scope, node)
    return txscript.of_annotation(owner) if owner is not None else []


def _is_many(parent: str | None, known: Known) -> bool:
    """Whether what lies in it has a value in each of several rows."""
    node = known.schema.find(parent) if known.schema is not None and parent is not None else None
    return node is not None and node.category in ("tuple", "multivalue")


def _part_of_annotation(scope: Scope, node: ast.AST) -> str | None:
    """`annotation`, or `document` or `email` of it."""
    match node:
        case ast.Attribute(value=owner, attr="annotation") if isinstance(
            scope.meaning(owner), TxScriptObject
        ):
            return "annotation"
        case ast.Attribute(value=owner, attr="document" | "email" as name):
            return name if _part_of_annotation(scope, owner) == "annotation" else None
    return None


def _is_of_txscript(caret: Caret, owner: Stretch, known: Known) -> bool:
    found = scope_of(caret, owner, known.schema, known.payload)
    if found is None:
        return False
    scope, node = found
    return isinstance(scope.meaning(node), TxScriptObject) or _part_of_annotation(scope, node) is not None


def _may_be_name(caret: Caret) -> bool:
    """Whether a name that exists can stand here: not in a number, nor after `def` or `as`."""
    before = caret.tokens[-1].text if caret.tokens else ""
    return not caret.begun[:1].isdigit() and before not in ("def", "class", "as", "for", "lambda")


# Texts


def _texts(caret: Caret, known: Known) -> list[Entry]:
    """What a string could be: a key, a schema id, a word of the response."""
    if (keyed := caret.keyed) is not None:
        return _keys(caret, keyed, known)
    before = [token.text for token in caret.tokens[-2:]]
    key = before[0].strip("\"'") if len(before) == 2 and before[1] == ":" else ""
    if found := text_entries(key):
        return found
    if _expects_schema_id(caret):
        return list(schema_id_entries(known))
    begun = caret.begun
    return [entry for entry in schema_id_entries(known) if entry.text.startswith(begun)] if begun else []


def _expects_schema_id(caret: Caret) -> bool:
    """Whether a schema id is compared, looked up, or said to be one."""
    line_start = caret.code.rfind("\n", 0, caret.start) + 1
    words = caret.code[line_start : caret.start]
    last = caret.tokens[-1].text if caret.tokens else ""
    return "schema_id" in words and last in ("==", "!=", "in", "(", ",", "[", "{", ":")


def _keys(caret: Caret, owner: Stretch, known: Known) -> list[Entry]:
    found = scope_of(caret, owner, known.schema, known.payload)
    if found is None:
        return []
    scope, node = found
    meaning = scope.meaning(node)
    if meaning == PayloadPart(("secrets",)):
        return [Entry(name, Kind.KEY, "a secret") for name in known.secret_names]
    if meaning == PayloadPart(("settings",)):
        return key_entries(known.settings)
    value = scope.value(node)
    return key_entries(value) if isinstance(value, Mapping) else []


# What stands at a place


def _nodes_at(scope: Scope, line: int, column: int) -> list[ast.AST]:
    """The names, attributes, items and texts around a place, the innermost first."""
    wanted = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
    found: list[tuple[int, ast.AST]] = []
    for kind in wanted:
        for node in scope.tree.of_type(kind):
            place = scope.tree.place(node)
            if (place.line, place.column) <= (line, column) <= (place.end_line, place.end_column):
                found.append(((place.end_line - place.line) * 10_000 + place.end_column - place.column, node))
    nodes = [node for _, node in sorted(found, key=lambda each: each[0])]
    key = nodes[0] if nodes and isinstance(nodes[0], ast.Constant) else None
    above = scope.tree.parent(key) if key is not None else None
    if isinstance(above, ast.Subscript):  # of a key one wants to know what it leads to
        return [above, *nodes]
    if isinstance(above, ast.Call) and isinstance(above.func, ast.Attribute) and above.func.attr == "get":
        return [above, *nodes]
    return nodes[:1]


def _described(scope: Scope, node: ast.AST, known: Known) -> str | None:
    schema_id = _schema_id(scope, node)
    if schema_id is not None and (told := field_sentence(known, schema_id)) is not None:
        return told
    meaning = scope.meaning(node)
    if isinstance(meaning, PayloadPart) and meaning.path[:1] == ("secrets",):
        return "A secret: its value is not shown."
    if isinstance(node, ast.Attribute) and isinstance(scope.meaning(node.value), TxScriptObject):
        return txscript.describe(node.attr)
    if isinstance(node, ast.Constant):
        return None
    value = scope.value(node)
    return shown(value) if value is not MISSING else None


def _schema_id(scope: Scope, node: ast.AST) -> str | None:
    """The field that a name, an attribute or a text is about."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    match scope.meaning(node):
        case Field(schema_id=schema_id) | AllValues(schema_id=schema_id) | Row(table=schema_id):
            return schema_id
        case Nodes(schema_id=schema_id):
            return schema_id
        case NodeContent() | NodeText():
            return None
    return None
