"""JavaScript code as a tree, with places in characters as an editor has them.

The parser is tree-sitter's, which goes on after a mistake and counts in bytes.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate

import tree_sitter_javascript
from tree_sitter import Language, Parser, TreeCursor

from rossum_studio.model.finding import TextRange, line_starts

FUNCTIONS = (
    "arrow_function",
    "function_declaration",
    "function_expression",
    "generator_function",
    "generator_function_declaration",
    "method_definition",
)


@dataclass(slots=True, eq=False)
class Syntax:
    """A piece of code and the pieces it is made of.

    Args:
        type: What the grammar of tree-sitter-javascript calls it.
        start: Offset of its first character; `end` is after the last one.
        children: Without punctuation and comments.
        fields: The parts that the grammar names, operators and keywords among them.
    """

    type: str
    source: "Source"
    start: int
    end: int
    parent: "Syntax | None" = None
    children: "list[Syntax]" = field(default_factory=list, repr=False)
    fields: "dict[str, Syntax]" = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        """Its spelling."""
        return self.source.code[self.start : self.end]

    @property
    def place(self) -> TextRange:
        """Where it is."""
        return self.source.range_of(self.start, self.end)

    @property
    def is_function(self) -> bool:
        """Whether it has parameters and a body."""
        return self.type in FUNCTIONS

    def walk(self) -> "Iterator[Syntax]":
        """This piece and all below it, in the order of the code."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def walk_own(self) -> "Iterator[Syntax]":
        """As `walk`, without what is inside functions below it."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            if not node.is_function:
                waiting.extend(reversed(node.children))

    def ancestors(self) -> "Iterator[Syntax]":
        """What it is a part of, from the inside out."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def is_field(self, name: str) -> bool:
        """Whether its parent calls it by this name."""
        return self.parent is not None and self.parent.fields.get(name) is self


@dataclass(frozen=True, eq=False)
class Source:
    """The text of a handler, and where its lines are."""

    code: str

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.code)

    def range_of(self, start: int, end: int) -> TextRange:
        """The lines and columns of a stretch of it."""
        return TextRange(*self._position(start), *self._position(end))

    def _position(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree and the first place that does not fit the grammar, if there is one."""

    root: Syntax
    mistake: Syntax | None = None


def parse_javascript(code: str) -> Parsed:
    """The tree of any text; the text need not be JavaScript."""
    data = code.encode("utf-8", "replace")  # half a character becomes "?", which is one character too
    tree = _parser().parse(data)
    return _Builder(Source(code), _character_offsets(data)).build(tree.walk())


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def _character_offsets(data: bytes) -> list[int] | range:
    """For each offset in bytes, how many characters begin before it."""
    if data.isascii():
        return range(len(data) + 1)
    return list(accumulate((byte & 0xC0 != 0x80 for byte in data), initial=0))


@dataclass(slots=True)
class _Builder:
    source: Source
    offsets: list[int] | range
    mistake: Syntax | None = None

    def build(self, cursor: TreeCursor) -> Parsed:
        root = self._syntax(cursor, None)
        parent = root
        is_open = cursor.goto_first_child()
        while is_open:
            node = self._add(cursor, parent)
            if cursor.goto_first_child():
                parent = node
                continue
            while not cursor.goto_next_sibling():
                cursor.goto_parent()
                if parent.parent is None:
                    return Parsed(root, self.mistake)
                parent = parent.parent
        return Parsed(root, self.mistake)

    def _add(self, cursor: TreeCursor, parent: Syntax) -> Syntax:
        node = self._syntax(cursor, parent)
        if cursor.field_name is not None:
            parent.fields.setdefault(cursor.field_name, node)
        if cursor.node is not None and cursor.node.is_named and node.type != "comment":
            parent.children.append(node)
        return node

    def _syntax(self, cursor: TreeCursor, parent: Syntax | None) -> Syntax:
        found = cursor.node
        assert found is not None
        start, end = self.offsets[found.start_byte], self.offsets[found.end_byte]
        node = Syntax(found.type, self.source, start, end, parent)
        if self.mistake is None and (found.is_error or found.is_missing):
            self.mistake = node
        return node
