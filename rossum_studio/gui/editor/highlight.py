"""What the editor knows about a language, and what it paints on the text.

A language is plain values and rules on text. Its style numbers are those of Lexilla's
lexers (SCE_P_*, SCE_C_*, SCE_JSON_*); all other numbers are those of Scintilla.h.
"""

import builtins
import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from textwrap import fill
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont

from rossum_studio.gui.editor.gutter import SEVERITIES
from rossum_studio.gui.theme import Theme

if TYPE_CHECKING:
    from rossum_studio.gui.editor.scintilla import CodeEditor

FAILURE_MARKER, SHOWN_LINE_MARKER, PAUSED_MARKER = 4, 5, 7  # they colour a whole line
NOTE_STYLE = 50  # first of four style numbers that no lexer uses
OCCURRENCE_INDICATOR, MATCH_INDICATOR = 8, 9
FINDING_INDICATOR = 10  # first of four, one for each severity

_DEFAULT, _LINE_NUMBER, _BRACE, _BAD_BRACE, _INDENT_GUIDE, _FOLDED = 32, 33, 34, 35, 37, 39
_SELECTIONS = (11, 13, 15, 17, 19)  # SC_ELEMENT_SELECTION_*BACK, with and without focus
_CARET, _OTHER_CARETS, _CARET_LINE, _FOLD_LINE = 40, 41, 50, 80
_FOLD_MARKERS = {25: 2, 26: 6, 27: 5, 28: 5, 29: 5, 30: 2, 31: 6}  # arrow, arrow down, empty
_BACKGROUND_MARK, _UNDER_TEXT, _STRAIGHT_BOX, _SQUIGGLE = 22, 1, 8, 1
_WHOLE_WORD_MATCH_CASE = 6
_MOST_OCCURRENCES = 1000
_NOTE_WIDTH = 100  # characters

_PYTHON_KEYWORDS = [*keyword.kwlist, "match", "case"]
_PYTHON_BUILTINS = [name for name in dir(builtins) if name not in _PYTHON_KEYWORDS]
_JAVASCRIPT_KEYWORDS = """
    async await break case catch class const continue debugger default delete do else export extends
    false finally for from function get if import in instanceof let new null of return set static super
    switch this throw true try typeof undefined var void while with yield
"""
_JAVASCRIPT_BUILTINS = """
    Array BigInt Boolean Buffer Date Error Infinity Intl JSON Map Math NaN Number Object Promise Proxy
    RangeError RegExp Set String Symbol TypeError URL console exports globalThis module process require
    clearTimeout isNaN parseFloat parseInt setTimeout
"""
_PYTHON_NOISE = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*""")
_JAVASCRIPT_NOISE = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`|//.*""")


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of token looks."""

    number: int
    colour: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class LineEdit:
    """Replace `removed` by `inserted` at a column of one of the lines given."""

    index: int
    column: int
    removed: str
    inserted: str


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the editor.

    `tokens` maps a field of `theme.Syntax` to the lexer's style numbers; `noise`
    finds the strings and comments of a line; an empty `comment` means there is none.
    """

    lexer: str
    indent_width: int
    comment: str
    openers: tuple[str, ...]
    noise: re.Pattern[str]
    operator_style: int
    tokens: dict[str, tuple[int, ...]]
    keywords: tuple[str, ...]
    properties: dict[str, str] = field(default_factory=dict)

    def styles(self, theme: Theme) -> Iterator[Style]:
        """The styles of the lexer in the colours of a theme."""
        for token, numbers in self.tokens.items():
            colour = getattr(theme.syntax, token)
            for number in numbers:
                yield Style(number, colour, token == "keyword", token == "comment")

    def indent_after(self, line: str, unit: str) -> str:
        """The indent of a line that follows the text of another, one level more after an opener."""
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        code = self.noise.sub("", line).rstrip()
        return indent + unit if code.endswith(self.openers) else indent

    def toggle_comments(self, lines: Sequence[str]) -> list[LineEdit]:
        """Comment the lines, or take the comments away when every written line has one."""
        written = [(i, line, len(line) - len(line.lstrip())) for i, line in enumerate(lines) if line.strip()]
        if not self.comment or not written:
            return []
        if all(line.startswith(self.comment, indent) for _, line, indent in written):
            return [self._uncomment(i, line, indent) for i, line, indent in written]
        column = min(indent for _, _, indent in written)
        return [LineEdit(i, column, "", f"{self.comment} ") for i, _, _ in written]

    def _uncomment(self, index: int, line: str, indent: int) -> LineEdit:
        spaced = f"{self.comment} "
        removed = spaced if line.startswith(spaced, indent) else self.comment
        return LineEdit(index, indent, removed, "")


_PYTHON = Language(
    lexer="python",
    indent_width=4,
    comment="#",
    openers=(":", "{", "(", "["),
    noise=_PYTHON_NOISE,
    operator_style=10,
    tokens={
        "comment": (1, 12),
        "number": (2,),
        "string": (3, 4, 6, 7, 16, 17, 18, 19),
        "keyword": (5,),
        "class_name": (8,),
        "function": (9,),
        "operator": (10,),
        "invalid": (13,),
        "builtin": (14,),
        "decorator": (15,),
    },
    keywords=(" ".join(_PYTHON_KEYWORDS), " ".join(_PYTHON_BUILTINS)),
    properties={
        "fold": "1",
        "fold.compact": "0",
        "fold.quotes.python": "1",
        "lexer.python.keywords2.no.sub.identifiers": "1",
        "lexer.python.decorator.attributes": "1",
    },
)

_JAVASCRIPT = Language(
    lexer="cpp",
    indent_width=2,
    comment="//",
    openers=("{", "(", "["),
    noise=_JAVASCRIPT_NOISE,
    operator_style=10,
    tokens={
        "comment": (1, 2, 3, 15, 17, 18),
        "number": (4,),
        "keyword": (5,),
        "string": (6, 7, 14, 20),
        "operator": (10,),
        "invalid": (12,),
        "builtin": (16,),
        "decorator": (9,),
    },
    keywords=(_JAVASCRIPT_KEYWORDS, _JAVASCRIPT_BUILTINS),
    properties={
        "fold": "1",
        "fold.compact": "0",
        "fold.comment": "1",
        "lexer.cpp.allow.dollars": "1",
        "lexer.cpp.backquoted.strings": "1",
        "lexer.cpp.track.preprocessor": "0",
    },
)

_JSON = changed(
    _JAVASCRIPT,
    lexer="json",
    comment="",
    openers=("{", "["),
    operator_style=8,
    tokens={
        "number": (1,),
        "string": (2, 5, 9, 10),
        "invalid": (3, 13),
        "property_name": (4, 12),
        "comment": (6, 7),
        "operator": (8,),
        "keyword": (11,),
    },
    keywords=("true false null",),
    properties={"fold": "1", "fold.compact": "0", "lexer.json.escape.sequence": "1"},
)

LANGUAGES = {"python": _PYTHON, "javascript": _JAVASCRIPT, "json": _JSON}


def apply_theme(editor: "CodeEditor", language: Language, theme: Theme, font: QFont) -> None:
    """Give a running editor the colours of a theme, in the font given."""
    editor.styleSetFont(_DEFAULT, font.family())
    editor.styleSetSizeFractional(_DEFAULT, round(font.pointSizeF() * 100))
    _set_style(editor, _DEFAULT, theme.text, theme.base)
    editor.styleClearAll()
    for style in language.styles(theme):
        editor.styleSetFore(style.number, _bgr(style.colour))
        editor.styleSetBold(style.number, style.bold)
        editor.styleSetItalic(style.number, style.italic)
    _set_style(editor, _LINE_NUMBER, theme.muted, theme.base)
    _set_style(editor, _BRACE, theme.text, theme.selection)
    _set_style(editor, _BAD_BRACE, theme.error.text, theme.error.tint)
    _set_style(editor, _INDENT_GUIDE, theme.border, theme.base)
    _set_style(editor, _FOLDED, theme.muted, theme.current_line)
    _apply_elements(editor, theme)
    _apply_marks(editor, theme)
    _apply_severities(editor, theme)


def _set_style(editor: "CodeEditor", number: int, text: str, back: str) -> None:
    editor.styleSetFore(number, _bgr(text))
    editor.styleSetBack(number, _bgr(back))


def _apply_elements(editor: "CodeEditor", theme: Theme) -> None:
    for element in _SELECTIONS:
        editor.setElementColour(element, _bgr(theme.selection, 0xFF))
    for element in (_CARET, _OTHER_CARETS):
        editor.setElementColour(element, _bgr(theme.text, 0xFF))
    editor.setElementColour(_FOLD_LINE, _bgr(theme.border, 0xFF))
    # Under the text and translucent, so that a line marked as failing stays tinted.
    editor.setCaretLineLayer(_UNDER_TEXT)
    editor.setElementColour(_CARET_LINE, _bgr(theme.muted, 0x18))
    editor.setCaretWidth(2)
    editor.setFoldMarginColour(True, _bgr(theme.base))
    editor.setFoldMarginHiColour(True, _bgr(theme.base))
    editor.setExtraAscent(1)
    editor.setExtraDescent(1)


def _apply_marks(editor: "CodeEditor", theme: Theme) -> None:
    for number, symbol in _FOLD_MARKERS.items():
        editor.markerDefine(number, symbol)
        editor.markerSetFore(number, _bgr(theme.muted))
        editor.markerSetBack(number, _bgr(theme.muted))
    tints = {
        FAILURE_MARKER: theme.error.tint,
        SHOWN_LINE_MARKER: theme.info.tint,
        PAUSED_MARKER: theme.warning.tint,
    }
    for number, tint in tints.items():
        editor.markerDefine(number, _BACKGROUND_MARK)
        editor.markerSetBack(number, _bgr(tint))
    for number, colour in ((OCCURRENCE_INDICATOR, theme.muted), (MATCH_INDICATOR, theme.warning.text)):
        editor.indicSetStyle(number, _STRAIGHT_BOX)
        editor.indicSetUnder(number, True)
        editor.indicSetFore(number, _bgr(colour))
        editor.indicSetAlpha(number, 0x20)
        editor.indicSetOutlineAlpha(number, 0xA0 if number == MATCH_INDICATOR else 0x40)


def _apply_severities(editor: "CodeEditor", theme: Theme) -> None:
    for number, severity in enumerate(SEVERITIES):
        tone = theme.tone(severity)
        _set_style(editor, NOTE_STYLE + number, tone.text, tone.tint)
        editor.indicSetStyle(FINDING_INDICATOR + number, _SQUIGGLE)
        editor.indicSetFore(FINDING_INDICATOR + number, _bgr(tone.text))


def _bgr(colour: str, alpha: int = 0) -> int:
    """A token as Scintilla's 0xAABBGGRR; plain colours leave the alpha out."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return alpha << 24 | blue << 16 | green << 8 | red


@dataclass(frozen=True, slots=True)
class _Note:
    """A text below a line; a marker's handle says where that line went."""

    handles: tuple[int, ...]
    line_text: str
    text: str
    severity: str
    is_failure: bool

    @property
    def shown(self) -> str:
        paragraphs = f"{self.severity}: {self.text}".splitlines()
        return "\n".join(fill(paragraph, _NOTE_WIDTH) for paragraph in paragraphs)

    @property
    def styles(self) -> str:
        return chr(NOTE_STYLE + SEVERITIES.index(self.severity)) * len(self.shown.encode())


class LineNotes:
    """Texts below lines, each with a sign in the margin, which live until their line is edited."""

    def __init__(self, editor: "CodeEditor") -> None:
        self._editor = editor
        self._notes: list[_Note] = []

    def add(self, row: int, text: str, severity: str, is_failure: bool) -> None:
        """Show a text below a row; a failure tints the row as well."""
        handles = [self._editor.markerAdd(row, SEVERITIES.index(severity))]
        if is_failure:
            handles.append(self._editor.markerAdd(row, FAILURE_MARKER))
        line_text = self._editor.line_text(row)
        self._notes.append(_Note(tuple(handles), line_text, text, severity, is_failure))
        self._draw()

    def clear(self, is_failure: bool) -> None:
        """Take away the failures, or all that are none."""
        self._keep([note for note in self._notes if note.is_failure != is_failure])

    def clear_all(self) -> None:
        """Take away everything."""
        self._keep([])

    def drop_stale(self) -> None:
        """Take away the notes whose line was edited or deleted."""
        kept = [note for note in self._notes if self._is_current(note)]
        if len(kept) < len(self._notes):
            self._keep(kept)

    def _is_current(self, note: _Note) -> bool:
        row = self._editor.markerLineFromHandle(note.handles[0])
        return row >= 0 and self._editor.line_text(row) == note.line_text

    def _keep(self, kept: list[_Note]) -> None:
        for handle in (handle for note in self._notes if note not in kept for handle in note.handles):
            self._editor.markerDeleteHandle(handle)
        self._notes = kept
        self._draw()

    def _draw(self) -> None:
        self._editor.annotationClearAll()
        rows: dict[int, list[_Note]] = {}
        for note in self._notes:
            rows.setdefault(self._editor.markerLineFromHandle(note.handles[0]), []).append(note)
        for row, notes in rows.items():
            self._editor.annotationSetText(row, "\n".join(note.shown for note in notes))
            self._editor.annotationSetStyles(row, "\n".join(note.styles for note in notes))


class Occurrences:
    """The tint on every other occurrence of the selected word."""

    def __init__(self, editor: "CodeEditor") -> None:
        self._editor = editor
        self._are_shown = False

    def update(self) -> None:
        """Follow the selection while one edits; costs nothing while there is none."""
        editor = self._editor
        start, end = editor.selectionStart(), editor.selectionEnd()
        is_single = end > start and editor.selections() == 1 and editor.hasFocus()
        is_word = is_single and editor.isRangeWord(start, end)
        if not is_word and not self._are_shown:
            return
        self._are_shown = is_word
        editor.setIndicatorCurrent(OCCURRENCE_INDICATOR)
        editor.indicatorClearRange(0, editor.length())
        for at in self._find(editor.between(start, end)) if is_word else ():
            if at != start:
                editor.indicatorFillRange(at, end - start)

    def _find(self, word: str) -> Iterator[int]:
        self._editor.setSearchFlags(_WHOLE_WORD_MATCH_CASE)
        length = len(word.encode())
        after = 0
        for _ in range(_MOST_OCCURRENCES):
            self._editor.setTargetRange(after, self._editor.length())
            at = self._editor.searchInTarget(length, word)
            if at < 0:
                return
            yield at
            after = at + length
