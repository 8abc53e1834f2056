"""Which lines of a Python file can be stopped at, found out by compiling it."""

import ast
from collections.abc import Iterator
from types import CodeType

type Span = tuple[int, int]

_BLOCKS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class PythonLines:
    """The lines of a file that have code, and the functions and classes they are in."""

    def __init__(self, code: str, filename: str) -> None:
        """Compile the file. What does not compile has no lines at all."""
        self._lines: list[int] = []
        self._bodies: list[Span] = []
        try:
            tree = ast.parse(code)
            module = compile(code, filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return
        self._lines = sorted({line for block in _blocks(module) for line in _lines_of(block)})
        self._bodies = [_body_of(node) for node in ast.walk(tree) if isinstance(node, _BLOCKS)]
        self._bodies.append((1, len(code.splitlines())))

    def place(self, line: int) -> int | None:
        """Return the line where a breakpoint set at this one stops: itself, or the next that has code.

        It never moves out of its function. None when nothing can be executed there.
        """
        around = [body for body in self._bodies if body[0] <= line <= body[1]]
        if not around:
            return None
        _, last = min(around, key=lambda body: body[1] - body[0])
        return next((each for each in self._lines if line <= each <= last), None)


def _blocks(code: CodeType) -> Iterator[CodeType]:
    """Walk the functions, classes and comprehensions of a file, and the file itself."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _blocks(constant)


def _lines_of(code: CodeType) -> set[int]:
    """Return the lines of a block. Entering it counts for the line of its `def`, which is not in it."""
    lines = {line for _, _, line in code.co_lines() if line}
    return lines if code.co_name == "<module>" else lines - {code.co_firstlineno}


def _body_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
    """Return the lines after the header."""
    header = max((part.end_lineno or 0 for part in _header_of(node)), default=node.lineno)
    return max(header, node.lineno) + 1, node.end_lineno or node.lineno


def _header_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[ast.expr | ast.arg]:
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *(keyword.value for keyword in node.keywords)]
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*named, *arguments.defaults, *filter(None, arguments.kw_defaults), *filter(None, [node.returns])]
