"""A Python handler as a tree: its nodes by type, what is above each, and where it stands in the text.

The tree is walked once; the checks then look only at the nodes they are about.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from typing import overload

from rossum_studio.model.finding import TextEdit, TextRange
from rossum_studio.simulator.checking.python_shapes import last_name

type FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

FUNCTIONS: tuple[type[FunctionNode], ...] = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

# Fields that hold no node, or one that every tree shares.
_LEAVES = frozenset(
    {"ctx", "op", "ops", "id", "attr", "arg", "kind", "level", "module", "conversion", "type_comment"}
)


class PythonTree:
    """The tree of one module.

    Args:
        code: Must be what Python can parse.
    """

    def __init__(self, code: str) -> None:
        self.root = ast.parse(code, feature_version=(3, 12))
        self.lines = code.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._parents: dict[ast.AST, ast.AST] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._index()
        self._calls: dict[str, list[ast.Call]] = defaultdict(list)
        for call in self.of_type(ast.Call):
            if isinstance(call.func, ast.Name | ast.Attribute):
                self._calls[last_name(call.func)].append(call)

    def _index(self) -> None:
        fields: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}
        waiting: list[ast.AST] = [self.root]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            self._by_type[kind].append(node)
            if kind not in fields:
                fields[kind] = tuple(name for name in kind._fields if name not in _LEAVES)
            for name in fields[kind]:
                found = getattr(node, name, None)
                if isinstance(found, list):
                    children = [child for child in found if isinstance(child, ast.AST)]
                    waiting += children
                    for child in children:
                        self._parents[child] = node
                elif isinstance(found, ast.AST):
                    self._parents[found] = node
                    waiting.append(found)

    @overload
    def of_type[A: ast.AST](self, first: type[A], /) -> Iterator[A]: ...

    @overload
    def of_type[A: ast.AST, B: ast.AST](self, first: type[A], second: type[B], /) -> Iterator[A | B]: ...

    @overload
    def of_type[A: ast.AST, B: ast.AST, C: ast.AST](
        self, first: type[A], second: type[B], third: type[C], /
    ) -> Iterator[A | B | C]: ...

    def of_type(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """Every node of these types, in no particular order."""
        for kind in kinds:
            yield from self._by_type.get(kind, ())

    def calls_named(self, *names: str) -> Iterator[ast.Call]:
        """Calls of something whose name, or the last part of it, is one of these."""
        for name in names:
            yield from self._calls.get(name, ())

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node right above; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What is above a node, from the inside out."""
        above = self._parents.get(node)
        while above is not None:
            yield above
            above = self._parents.get(above)

    def nearest[N: ast.AST](self, node: ast.AST, kinds: tuple[type[N], ...]) -> N | None:
        """The innermost node of these types around another one."""
        above = self._parents.get(node)
        while above is not None:
            if isinstance(above, kinds):
                return above
            above = self._parents.get(above)
        return None

    def function_of(self, node: ast.AST) -> FunctionNode | None:
        """The innermost function around a node; None at module level."""
        return self.nearest(node, FUNCTIONS)

    def inside(self, node: ast.AST, outer: ast.AST) -> bool:
        """Whether a node is another one or below it."""
        return node is outer or any(above is outer for above in self.ancestors(node))

    def text(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node, as it was written."""
        place = self.place(node)
        lines = self.lines[place.line - 1 : place.end_line]
        lines[-1] = lines[-1][: place.end_column]
        lines[0] = lines[0][place.column :]
        return "\n".join(lines)

    def place(self, node: ast.AST) -> TextRange:
        """Where a node stands; for a function or class its name, for the module its start."""
        if isinstance(node, ast.Module):
            return TextRange(1, 0, 1, 0)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            line = self.lines[node.lineno - 1]
            start = line.find(node.name, self._column(node.lineno, node.col_offset))
            return TextRange(node.lineno, start, node.lineno, start + len(node.name))
        assert isinstance(node, ast.expr | ast.stmt | ast.alias | ast.keyword | ast.arg | ast.excepthandler)
        end_line = node.end_lineno or node.lineno
        end = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        return TextRange(
            node.lineno, self._column(node.lineno, node.col_offset), end_line, self._column(end_line, end)
        )

    def replacement(self, node: ast.AST, text: str) -> TextEdit:
        """Another text in place of a node."""
        return TextEdit(self.place(node), text)

    def insertion_after(self, node: ast.AST, text: str) -> TextEdit:
        """More text right behind a node."""
        place = self.place(node)
        return TextEdit(TextRange(place.end_line, place.end_column, place.end_line, place.end_column), text)

    def insertion_before(self, node: ast.AST, text: str) -> TextEdit:
        """More text right in front of a node."""
        place = self.place(node)
        return TextEdit(TextRange(place.line, place.column, place.line, place.column), text)

    def removal_between(self, left: ast.AST, right: ast.AST) -> TextEdit:
        """Nothing in place of what follows the left node, the right one included."""
        before, after = self.place(left), self.place(right)
        return TextEdit(TextRange(before.end_line, before.end_column, after.end_line, after.end_column), "")

    def _column(self, line: int, offset: int) -> int:
        """Characters in front of an offset; the tree counts bytes of UTF-8."""
        text = self.lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())
