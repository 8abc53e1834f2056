"""The colours of the console: those of the theme, for prompts, for code and for what a kernel prints."""

from dataclasses import astuple

from pygments.style import Style
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, String, Token
from PySide6.QtGui import QBrush, QColor, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument
from qtconsole.ansi_code_processor import QtAnsiCodeProcessor

from rossum_studio.gui.theme import Theme

type Replacement = dict[int, QColor]


def style_sheet(theme: Theme) -> str:
    """What surrounds the text, and the prompts."""
    return f"""
QPlainTextEdit, QTextEdit {{
    border: none; background-color: {theme.base}; color: {theme.text};
    selection-background-color: {theme.selection}; selection-color: {theme.text};
}}
.inverted {{ background-color: {theme.selection}; color: {theme.text}; }}
.error {{ color: {theme.error.text}; }}
.in-prompt {{ color: {theme.accent}; }}
.out-prompt {{ color: {theme.muted}; }}
"""


def code_style(theme: Theme) -> type[Style]:
    """The colours of input."""
    syntax = theme.syntax

    class ThemeStyle(Style):
        background_color = theme.base
        styles = {
            Token: theme.text,
            Keyword: syntax.keyword,
            Operator.Word: syntax.keyword,
            Operator: syntax.operator,
            Name.Builtin: syntax.builtin,
            Name.Function: syntax.function,
            Name.Class: syntax.class_name,
            Name.Decorator: syntax.decorator,
            String: syntax.string,
            Number: syntax.number,
            Comment: syntax.comment,
            Error: syntax.invalid,
        }

    return ThemeStyle


class AnsiColours(QtAnsiCodeProcessor):
    """What a kernel prints. Any background is a highlight, as the failing part of a line in a traceback."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Use the colours of a theme from here on."""
        self._theme = theme
        syntax = theme.syntax
        colours = [
            theme.text,
            theme.error.text,
            syntax.string,
            syntax.number,
            syntax.function,
            syntax.keyword,
            syntax.builtin,
            theme.muted,
        ]
        beyond = {28: syntax.keyword, 66: syntax.comment, 250: theme.muted}  # IPython's tracebacks use these
        self.color_map = {**dict(enumerate(colours * 2)), **beyond}

    def _parse_ansi_color(self, color: int, intensity: int) -> str | tuple[int, ...] | None:
        return self.color_map.get(color) or super()._parse_ansi_color(color, intensity)

    def get_format(self) -> QTextCharFormat:
        """The format of the text that comes next."""
        made = super().get_format()
        if self.background_color is not None:
            made.setForeground(QColor(self._theme.text))
            made.setBackground(QColor(self._theme.warning.tint))
        return made


def recolour(document: QTextDocument, before: Theme, after: Theme) -> None:
    """Give the text that is already there the colours of another theme."""
    wanted = {QColor(old).rgb(): QColor(new) for old, new in zip(_all(before), _all(after), strict=True)}
    block = document.begin()
    while block.isValid():
        _recolour_highlighting(block, wanted)
        _recolour_text(block, wanted)
        block = block.next()


def _all(theme: Theme) -> list[str]:
    """Every colour of a theme, in the order of its fields."""
    leaves = []
    for value in astuple(theme):
        leaves.extend(value if isinstance(value, tuple) else [value])
    return [leaf for leaf in leaves if isinstance(leaf, str) and leaf.startswith("#")]


def _recolour_highlighting(block: QTextBlock, wanted: Replacement) -> None:
    formats = block.layout().formats()
    for each in formats:
        each.format = _replaced(each.format, wanted)
    block.layout().setFormats(formats)


def _recolour_text(block: QTextBlock, wanted: Replacement) -> None:
    fragments = [each.fragment() for each in block]
    for fragment in fragments:
        cursor = QTextCursor(block)
        cursor.setPosition(fragment.position())
        cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_replaced(fragment.charFormat(), wanted))


def _replaced(given: QTextCharFormat, wanted: Replacement) -> QTextCharFormat:
    made = QTextCharFormat(given)
    for prop in (QTextCharFormat.Property.ForegroundBrush, QTextCharFormat.Property.BackgroundBrush):
        if given.hasProperty(prop):
            colour = given.brushProperty(prop).color()
            made.setProperty(prop, QBrush(wanted.get(colour.rgb(), colour)))
    return made
