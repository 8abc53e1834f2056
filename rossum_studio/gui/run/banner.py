"""One sentence on a tint: what the answer amounts to, or how the function failed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from rossum_studio.gui.messages.sign import sign_colour, sign_icon, sign_tint
from rossum_studio.gui.theme import LIGHT, Theme


class Banner(QFrame):
    """Sign, sentence, more in smaller words, and one button at most."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._theme = LIGHT
        self._sign_name = ""
        self._is_stale = False
        self._coloured_for: tuple[str, ...] | None = None
        self._sign = QLabel()
        self._main, self._more = _wrapping_label(), _wrapping_label()
        self.button = QToolButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._on_clicked: Callable[[], None] = lambda: None
        self.button.clicked.connect(lambda _checked: self._on_clicked())
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(self._main)
        texts.addWidget(self._more)
        texts.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)

    @property
    def text(self) -> str:
        """All that it says; empty when it is not shown."""
        return "\n".join(filter(None, (self._main.text(), self._more.text())))

    def say(self, sign: str, sentence: str, more: str = "") -> None:
        """Show a sentence.

        Args:
            sign: "error", "warning", "info", "ok" or nothing.
            sentence: The bold one; empty hides the banner.
            more: Further lines.
        """
        self._sign_name = sign
        self._main.setText(sentence)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(self.text)
        self.button.hide()
        self._colour()
        self.setVisible(bool(sentence))

    def offer(self, text: str, on_clicked: Callable[[], None]) -> None:
        """Show a button below the sentence."""
        self.button.setText(text)
        self._on_clicked = on_clicked
        self.button.show()

    def set_stale(self, is_stale: bool) -> None:
        """Grey it: it is from before the last change."""
        self._is_stale = is_stale
        self._colour()

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self._theme = theme
        self._colour()

    def _colour(self) -> None:
        theme, sign = self._theme, self._sign_name
        tint = theme.current_line if self._is_stale else sign_tint(sign, theme)
        colour = theme.muted if self._is_stale else sign_colour(sign, theme)
        size = max(16, self.fontMetrics().ascent())
        if (look := (sign, tint, colour, self.font().key())) == self._coloured_for:
            return  # a style sheet takes a millisecond, and a run may come with every edit
        self._coloured_for = look
        self._sign.setVisible(bool(sign))
        self._sign.setPixmap(sign_icon(sign, theme, size).pixmap(size, size))
        self.setStyleSheet(
            f"Banner {{ background: {tint}; border-radius: 4px; }} Banner QLabel {{ color: {colour}; }}"
            f"Banner QToolButton {{ color: {colour}; border: 1px solid {colour}; }}"
        )
        font = self.font()
        font.setBold(True)
        self._main.setFont(font)


def _wrapping_label() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
