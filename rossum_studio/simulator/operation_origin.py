"""Which line of a handler writes a field, told by how its code names the field.

Source: reference 8.5, chapter 7 (classic helpers).
"""

import ast
from collections.abc import Iterator

from rossum_studio.simulator.checking.javascript_tree import parse_javascript

_WRITING_CALLS = ("append", "remove", "insert", "extend", "clear", "pop")


def line_that_writes(code: str, language: str, schema_id: str) -> int | None:
    """The line, from 1, that most likely writes the field; None when the code does not name it.

    An assignment or a row that is appended counts more than a literal, and that more than a reading.
    """
    mentions = _in_python(code, schema_id) if language == "python" else _in_javascript(code, schema_id)
    best = max(mentions, key=lambda mention: (mention[0], -mention[1]), default=None)
    return best[1] if best is not None else None


def _in_python(code: str, schema_id: str) -> Iterator[tuple[int, int]]:
    """How much each mention counts, and its line."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()) if name == schema_id:
                yield 3, node.lineno
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr=name), attr=call)) if (
                name == schema_id and call in _WRITING_CALLS
            ):
                yield 3, node.lineno
            case ast.Attribute(value=ast.Attribute(attr=name), ctx=ast.Store()) if name == schema_id:
                yield 3, node.lineno
            case ast.Constant(value=value) if value == schema_id:
                yield 2, node.lineno
            case ast.Attribute(attr=name) if name == schema_id:
                yield 1, node.lineno


def _in_javascript(code: str, schema_id: str) -> Iterator[tuple[int, int]]:
    for node in parse_javascript(code).root.walk():
        if node.type == "string_fragment" and node.text == schema_id:
            yield 2, node.place.line
        elif node.type == "property_identifier" and node.text == schema_id:
            yield 1, node.place.line
