"""How far the installation of library packs is, in the status bar."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from rossum_studio.gui.elided_label import ElidedLabel
from rossum_studio.runtime.packs.progress import Progress

_SENTENCE_PX, _BAR_PX = 200, 100


class PackProgress(QWidget):
    """What is being fetched, a bar, and a way out. Hidden while nothing is installed."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("packProgress")
        self.sentence = ElidedLabel("")
        self.sentence.setFixedWidth(_SENTENCE_PX)
        self.bar = QProgressBar()
        self.bar.setAccessibleName("Installing library packs")
        self.bar.setMaximumWidth(_BAR_PX)
        self.bar.setTextVisible(False)
        cancel = QToolButton()
        cancel.setObjectName("cancelPacks")
        cancel.setText("Cancel")
        cancel.setAccessibleName("Cancel installing library packs")
        cancel.clicked.connect(self.cancel_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.sentence, self.bar, cancel):
            layout.addWidget(widget)
        self.hide()

    def show_progress(self, progress: Progress) -> None:
        """Say how far it is."""
        self.sentence.setText(f"{progress.sentence}…")
        self.bar.setValue(round(progress.share * 100))
        self.show()
