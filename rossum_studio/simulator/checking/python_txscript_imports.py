"""Making a name of txscript available to code that a fix writes.

Source: reference 8.1.
"""

import ast

from rossum_studio.model.finding import TextEdit, TextRange
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import known
from rossum_studio.simulator.checking.python_names import How
from rossum_studio.simulator.checking.python_shapes import constant_text

_PACKAGES = ("txscript", "rossum_python")


def txscript_name(code: HandlerCode, name: str) -> tuple[str, tuple[TextEdit, ...]] | None:
    """How to write a name of txscript, and the edits that import it where it is not imported yet.

    Returns:
        None when the file uses the name for something else.
    """
    wanted = known(f"txscript.{name}")
    for bound in code.names.module_names():
        bindings = code.names.of_module(bound)
        if len(bindings) == 1 and bindings[0].how is How.IMPORT:
            found = known(bindings[0].imported)
            if found == wanted:
                return bound, ()
            if found == known("txscript"):
                return f"{bound}.{name}", ()
    if _imports_all(code):
        return name, ()
    if code.names.is_bound_anywhere(name):
        return None
    return name, (_importing(code, name),)


def _imports_all(code: HandlerCode) -> bool:
    return any(
        node.module in _PACKAGES and any(alias.name == "*" for alias in node.names)
        for node in code.tree.of_type(ast.ImportFrom)
    )


def _importing(code: HandlerCode, name: str) -> TextEdit:
    body = code.tree.root.body
    imports = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in imports:
        if isinstance(node, ast.ImportFrom) and node.module in _PACKAGES:
            return code.tree.insertion_after(node.names[-1], f", {name}")
    statement = f"from txscript import {name}"
    if imports:
        return code.tree.insertion_after(imports[-1], f"\n{statement}")
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and constant_text(first.value) is not None:
        return code.tree.insertion_after(first, f"\n\n{statement}")
    return TextEdit(TextRange(1, 0, 1, 0), f"{statement}\n\n")
