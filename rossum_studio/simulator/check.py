"""What is wrong with a hook, found without running it.

Source: practice, "Traps, and what should happen here"; reference chapter 8.2.
"""

import ast

from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem, Severity, Where

SIDELOAD_SCHEMAS = "hook-sideload-schemas"
_TXSCRIPT = ("txscript", "rossum_python")
_FACTORY = "from_payload"


def check_hook(hook: Hook) -> tuple[Problem, ...]:
    """Problems of a hook as it stands; none for code that does not parse, a run says what it is."""
    if hook.language != "python" or "schemas" in hook.sideload:
        return ()
    try:
        tree = ast.parse(hook.code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    if not _uses_txscript(tree):
        return ()
    sentence = 'TxScript needs schemas: every call will fail with PayloadError. Add "schemas" to sideload.'
    return (Problem(Severity.ERROR, Where.HOOK, "/sideload", sentence, SIDELOAD_SCHEMAS),)


def with_schemas_sideloaded(hook: Hook) -> Hook:
    """The hook with `schemas` added to its sideload."""
    attributes = {**hook.attributes, "sideload": [*hook.sideload, "schemas"]}
    return Hook(hook.code, attributes, hook.language)


def _uses_txscript(tree: ast.AST) -> bool:
    nodes = list(ast.walk(tree))
    imported = any(
        (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in _TXSCRIPT)
        or (isinstance(node, ast.Import) and any(a.name.partition(".")[0] in _TXSCRIPT for a in node.names))
        for node in nodes
    )
    calls = any(isinstance(node, ast.Attribute) and node.attr == _FACTORY for node in nodes)
    return imported and calls
