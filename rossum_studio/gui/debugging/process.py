"""A function under the debugger on the window's event loop, and a worker that waits to become one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.runtime.debugging.exchange import DebugExchange
from rossum_studio.runtime.debugging.session import (
    Breakpoint,
    DebugSession,
    Event,
    ExceptionStops,
    Output,
)
from rossum_studio.runtime.debugging.workers import DebugWorkers
from rossum_studio.runtime.outcome import Outcome, with_output
from rossum_studio.runtime.spare import Need

type Stops = Callable[[], tuple[Sequence[Breakpoint], ExceptionStops]]


class DebugPool(WorkerPool):
    """Has one worker with a debugger wait while there are breakpoints.

    Args:
        stops: Where the next run is to stop.
    """

    def __init__(self, stops: Stops, parent: QObject | None = None) -> None:
        super().__init__(parent, DebugWorkers)
        self._stops = stops

    def start(self, code: str, filename: str, need: Need) -> DebugExchange:
        """Run the code under the debugger.

        Raises:
            NotSupportedError: On Windows, or there is no debugger for the language.
            OSError: No worker can be started.
        """
        assert isinstance(self._pool, DebugWorkers)
        return self._pool.start(code, filename, need, *self._stops())


class DebugProcess(HandlerProcess):
    """One run under the debugger."""

    told = Signal(object)  # list[Event]

    def __init__(
        self, workers: DebugPool, code: str, filename: str, need: Need, parent: QObject | None = None
    ) -> None:
        """Run the code in a worker with a debugger.

        Raises:
            NotSupportedError: This system cannot debug.
        """
        self._logged: list[str] = []
        self._notifier: QSocketNotifier | None = None
        super().__init__(workers, code, filename, need, parent)
        if isinstance(self._exchange, DebugExchange):
            self._notifier = QSocketNotifier(self._exchange.debug.fileno(), QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(lambda *_: self._read())

    @property
    def session(self) -> DebugSession | None:
        """What can be asked; None when no worker was started."""
        return self._exchange.session if isinstance(self._exchange, DebugExchange) else None

    def push(self) -> None:
        """Send what the session wants to say, and tell what it knows."""
        if isinstance(self._exchange, DebugExchange):
            self._exchange.write_debug()
            self._tell(self._exchange)

    def _read(self) -> None:
        if isinstance(self._exchange, DebugExchange):
            if not self._exchange.read_debug() and self._notifier is not None:
                self._notifier.setEnabled(False)
            self._tell(self._exchange)

    def _tell(self, exchange: DebugExchange) -> None:
        assert exchange.session is not None
        events: list[Event] = exchange.session.events()
        self._logged += [f"[line {one.line}] {one.text}" for one in events if isinstance(one, Output)]
        if events:
            self.told.emit(events)
        self._restart_clock()

    def _restart_clock(self) -> None:
        """What it stands still for does not count."""
        super()._restart_clock()
        if isinstance(self._exchange, DebugExchange):
            remaining_s = self._exchange.remaining_s
            if remaining_s is None:
                self._clock.stop()
            else:
                self._clock.start(max(0, round(remaining_s * 1000)))

    def _conclude(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier = None
        exchange = self._exchange
        super()._conclude()
        if isinstance(exchange, DebugExchange) and exchange.session is not None:
            self.told.emit(exchange.session.events())

    def _outcome(self) -> Outcome:
        return with_output(super()._outcome(), self._logged)
