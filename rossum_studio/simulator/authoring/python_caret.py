"""What is being written at a place in Python code that need not be complete: a name, an attribute, a text.

Parso's tokenizer goes on after a mistake, and knows strings, f-strings and comments from code.
"""

import keyword
import re
from dataclasses import dataclass, field

from parso.python.tokenize import tokenize
from parso.utils import parse_version_string

_VERSION = parse_version_string("3.12")
_OPENING = {")": "(", "]": "[", "}": "{"}
_QUOTES = ("'", '"')
_LINE_END = re.compile(r"\r\n|\r|\n")
_NAME_END = re.compile(r"\w*")
_TOP_LEVEL = re.compile(r"^(?:def|class|async def|@)\b|^@", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `start` and `end` are offsets in the code."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the code."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Caret:
    """A place in the code and what stands before it.

    Args:
        start: Offset of where what was begun starts.
        end: Offset of where the word or text at the place ends.
        tokens: Those before `start`.
        in_text: Whether the place is in a string.
    """

    code: str
    offset: int
    start: int
    end: int
    in_text: bool = False
    tokens: tuple[Token, ...] = field(default=(), repr=False)

    @property
    def begun(self) -> str:
        """What is there of it."""
        return self.code[self.start : self.offset]

    @property
    def receiver(self) -> Stretch | None:
        """The expression before the dot, if an attribute is being written."""
        if self.in_text or not self.tokens or self.tokens[-1].text != ".":
            return None
        return primary(self.tokens, len(self.tokens) - 2)

    @property
    def keyed(self) -> Stretch | None:
        """The expression whose key the text is: `x["` or `x.get("`."""
        if not self.in_text or not self.tokens:
            return None
        last = self.tokens[-1].text
        if last == "[":
            return primary(self.tokens, len(self.tokens) - 2)
        texts = [token.text for token in self.tokens[-3:]]
        if texts[1:] in (["get", "("], ["pop", "("], ["setdefault", "("]) and texts[0] == ".":
            return primary(self.tokens, len(self.tokens) - 4)
        return None

    @property
    def tail(self) -> int:
        """Offset of what comes after the text and the bracket it is in."""
        if not self.in_text:
            return self.end
        after = re.compile(r"""['"]*\s*[\])]?""").match(self.code, self.end)
        return after.end() if after is not None else self.end

    @property
    def statement(self) -> int:
        """Offset of where the line starts on which the statement around the place does."""
        depth = 0
        for token in reversed(self.tokens):
            if token.text in _OPENING:
                depth += 1
            elif token.text in _OPENING.values():
                depth -= 1
            if depth < 0:
                return self._before(token)
        return self.code.rfind("\n", 0, self.start) + 1

    def _before(self, bracket: Token) -> int:
        """The same of an open bracket, which may lie in another one."""
        place = self.tokens.index(bracket)
        return Caret(
            self.code, bracket.start, bracket.start, bracket.end, False, self.tokens[:place]
        ).statement

    @property
    def call(self) -> tuple[Stretch, int] | None:
        """The function whose arguments are being written, and the number of the argument, from 0."""
        depth = commas = 0
        for place in range(len(self.tokens) - 1, -1, -1):
            text = self.tokens[place].text
            if text in _OPENING:
                depth += 1
            elif text in _OPENING.values() and depth:
                depth -= 1
            elif text == "(":
                function = primary(self.tokens, place - 1)
                return (function, commas) if function is not None else None
            elif text in _OPENING.values():
                commas = 0  # those were of a list
            elif text == "," and not depth:
                commas += 1
            elif text in (":", "def", "class") and not depth and self.tokens[place].kind == "NAME":
                return None
        return None


def find_caret(code: str, line: int, column: int) -> Caret | None:
    """Return what is being written at a place; None in a comment.

    Args:
        line: From 1.
        column: From 0, in characters.
    """
    starts = line_offsets(code)
    if not 1 <= line <= len(starts):
        return None
    offset = min(starts[line - 1] + column, len(code))
    tokens, rest = _tokens(code, offset)
    if "#" in rest:
        return None
    quote = _open_quote(tokens, code, offset)
    if quote is not None:
        start = tokens[quote].start + _quote_length(tokens[quote].text)
        return Caret(code, offset, start, _end_of_text(code, offset), True, tuple(tokens[:quote]))
    if tokens and tokens[-1].kind == "FSTRING_STRING":
        return None
    start = offset
    if tokens and tokens[-1].kind == "NAME" and tokens[-1].end == offset:
        start = tokens.pop().start
    after = _NAME_END.match(code, offset)
    return Caret(code, offset, start, after.end() if after else offset, False, tuple(tokens))


def line_offsets(code: str) -> list[int]:
    """Where each line starts; lines end as in the editor."""
    return [0, *(found.end() for found in _LINE_END.finditer(code))]


def primary(tokens: tuple[Token, ...], last: int) -> Stretch | None:
    """Return the expression that ends with a token: a name, a call, a subscript, an attribute of these."""
    place = last
    while place >= 0:
        token = tokens[place]
        if token.text in _OPENING:
            opening = _opening(tokens, place)
            if opening is None:
                return None
            before = tokens[opening - 1] if opening else None
            if before is None or not _ends_primary(before) or token.text == "}":
                return Stretch(tokens[opening].start, tokens[last].end)
            place = opening - 1
            continue
        if not _ends_primary(token):
            return None
        if place and tokens[place - 1].text == "." and token.kind == "NAME":
            place -= 2
            continue
        return Stretch(token.start, tokens[last].end)
    return None


def _ends_primary(token: Token) -> bool:
    is_name = token.kind == "NAME" and not keyword.iskeyword(token.text)
    return is_name or token.kind == "STRING" or token.text in _OPENING


def _opening(tokens: tuple[Token, ...], closing: int) -> int | None:
    depth = 0
    for place in range(closing, -1, -1):
        if tokens[place].text in _OPENING:
            depth += 1
        elif tokens[place].text in _OPENING.values():
            depth -= 1
            if not depth:
                return place
    return None


def _tokens(code: str, offset: int) -> tuple[list[Token], str]:
    """The tokens before an offset, and what is no token between the last one and it.

    They are those from the last function or class on: what is before says nothing about the place.
    """
    base = max((found.start() for found in _TOP_LEVEL.finditer(code, 0, offset)), default=0)
    text = code[base:offset]
    starts = line_offsets(text)
    tokens: list[Token] = []
    rest = ""
    for token in tokenize(text, version_info=_VERSION):
        row, column = token.start_pos
        start = base + starts[min(row, len(starts)) - 1] + column
        if token.type.name == "ENDMARKER":
            rest = token.prefix.rpartition("\n")[2]
        elif token.type.name not in ("NEWLINE", "INDENT", "DEDENT", "ERROR_DEDENT"):
            tokens.append(Token(token.type.name, token.string, start, start + len(token.string)))
    return tokens, rest


def _open_quote(tokens: list[Token], code: str, offset: int) -> int | None:
    """The place of the token that opens the string around the offset."""
    for place in range(len(tokens) - 1, -1, -1):
        token = tokens[place]
        is_quote = token.kind == "ERRORTOKEN" and token.text[:1] in _QUOTES
        if is_quote and (_quote_length(token.text) == 3 or "\n" not in code[token.start : offset]):
            return place
    return None


def _quote_length(text: str) -> int:
    return 3 if text[:3] in ('"""', "'''") else 1


def _end_of_text(code: str, offset: int) -> int:
    """Where the text at an offset ends: at the quote, or where the word does."""
    line_end = code.find("\n", offset)
    line = code[offset : line_end if line_end >= 0 else len(code)]
    found = re.match(r"""[^'"\])\s,:}]*""", line)
    return offset + (found.end() if found else 0)
