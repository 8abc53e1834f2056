"""Which theme is in force: the system's or the user's choice, switched live."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from rossum_studio.gui.theme import DARK, LIGHT, Theme, palette, stylesheet

_DARKER_THAN = 128
_DRESSED = "studioDressed"


class Appearance(QObject):
    """Dresses the application and says when the theme changed."""

    theme_changed = Signal(object)  # Theme

    def __init__(self, app: QApplication, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.choice = choice
        self.theme: Theme = self._wanted()
        self._dress()
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    @Slot(str)
    def choose(self, choice: str) -> None:
        """Follow the system, or stay light or dark."""
        from PySide6.QtCore import Qt  # its first use costs 30 ms, too much before the first paint

        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self.choice = choice
        self._app.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
        self._refresh()

    def _wanted(self) -> Theme:
        is_dark = self._system_is_dark() if self.choice == "system" else self.choice == "dark"
        return DARK if is_dark else LIGHT

    def _system_is_dark(self) -> bool:
        if self._app.property(_DRESSED) is None:  # the palette is still the system's
            return self._app.palette().window().color().lightness() < _DARKER_THAN
        from PySide6.QtCore import Qt

        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _on_system_changed(self) -> None:
        self._refresh()

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted is not self.theme:
            self.theme = wanted
            self._dress()
            self.theme_changed.emit(wanted)

    def _dress(self) -> None:
        self._app.setProperty(_DRESSED, True)
        self._app.setPalette(palette(self.theme))
        self._app.setStyleSheet(stylesheet(self.theme))
