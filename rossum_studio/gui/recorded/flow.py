"""A recorded call in the window: what is said when one is opened."""

from PySide6.QtCore import QObject

from rossum_studio.gui.document import DocumentController, OpenDocument
from rossum_studio.gui.stage import Stage
from rossum_studio.model.recorded import Recorded


class RecordedFlow(QObject):
    """Offers the answer of the platform as the expected result."""

    def __init__(self, stage: Stage, document: DocumentController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._told: Recorded | None = None
        document.document_opened.connect(self._tell)

    def _tell(self, document: OpenDocument) -> None:
        """Say what the record holds, once: a large document is opened again when it is complete."""
        recorded = document.opened.recorded
        if recorded is None or recorded is self._told:
            return
        self._told = recorded
        self._stage.notices.say("\n".join(_lines(document, recorded)))


def _lines(document: OpenDocument, recorded: Recorded) -> list[str]:
    event = document.opened.event
    when = f" of {recorded.recorded_at}" if recorded.recorded_at else ""
    name = f": {event.name}" if event is not None else ""
    lines = [f"Recorded call{when}{name}."]
    lines.append(f"Expected result: {recorded.expected.summary}. Run (F5) compares with it.")
    return lines
