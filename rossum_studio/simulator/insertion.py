"""A handler with the lines of a recipe in it, and with what the lines need."""

import ast
import re

from rossum_studio.model.finding import Fix, TextEdit, TextRange
from rossum_studio.model.hook import Hook
from rossum_studio.model.template import load_snippets
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_txscript_imports import txscript_name

_OF_TXSCRIPT = ("is_empty", "default_to")
_MODULES = {"date": "from datetime import date", "json": "import json", "urllib": "import urllib.request"}
_NAME = re.compile(r"(?<![.\w])[A-Za-z_]\w*")
_MAKES_T = "TxScript.from_payload"
_FINDER = "findBySchemaId"


def with_lines(code: str, line: int, lines: str, language: str) -> str:
    r"""Return the code with lines above one of its lines, indented like it.

    A Python handler also gets the imports, and the TxScript object where it makes none; a JavaScript handler
    the function that finds datapoints.

    Args:
        code: With `\n` at the ends of its lines.
        line: From 1.
        lines: Without indentation.
        language: `python` or `javascript`.
    """
    if language == "javascript":
        return _with_finder(_inserted(code, line, lines), lines)
    names = set(_NAME.findall(lines))
    if "t" in names and _MAKES_T not in code:
        lines = f"t = {_MAKES_T}(payload)\n{lines}"
        names.add("TxScript")
    code = _inserted(code, line, lines)
    for name, statement in _MODULES.items():
        if name in names:
            code = _with_module(code, name, statement)
    for name in ("TxScript", *_OF_TXSCRIPT):
        if name in names:
            code = _with_txscript(code, name)
    return code


def _inserted(code: str, line: int, lines: str) -> str:
    indent = _indent_at(code, line)
    indented = "".join(
        f"{indent}{each}" if each.strip() else each for each in lines.splitlines(keepends=True)
    )
    return _edited(code, TextEdit(TextRange(line, 0, line, 0), indented))


def _indent_at(code: str, line: int) -> str:
    """The indentation of the line; of the next one with text where it is blank."""
    for text in code.splitlines()[line - 1 :]:
        if text.strip():
            return text[: len(text) - len(text.lstrip())]
    return "    "


def _edited(code: str, *edits: TextEdit) -> str:
    return Fix("", edits).applied_to(code)


def _parsed(code: str) -> HandlerCode | None:
    """None for code that Python cannot read: it gets no imports."""
    try:
        return HandlerCode(code, CheckContext(Hook(code)), "")
    except (SyntaxError, ValueError, RecursionError):
        return None


def _with_txscript(code: str, name: str) -> str:
    handler = _parsed(code)
    available = txscript_name(handler, name) if handler is not None else None
    return _edited(code, *available[1]) if available is not None else code


def _with_module(code: str, name: str, statement: str) -> str:
    handler = _parsed(code)
    if handler is None or handler.names.is_bound_anywhere(name):
        return code
    body = handler.tree.root.body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    if imports:
        return _edited(code, handler.tree.insertion_before(imports[0], f"{statement}\n"))
    first = body[0] if body else None
    if isinstance(first, ast.Expr):
        return _edited(code, handler.tree.insertion_after(first, f"\n\n{statement}"))
    return f"{statement}\n\n{code}"


def _with_finder(code: str, lines: str) -> str:
    is_there = any(f"{word} {_FINDER}" in code for word in ("function", "const", "let", "var"))
    if _FINDER not in lines or is_there:
        return code
    helper = next(snippet.code for snippet in load_snippets("javascript") if _FINDER in snippet.code)
    return f"{code.rstrip()}\n\n{helper}"
