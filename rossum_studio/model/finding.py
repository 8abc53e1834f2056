"""A problem found without running anything, where it is in the code, and how to mend it."""

from dataclasses import dataclass

from rossum_studio.model.problem import Problem


@dataclass(frozen=True, slots=True, order=True)
class TextRange:
    """A stretch of code.

    Args:
        line: From 1.
        column: From 0, in characters, as `end_column`, which is after the last one.
    """

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Text in place of a stretch of code; an empty range inserts."""

    place: TextRange
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One safe way to mend a finding.

    Args:
        title: What a menu calls it: "Replace `is None` by `is_empty`".
        edits: Of the code; they do not overlap.
        sideload: Entries to add to the hook's `sideload`.
    """

    title: str
    edits: tuple[TextEdit, ...] = ()
    sideload: tuple[str, ...] = ()

    def applied_to(self, code: str) -> str:
        """The code after the edits."""
        starts = line_starts(code)
        for edit in sorted(self.edits, key=lambda one: one.place, reverse=True):
            begin = starts[edit.place.line - 1] + edit.place.column
            end = starts[edit.place.end_line - 1] + edit.place.end_column
            code = code[:begin] + edit.text + code[end:]
        return code


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem and what an editor needs to show it.

    Args:
        place: Where in the code; None for a hook object or a schema.
        fixes: Safe ones only, the best first.
    """

    problem: Problem
    place: TextRange | None = None
    fixes: tuple[Fix, ...] = ()


def line_starts(code: str) -> list[int]:
    r"""Offset of each line's first character; `\n`, `\r\n` and `\r` end a line, as for Python's parser."""
    starts = [0]
    for index, character in enumerate(code):
        if character == "\n" or (character == "\r" and code[index + 1 : index + 2] != "\n"):
            starts.append(index + 1)
    return starts
