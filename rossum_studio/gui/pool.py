"""Waiting workers on the window's event loop: bytes when Qt says so, the pool's upkeep when nobody waits."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from rossum_studio.runtime.debugging.workers import DebugWorkers
from rossum_studio.runtime.exchange import Exchange
from rossum_studio.runtime.pool import Pool
from rossum_studio.runtime.spare import Need

REST_MS = 80
"""After a run, so that its result is painted before other workers want the processor."""


class ExchangeWatch(QObject):
    """Has an exchange move its bytes whenever one of its descriptors is ready."""

    stepped = Signal()
    """Something was read or written."""

    def __init__(self, exchange: Exchange, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._exchange = exchange
        self._notifiers: list[QSocketNotifier] = []
        child, kinds = exchange.child, QSocketNotifier.Type
        self._add(child.channel.fileno(), kinds.Read, exchange.read_channel)
        self._writable = self._add(child.channel.fileno(), kinds.Write, exchange.write)
        for stream, read in ((child.stdout, exchange.read_stdout), (child.stderr, exchange.read_stderr)):
            self._add(stream.fileno(), kinds.Read, read)
        self.expect_writing()

    def expect_writing(self) -> None:
        """Watch for room in the channel, if there is anything to send."""
        self._writable.setEnabled(self._exchange.wants_to_write)

    def end(self) -> None:
        """Watch no longer; the descriptors may be closed now."""
        self._pause()
        self._notifiers.clear()
        self.deleteLater()

    def _pause(self) -> None:
        for notifier in self._notifiers:
            notifier.setEnabled(False)

    def _add(self, fd: int, kind: QSocketNotifier.Type, move: Callable[[], object]) -> QSocketNotifier:
        notifier = QSocketNotifier(fd, kind, self)
        notifier.activated.connect(lambda *_: self._step(notifier, move))
        self._notifiers.append(notifier)
        return notifier

    def _step(self, notifier: QSocketNotifier, move: Callable[[], object]) -> None:
        if not self._notifiers:  # it ended while this was on its way
            return
        if move() is False:
            notifier.setEnabled(False)
        self.expect_writing()
        if self._exchange.conversation.finished:
            self._pause()  # a closed channel is ready for ever
        self.stepped.emit()


class WorkerPool(QObject):
    """A `Pool` that tends itself, and the `Watcher` of its spares.

    Args:
        make_pool: What keeps the workers, given their watcher.
    """

    def __init__(
        self, parent: QObject | None = None, make_pool: "Callable[[WorkerPool], Pool | DebugWorkers]" = Pool
    ) -> None:
        super().__init__(parent)
        self._pool = make_pool(self)
        self._watches: dict[Exchange, ExchangeWatch] = {}
        self._upkeep = QTimer(self, singleShot=True)
        self._upkeep.timeout.connect(self._on_upkeep)
        self._is_resting = False

    @property
    def is_settled(self) -> bool:
        """Whether a run now finds the best there is."""
        return self._pool.is_settled

    def prepare(self, need: Need | None) -> None:
        """Say what the next run will need; None when there will be none for now."""
        self._pool.prepare(need)
        self._tend()

    def start(self, code: str, filename: str, need: Need) -> Exchange:
        """Run the code, in a worker that waits or a fresh one; see `Pool.start`.

        Raises:
            NotSupportedError: On Windows.
            OSError: No worker can be started.
        """
        exchange = self._pool.start(code, filename, need)
        self.unwatch(exchange)  # only now: the worker has started already
        return exchange

    def retire(self, exchange: Exchange) -> None:
        """Take back a concluded exchange."""
        self._pool.retire(exchange)
        self._is_resting = True
        self._upkeep.start(REST_MS)

    def close(self) -> None:
        """End all workers; returns when they are gone."""
        self._upkeep.stop()
        self._pool.close()

    def watch(self, exchange: Exchange) -> None:
        """Called by the pool: move the bytes of this spare."""
        watch = ExchangeWatch(exchange, self)
        watch.stepped.connect(self._tend)
        self._watches[exchange] = watch

    def unwatch(self, exchange: Exchange) -> None:
        """Called by the pool: leave this spare alone."""
        watch = self._watches.pop(exchange, None)
        if watch is not None:
            watch.end()

    def _on_upkeep(self) -> None:
        self._is_resting = False
        self._tend()

    def _tend(self) -> None:
        if self._is_resting:
            return
        self._upkeep.start(max(1, round(self._pool.tend() * 1000)))
        for watch in self._watches.values():
            watch.expect_writing()  # one may have been given its payload
