"""A handler's process on the window's event loop: bytes to and fro, the clock, the end."""

import time
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.pool import ExchangeWatch
from rossum_studio.model.http import Answer
from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.spare import Need

EXIT_POLL_MS = 5


class Workers(Protocol):
    """Where a run gets its worker from, and takes it back to."""

    def start(self, code: str, filename: str, need: Need) -> Exchange:
        """Run the code; the exchange is watched by nobody."""

    def retire(self, exchange: Exchange) -> None:
        """Take back what `start` returned, concluded."""


class HandlerProcess(QObject):
    """One run. It starts at once, and `finished` comes exactly once, never before `__init__` returns."""

    finished = Signal(object)  # Outcome

    def __init__(
        self,
        pool: Workers,
        code: str,
        filename: str,
        need: Need,
        parent: QObject | None = None,
        answer: Answer | None = None,
    ) -> None:
        """Run the code in a worker of the pool's.

        Args:
            answer: Replies to its requests, in threads, if its limits have services.

        Raises:
            NotSupportedError: This system cannot run handlers.
        """
        super().__init__(parent)
        self._started = time.perf_counter()
        self._pool = pool
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._on_timed_out)
        self._memory_clock = QTimer(self, interval=round(memory_watch.POLL_S * 1000))
        self._memory_clock.timeout.connect(self._on_memory_due)
        self._exchange: Exchange | None = None
        self._watch: ExchangeWatch | None = None
        try:
            self._exchange = pool.start(code, filename, need)
        except OSError as error:
            self._conversation = Conversation(code, filename, need.payload or b"", need.limits)
            self._conversation.not_started(error)
            QTimer.singleShot(0, self, self._finish)
        else:
            self._exchange.serve(answer)
            self._conversation = self._exchange.conversation
            self._watch = ExchangeWatch(self._exchange, self)
            self._watch.stepped.connect(self._step)
            self._restart_clock()

    def stop(self) -> None:
        """End the run now."""
        self._conversation.stopped()
        self._step()

    def close(self) -> None:
        """End the run without a word: the window is going away."""
        self.blockSignals(True)
        self._conversation.stopped()
        self._end_watch()
        self._conclude()

    def _restart_clock(self) -> None:
        self._phase = self._conversation.phase
        self._clock.start(round(self._conversation.time_limit_s * 1000))
        if self._conversation.running and memory_watch.is_needed():
            self._on_memory_due()
            self._memory_clock.start()

    def _on_timed_out(self) -> None:
        self._conversation.timed_out()
        self._step()

    def _on_memory_due(self) -> None:
        if self._exchange is not None:
            self._exchange.check_memory()
            self._step()

    def _step(self) -> None:
        """Look how far the run is after anything happened."""
        if self._watch is None:
            return
        if self._conversation.finished:
            self._end_watch()
            self._await_exit(time.monotonic() + self._conversation.exit_grace_s)
        elif self._conversation.phase is not self._phase:
            self._restart_clock()

    def _end_watch(self) -> None:
        self._clock.stop()
        self._memory_clock.stop()
        if self._watch is not None:
            self._watch.end()
            self._watch = None

    def _await_exit(self, deadline: float) -> None:
        """Give a worker that left by itself the moment it needs to say how, then end the group."""
        if self._exchange is None:
            return
        if time.monotonic() < deadline and not self._exchange.has_exited:
            QTimer.singleShot(EXIT_POLL_MS, self, lambda: self._await_exit(deadline))
            return
        self._conclude()
        self._finish()

    def _conclude(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.conclude()
            self._pool.retire(exchange)

    def _outcome(self) -> Outcome:
        outcome = self._conversation.outcome()
        return outcome.taking((time.perf_counter() - self._started) * 1000)

    def _finish(self) -> None:
        self.finished.emit(self._outcome())
        self.deleteLater()
