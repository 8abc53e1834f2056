"""A worker under the debugger: the exchange of an ordinary run, and a second descriptor for its debugger."""

import socket
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.debugging.javascript_session import JavascriptSession
from rossum_studio.runtime.debugging.launching import DebugLaunch
from rossum_studio.runtime.debugging.python_session import PythonSession
from rossum_studio.runtime.debugging.run_clock import RunClock
from rossum_studio.runtime.debugging.session import Breakpoint, DebugSession, ExceptionStops, State
from rossum_studio.runtime.exchange import CHUNK, Exchange
from rossum_studio.runtime.launch import Child, Limits

LAST_WORDS = 1024 * 1024


class DebugExchange(Exchange):
    """Moves the bytes of the channel and of the debug descriptor, and never waits for either.

    Whoever has it watches `debug` besides the three ends of `child`, from `begin` on: it calls `read_debug`
    when there is something to read, and `write_debug` after every command to the session and whenever
    `wants_to_write_debug` and there is room. The time limit is `remaining_s`, not that of the conversation.
    """

    def __init__(
        self,
        child: Child,
        debug: socket.socket,
        language: str,
        conversation: Conversation,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Join a worker to its conversation.

        Args:
            child: The process.
            debug: Our end of the debug descriptor.
            language: `python` or `javascript`.
            conversation: Held with it.
            clock: In seconds; it never goes back.
        """
        super().__init__(child, conversation)
        debug.setblocking(False)
        self.debug = debug
        self.language = language
        self.session: DebugSession | None = None
        self._unsent_debug: deque[memoryview] = deque()
        self._clock = clock
        self._run_clock = RunClock(clock())
        self._phase = conversation.phase

    @classmethod
    def boot(cls, launch: DebugLaunch, limits: Limits) -> "DebugExchange":
        """Start a worker that waits for a payload, and for `begin`.

        Raises:
            NotSupportedError: On Windows, or there is no debugger for the language.
            OSError: The worker cannot be started.
        """
        ours, theirs = socket.socketpair()
        try:
            child = Child.spawn(lambda channel, scratch: launch(channel, theirs.fileno(), scratch))
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        exchange = cls(child, ours, launch.language, Conversation.ahead(limits))
        exchange.write()
        return exchange

    def begin(
        self,
        code: str,
        filename: str,
        limits: Limits,
        breakpoints: Iterable[Breakpoint] = (),
        exception_stops: ExceptionStops = ExceptionStops.OFF,
        told: bytes | None = None,
    ) -> DebugSession:
        """Say what to run and where to stop, once. The payload is given to the conversation.

        Args:
            code: The handler's source.
            filename: What tracebacks call it; it need not exist.
            limits: Of the run.
            breakpoints: Where to stop.
            exception_stops: At which exceptions to stop.
            told: `Later.told`, when the worker has a payload that this run's is told from.
        """
        session = _open_session(self.language, code, filename, breakpoints, exception_stops)
        self.session = session
        self.conversation.begin(code, filename, limits, told)
        self.write()
        self.write_debug()
        return session

    def stop(self) -> None:
        """End the run: the conversation is finished then, and is to be concluded."""
        self.conversation.stopped()

    @property
    def remaining_s(self) -> float | None:
        """How long until `conversation.timed_out` is due; None while the handler is paused."""
        now_s = self._clock()
        if self.conversation.phase is not self._phase:
            self._phase = self.conversation.phase
            self._run_clock.restart(now_s)
        is_paused = self.session is not None and self.session.state is State.PAUSED
        self._run_clock.pause(now_s) if is_paused else self._run_clock.resume(now_s)
        return self._run_clock.remaining_s(self.conversation.time_limit_s, now_s)

    @property
    def wants_to_write_debug(self) -> bool:
        """Whether there is something to send that the debug descriptor had no room for."""
        if self.session is not None:
            self._unsent_debug.extend(memoryview(chunk) for chunk in self.session.outgoing() if chunk)
        return bool(self._unsent_debug)

    def write_debug(self) -> None:
        """Send as much as the debug descriptor takes now."""
        while self.wants_to_write_debug:
            try:
                sent = self.debug.send(self._unsent_debug[0])
            except BlockingIOError:
                return
            except OSError:  # nobody listens any more; reading tells
                self._unsent_debug.clear()
                return
            self._unsent_debug[0] = self._unsent_debug[0][sent:]
            if not self._unsent_debug[0]:
                self._unsent_debug.popleft()

    def read_debug(self) -> bool:
        """Take some of what has arrived and answer it; returns whether more may come."""
        assert self.session is not None
        try:
            data = self.debug.recv(CHUNK)
        except BlockingIOError:
            return True
        except ConnectionResetError:
            data = b""
        if data:
            self.session.feed(data)
            self.write_debug()
        else:
            self.session.closed()
        return bool(data)

    def conclude(self) -> None:
        """End the process, take the last of what its debugger said, and end the session."""
        super().conclude()
        self.kill()
        if self.session is not None:
            with suppress(BlockingIOError, ConnectionResetError):
                self.session.feed(self.debug.recv(LAST_WORDS))
            self.session.closed()

    def bury(self) -> bool:
        """Close and delete all that was the worker's, if it is gone; returns whether it was."""
        is_gone = super().bury()
        if is_gone:
            self.debug.close()
        return is_gone


def _open_session(
    language: str,
    code: str,
    filename: str,
    breakpoints: Iterable[Breakpoint],
    exception_stops: ExceptionStops,
) -> DebugSession:
    if language == "javascript":
        return JavascriptSession(code, filename, breakpoints, exception_stops)
    return PythonSession(code, filename, breakpoints, exception_stops)
