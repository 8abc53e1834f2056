"""Which line of a handler a message came from, told by the string literals in the code."""

import re

_LITERAL = re.compile(r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)""")
_PLACEHOLDER = re.compile(r"\$?\{[^{}]*\}|%[-+#0-9.]*[a-zA-Z]")
_LEAST_CHARACTERS = 4
"""A literal shorter than this is found inside too many messages to tell anything."""


def line_that_says(code: str, text: str) -> int | None:
    """The line, from 1, whose literal makes this text; None when none does.

    A literal with placeholders (f-string, template, `%s`) makes what fits it; without one that makes the
    whole text, the longest that makes a part of it counts.
    """
    found = [
        (_match(literal["text"], text), -number)
        for number, line in enumerate(code.splitlines(), 1)
        for literal in _LITERAL.finditer(line)
    ]
    match, number = max(found, default=((False, 0), 0))
    return -number if match > (False, 0) else None


def _match(literal: str, text: str) -> tuple[bool, int]:
    """Whether the literal makes the whole text, and how many characters of it."""
    pieces = [re.sub(r"\\(.)", r"\1", piece) for piece in _PLACEHOLDER.split(literal)]
    known = sum(map(len, pieces))
    if known == 0 or known < min(_LEAST_CHARACTERS, len(text)):
        return False, 0
    pattern = ".*".join(map(re.escape, pieces))
    if re.fullmatch(pattern, text, re.DOTALL):
        return True, known
    return False, known if re.search(pattern, text, re.DOTALL) else 0
