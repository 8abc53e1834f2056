"""The place in a JavaScript file at which something is being written: a mark in the tree of the file."""

import re
from dataclasses import dataclass

from rossum_studio.simulator.authoring.python_caret import line_offsets
from rossum_studio.simulator.checking.javascript_script import Script
from rossum_studio.simulator.checking.javascript_tree import Syntax, parse_javascript

MARK = "caretIsHere_"
_BEGUN = re.compile(r"[\w$]*\Z")
_REST = re.compile(r"[\w$]*")
_STRINGS = re.compile(r"""//|[(\[{}\])]|(?P<quote>['"`])(?:\\.|(?!(?P=quote)).)*(?P<end>(?P=quote))?""")
_FILENAME = "handler.js"
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Caret:
    """Where the caret is.

    Args:
        column: Of where what was begun starts.
        leaf: The piece of the tree that the mark is.
    """

    column: int
    begun: str
    script: Script
    leaf: Syntax

    @property
    def in_text(self) -> bool:
        """Whether it is in a string."""
        return self.leaf.type in ("string", "string_fragment")

    @property
    def text(self) -> Syntax:
        """The string that it is in."""
        parent = self.leaf.parent
        return parent if parent is not None and parent.type == "string" else self.leaf

    @property
    def receiver(self) -> Syntax | None:
        """The expression before the dot, or the one whose key a string is."""
        node = self.text if self.in_text else self.leaf
        parent = node.parent
        if parent is None or not (node.is_field("property") or node.is_field("index")):
            return None
        return parent.fields.get("object")


def find_caret(code: str, line: int, column: int) -> Caret | None:
    """Return where the caret is; None in a comment or a template, and outside the text.

    Args:
        line: From 1.
        column: From 0, in characters.
    """
    starts = line_offsets(code)
    if not 1 <= line <= len(starts):
        return None
    line_start = starts[line - 1]
    offset = min(line_start + column, len(code))
    begun = _BEGUN.search(code, line_start, offset)
    start = begun.start() if begun is not None else offset
    rest = _REST.match(code, offset)
    end = rest.end() if rest is not None else offset
    before, after = code[line_start:start], code[end:]
    parsed = None
    for tail in (_closed(before, after, with_brackets=False), _closed(before, after, with_brackets=True)):
        found = parse_javascript(f"{code[:start]}{MARK}{tail}")
        if parsed is None or found.mistake is None:
            parsed = found
        if parsed.mistake is None:
            break
    assert parsed is not None
    script = Script(parsed.root, _FILENAME)
    leaf = _leaf(script.root, start)
    if leaf is None:
        return None
    return Caret(start - line_start, code[start:offset], script, leaf)


def _closed(before: str, after: str, *, with_brackets: bool) -> str:
    """What follows the caret, with the string closed that its line opened, and the brackets if asked."""
    line, newline, rest = after.partition("\n")
    open_brackets: list[str] = []
    quote = ""
    for found in _STRINGS.finditer(before):
        if found.group() in _CLOSING:
            open_brackets.append(found.group())
        elif found.group() in _CLOSING.values():
            del open_brackets[-1:]
        elif found["quote"] in ("'", '"') and found["end"] is None:
            quote = found["quote"]
    if quote and quote not in line:
        line = quote + line
    if not with_brackets:
        return line + newline + rest
    closing = "".join(_CLOSING[each] for each in reversed(open_brackets))
    while closing and closing[0] in line:
        closing = closing[1:]
    place = len(line) if quote and line.endswith(quote) else (1 if quote and line.startswith(quote) else 0)
    return line[:place] + closing + line[place:] + newline + rest


def _leaf(root: Syntax, start: int) -> Syntax | None:
    end = start + len(MARK)
    node = root
    while True:
        parts = (*node.children, *node.fields.values())
        below = next((part for part in parts if part.start <= start and end <= part.end), None)
        if below is None:
            break
        node = below
    is_text = node.type in ("string", "string_fragment")
    if is_text and node.parent is not None and node.parent.type == "template_string":
        return None
    return node if is_text or node.text == MARK else None


def node_at(script: Script, offset: int) -> Syntax:
    """The smallest piece of code around an offset."""
    node = script.root
    while True:
        below = [child for child in node.children if child.start <= offset <= child.end]
        if not below:
            return node
        node = next((child for child in below if offset < child.end), below[0])
