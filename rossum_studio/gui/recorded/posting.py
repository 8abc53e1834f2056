"""A call of a webhook beside the window's event loop; it looks like a handler's process."""

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot

from rossum_studio.runtime.webhook import WebhookCall, WebhookJob


class Posting(QObject):
    """One call. It starts at once, and `finished` comes exactly once, never before `__init__` returns."""

    finished = Signal(object)  # Outcome
    _performed = Signal(object)

    def __init__(self, job: WebhookJob, parent: QObject | None = None) -> None:
        """Post the payload.

        Raises:
            InvalidHookError: The address is not on this computer.
        """
        super().__init__(parent)
        self._call = WebhookCall(job)
        self._performed.connect(self._on_performed, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._perform, name="studio-webhook", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the call now."""
        self._call.stop()

    def close(self) -> None:
        """End the call without a word: the window is going away."""
        self.blockSignals(True)
        self._call.stop()
        self._thread.join()

    def _perform(self) -> None:
        self._performed.emit(self._call.perform())

    @Slot(object)
    def _on_performed(self, outcome: object) -> None:
        self._thread.join()
        self.finished.emit(outcome)
        self.deleteLater()
