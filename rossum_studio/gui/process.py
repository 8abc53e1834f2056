"""A handler's process on the window's event loop: bytes to and fro, the clock, the end."""

import os
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.launch import Child, Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.runner import drain_pipe

CHUNK = 256 * 1024
REAP_POLL_MS = 5


class HandlerProcess(QObject):
    """One run. It starts at once, and `finished` comes exactly once, never before `__init__` returns."""

    finished = Signal(object)  # Outcome

    def __init__(
        self, code: str, filename: str, payload: bytes, limits: Limits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._started = time.perf_counter()
        self._conversation = Conversation(code, filename, payload, limits)
        self._unsent: deque[memoryview] = deque()
        self._notifiers: list[QSocketNotifier] = []
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._on_timed_out)
        self._phase = self._conversation.phase
        self._child: Child | None = None
        self._is_ending = False
        self._start()

    def stop(self) -> None:
        """End the run now."""
        self._conversation.stopped()
        self._step()

    def close(self) -> None:
        """End the run without a word: the window is going away."""
        self.blockSignals(True)
        self._conversation.stopped()
        if self._child is not None:
            self._end(self._child)

    def _start(self) -> None:
        try:
            self._child = child = Child.spawn()
        except OSError as error:
            self._conversation.not_started(error)
            QTimer.singleShot(0, self, self._finish)
            return
        kinds = QSocketNotifier.Type
        self._watch(child.channel.fileno(), kinds.Read, self._read_channel)
        self._writable = self._watch(child.channel.fileno(), kinds.Write, self._write)
        for stream, feed in (
            (child.stdout, self._conversation.feed_stdout),
            (child.stderr, self._conversation.feed_stderr),
        ):
            notifier = self._watch(stream.fileno(), kinds.Read, lambda: None)
            notifier.activated.connect(partial(self._read_output, notifier, stream, feed))
        self._restart_clock()
        self._queue_outgoing()

    def _watch(self, fd: int, kind: QSocketNotifier.Type, on_ready: Callable[[], None]) -> QSocketNotifier:
        notifier = QSocketNotifier(fd, kind, self)
        notifier.activated.connect(lambda *_: on_ready())
        self._notifiers.append(notifier)
        return notifier

    def _restart_clock(self) -> None:
        self._phase = self._conversation.phase
        self._clock.start(round(self._conversation.time_limit_s * 1000))

    def _on_timed_out(self) -> None:
        self._conversation.timed_out()
        self._step()

    def _step(self) -> None:
        """Look how far the run is after anything happened."""
        if self._child is None or self._is_ending:
            return
        if self._conversation.finished:
            self._is_ending = True
            self._finish_soon(self._child)
        else:
            if self._conversation.phase is not self._phase:
                self._restart_clock()
            self._queue_outgoing()

    def _queue_outgoing(self) -> None:
        self._unsent.extend(memoryview(chunk) for chunk in self._conversation.outgoing())
        self._writable.setEnabled(bool(self._unsent))

    def _write(self) -> None:
        if self._child is None:
            return
        try:
            while self._unsent:
                sent = self._child.channel.send(self._unsent[0])
                self._unsent[0] = self._unsent[0][sent:]
                if not self._unsent[0]:
                    self._unsent.popleft()
        except BlockingIOError:
            pass
        except OSError:  # nobody listens any more; reading tells why
            self._unsent.clear()
        self._writable.setEnabled(bool(self._unsent))

    def _read_channel(self) -> None:
        if self._child is None:
            return
        try:
            data = self._child.channel.recv(CHUNK)
        except BlockingIOError:
            return
        except ConnectionResetError:  # it died before it had read everything
            data = b""
        if data:
            self._conversation.feed_channel(data)
        else:
            self._conversation.channel_closed()
        self._step()

    def _read_output(
        self, notifier: QSocketNotifier, stream: IO[bytes], feed: Callable[[bytes], None], *_: object
    ) -> None:
        if self._child is None:
            return
        with suppress(BlockingIOError):
            data = os.read(stream.fileno(), CHUNK)
            if data:
                feed(data)
            else:
                notifier.setEnabled(False)
        self._step()

    def _finish_soon(self, child: Child) -> None:
        """Give a worker that left by itself the moment it needs to say how, then end the group."""
        for notifier in self._notifiers:
            notifier.setEnabled(False)
        self._clock.stop()
        deadline = time.monotonic() + self._conversation.exit_grace_s
        self._await_exit(child, deadline)

    def _await_exit(self, child: Child, deadline: float) -> None:
        if child.process.poll() is None and time.monotonic() < deadline:
            QTimer.singleShot(REAP_POLL_MS, self, lambda: self._await_exit(child, deadline))
            return
        self._end(child)
        self._finish()

    def _end(self, child: Child) -> None:
        self._child = None
        self._clock.stop()
        for notifier in self._notifiers:
            notifier.setEnabled(False)
            notifier.deleteLater()
        self._notifiers.clear()
        self._conversation.exited(child.reap())
        drain_pipe(child.stdout, self._conversation.feed_stdout)
        drain_pipe(child.stderr, self._conversation.feed_stderr)
        child.close()

    def _finish(self) -> None:
        outcome: Outcome = self._conversation.outcome((time.perf_counter() - self._started) * 1000)
        self.finished.emit(outcome)
        self.deleteLater()
