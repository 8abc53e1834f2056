"""Imports that the platform cannot fulfil.

Source: reference 6.4, chapter 7.
"""

import ast
import sys
from collections.abc import Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.model.library_pack import contents_of
from rossum_studio.simulator.checking.fields import did_you_mean
from rossum_studio.simulator.checking.python_handler_code import HandlerCode

ALWAYS = frozenset({"txscript", "rossum_python"})
DEFAULT_PACK = contents_of("default")["python"].libraries
"""What can be imported with the pack `default`."""

_COMES_ALONG = frozenset(contents_of("default")["python"].come_along)


def check_libraries(code: HandlerCode) -> Iterator[Finding]:
    """Imports of what neither Python nor the hook's library pack has."""
    if code.context.pack not in (None, "default"):
        return  # a pack made for somebody, whose contents only Rossum knows
    for node in code.tree.of_type(ast.Import, ast.ImportFrom):
        if _may_fail(code, node):
            continue
        if isinstance(node, ast.ImportFrom) and node.level:
            yield code.error(
                node,
                "python-relative-import",
                "A function is one file, so there is nothing beside it to import from. Move the code into "
                "this file.",
            )
            continue
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        for name in dict.fromkeys(name.partition(".")[0] for name in names):
            yield from _import(code, node, name)


def _may_fail(code: HandlerCode, node: ast.AST) -> bool:
    """Whether the code goes on without the import, or does not run it."""
    if code.is_caught(node, "ImportError", "ModuleNotFoundError"):
        return True
    return any(
        isinstance(above, ast.If)
        and "TYPE_CHECKING" in {getattr(above.test, "id", ""), getattr(above.test, "attr", "")}
        for above in code.tree.ancestors(node)
    )


def _import(code: HandlerCode, node: ast.AST, name: str) -> Iterator[Finding]:
    if name in sys.stdlib_module_names or name in ALWAYS:
        return
    has_pack = code.context.pack is not None
    if has_pack and name in DEFAULT_PACK:
        return
    if has_pack and name in _COMES_ALONG:
        yield code.info(
            node,
            "python-import-not-listed",
            f'"{name}" is not among the libraries that Rossum lists for the pack "default". It is there as '
            "part of another one, which may change.",
        )
        return
    yield code.error(node, "python-import-not-in-pack", _not_available(name, has_pack))


def _not_available(name: str, has_pack: bool) -> str:
    if has_pack:
        return (
            f'"{name}" is not in the library pack "default": this raises ImportError on the platform. Use '
            f"one of {', '.join(DEFAULT_PACK)} or the standard library.{did_you_mean(name, DEFAULT_PACK)}"
        )
    remedy = (
        'Choose the library pack "default".' if name in {*DEFAULT_PACK, *_COMES_ALONG} else "Do without it."
    )
    return (
        "The hook has no library pack, so only the standard library and txscript are there: importing "
        f'"{name}" raises ImportError on the platform. {remedy}'
    )
