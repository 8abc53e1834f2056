"""The colours of the window: tokens, and what Qt needs made from them.

A token is an "#RRGGBB" string. `Tone` pairs the text and the tint of one severity,
`Syntax` holds the colours of code; tests compute the contrast of both.

Needed before the first paint, so the `Qt` namespace, whose first use costs 30 ms, stays out of here.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Tone:
    """One severity: the colour of its text and signs, and the tint behind them."""

    text: str
    tint: str


@dataclass(frozen=True, slots=True)
class Syntax:
    """Colours of code on the `base` of its theme."""

    keyword: str
    builtin: str
    string: str
    number: str
    comment: str
    function: str
    class_name: str
    decorator: str
    operator: str
    property_name: str
    invalid: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour the window uses.

    `window` lies behind the panels, `base` behind text, tables and code. The three
    kinds of change share a colour: a bar, a plus and a stroke tell them apart.
    """

    name: str
    is_dark: bool
    window: str
    base: str
    text: str
    muted: str
    accent: str
    accent_text: str
    border: str
    selection: str
    current_line: str
    error: Tone
    warning: Tone
    info: Tone
    blocker: Tone
    changed: str
    added: str
    removed: str
    syntax: Syntax

    def tone(self, severity: str) -> Tone:
        """The tone of "error", "warning", "info" or "blocker"."""
        tones = {"error": self.error, "warning": self.warning, "info": self.info, "blocker": self.blocker}
        return tones[severity]


LIGHT = Theme(
    name="light",
    is_dark=False,
    window="#F5F6F8",
    base="#FFFFFF",
    text="#1F2328",
    muted="#57606B",
    accent="#0F5FC2",
    accent_text="#FFFFFF",
    border="#D7DCE2",
    selection="#CCE1FB",
    current_line="#EEF2F7",
    error=Tone("#B3261E", "#FCE8E6"),
    warning=Tone("#7A5900", "#FFF4D6"),
    info=Tone("#0B57A4", "#E6F0FB"),
    blocker=Tone("#6A1B9A", "#F4E8FA"),
    changed="#00695C",
    added="#00695C",
    removed="#00695C",
    syntax=Syntax(
        keyword="#7B2CBF",
        builtin="#00617A",
        string="#1A6B38",
        number="#A03A00",
        comment="#55606B",
        function="#0B57A4",
        class_name="#7A4F00",
        decorator="#7A4F00",
        operator="#3B424A",
        property_name="#0B57A4",
        invalid="#B3261E",
    ),
)

DARK = Theme(
    name="dark",
    is_dark=True,
    window="#202328",
    base="#181A1E",
    text="#E2E5E9",
    muted="#A0A8B3",
    accent="#8AB8F2",
    accent_text="#0E1A28",
    border="#363B43",
    selection="#27415F",
    current_line="#22262C",
    error=Tone("#F2B8B5", "#4A1C19"),
    warning=Tone("#F5D48A", "#45360C"),
    info=Tone("#A8CBF5", "#16314F"),
    blocker=Tone("#DDB7F0", "#3B1E4A"),
    changed="#80CBC4",
    added="#80CBC4",
    removed="#80CBC4",
    syntax=Syntax(
        keyword="#CDA9F7",
        builtin="#7FD1D6",
        string="#9FD6A0",
        number="#F2B68A",
        comment="#A5AEB9",
        function="#92C3F9",
        class_name="#EBCB8B",
        decorator="#EBCB8B",
        operator="#C5CBD3",
        property_name="#92C3F9",
        invalid="#F2B8B5",
    ),
)


def contrast(first: str, second: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette(theme: Theme) -> QPalette:
    """The palette of the application."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.text,
        role.Base: theme.base,
        role.AlternateBase: theme.current_line,
        role.Text: theme.text,
        role.PlaceholderText: theme.muted,
        role.Button: theme.window,
        role.ButtonText: theme.text,
        role.BrightText: theme.error.text,
        role.ToolTipBase: theme.base,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.blocker.text,
        role.Light: theme.base,
        role.Midlight: theme.current_line,
        role.Mid: theme.border,
        role.Dark: theme.muted,
        role.Shadow: theme.border,
    }
    made = QPalette()
    for each, colour in colours.items():
        made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.muted))
    return made


def stylesheet(theme: Theme) -> str:
    """The style sheet of the application; what the palette says is not said again."""
    return f"""
QSplitter::handle {{ background: {theme.border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QSplitter::handle:hover {{ background: {theme.accent}; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{
    background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 6px 12px; color: {theme.muted};
}}
QTabBar::tab:hover, QTabBar::tab:selected {{ color: {theme.text}; }}
QTabBar::tab:selected {{ border-bottom-color: {theme.accent}; }}
QTabBar::tab:focus {{ background: {theme.selection}; }}
QToolButton {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 3px 6px;
}}
QToolButton:hover {{ background: {theme.current_line}; border-color: {theme.border}; }}
QToolButton:checked {{ background: {theme.selection}; }}
QToolButton:focus {{ border-color: {theme.accent}; }}
QToolButton:disabled {{ color: {theme.muted}; }}
QToolBar {{ border: none; spacing: 4px; padding: 4px; }}
QStatusBar::item {{ border: none; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QLabel[muted="true"], QPushButton[muted="true"] {{ color: {theme.muted}; }}
QPushButton[link="true"] {{ border: none; background: transparent; text-align: left; padding: 2px 0; }}
QPushButton[link="true"]:hover, QPushButton[link="true"]:focus {{ color: {theme.accent}; }}
QCheckBox::indicator:unchecked {{
    width: 13px; height: 13px; border: 1px solid {theme.muted}; border-radius: 2px; background: {theme.base};
}}
#noticeCard {{ background: {theme.base}; border: 1px solid {theme.border}; border-radius: 6px; }}
#noticeCard[severity="warning"] {{ background: {theme.warning.tint}; }}
#noticeCard[severity="error"] {{ background: {theme.error.tint}; }}
#noticeCard[severity="warning"] QLabel {{ color: {theme.warning.text}; }}
#noticeCard[severity="error"] QLabel {{ color: {theme.error.text}; }}
#dropOverlay {{
    background: {theme.info.tint}; color: {theme.info.text}; border: 2px dashed {theme.accent};
    font-size: 18pt;
}}
QToolTip {{ color: {theme.text}; background: {theme.base}; border: 1px solid {theme.border}; padding: 4px; }}
"""
