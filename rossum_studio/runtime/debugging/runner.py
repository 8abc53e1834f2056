"""Debug a handler and wait for it, for tests and measurements. The window has its own event loop."""

import selectors
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol, Self

from rossum_studio.runtime.conversation import Phase
from rossum_studio.runtime.debugging.exchange import DebugExchange
from rossum_studio.runtime.debugging.launching import DebugLaunch
from rossum_studio.runtime.debugging.session import (
    Answer,
    Breakpoint,
    DebugSession,
    Event,
    ExceptionStops,
    State,
    Stopped,
)
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome

PATIENCE_S = 20.0


class HasDescriptor(Protocol):
    """A socket or a pipe."""

    def fileno(self) -> int:
        """Return its number."""


class RefusedError(Exception):
    """A question was not answered; the text says why."""


class DebugRunner:
    """One run under the debugger. Close it, or use `with`.

    Attributes:
        events: All that happened so far.
    """

    def __init__(
        self,
        code: str,
        filename: str,
        payload: bytes,
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
        language: str = "python",
        interpreter: Path | None = None,
    ) -> None:
        """Boot a worker and have it parse the payload; nothing of the handler runs yet.

        Args:
            code: The handler's source.
            filename: What tracebacks call it; it need not exist.
            payload: JSON text, sent as it is.
            limits: Time, memory and network of this run.
            language: `python` or `javascript`.
            interpreter: The Python to use; the running one when None.

        Raises:
            NotSupportedError: This system cannot run handlers, or has no debugger for the language.
            OSError: The worker cannot be started.
        """
        self._code, self._filename, self._limits = code, filename, limits
        make_launch = launch_for(language, limits, len(payload), interpreter)
        self.exchange = DebugExchange.boot(DebugLaunch(make_launch), limits)
        self.events: list[Event] = []
        self._selector = selectors.DefaultSelector()
        self._watch()
        self.exchange.conversation.give_payload(payload)
        self.exchange.write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def session(self) -> DebugSession:
        """What to command and to ask, once it has begun."""
        assert self.exchange.session is not None
        return self.exchange.session

    def begin(
        self,
        *breakpoints: Breakpoint,
        exception_stops: ExceptionStops = ExceptionStops.OFF,
    ) -> None:
        """Run the handler."""
        self.exchange.begin(self._code, self._filename, self._limits, breakpoints, exception_stops)
        self._register(self.exchange.debug, self.exchange.read_debug)

    def until_loaded(self) -> None:
        """Wait until the worker has parsed the payload; `begin` waits for it by itself."""
        self.until(lambda: self.exchange.conversation.phase is Phase.LOADED)

    def wait_for_stop(self) -> Stopped:
        """Wait until the handler stands still.

        Raises:
            RefusedError: It ended instead.
        """
        self.until(lambda: self.session.state is State.PAUSED)
        if self.session.state is not State.PAUSED:
            raise RefusedError("The handler ended without stopping.")
        return [event for event in self.events if isinstance(event, Stopped)][-1]

    def ask[T](self, answer: Answer[T]) -> T:
        """Wait for an answer.

        Raises:
            RefusedError: There is none.
        """
        self.until(lambda: answer.is_given)
        if answer.refusal or answer.value is None:
            raise RefusedError(answer.refusal)
        return answer.value

    def finish(self) -> Outcome:
        """Wait until the run is over; it must not be paused."""
        self.until(lambda: self.exchange.conversation.finished)
        self.exchange.wait_for_exit(self.exchange.conversation.exit_grace_s)
        self.exchange.conclude()
        self._take_events()
        return self.exchange.conversation.outcome()

    def until(self, is_reached: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
        """Move bytes until something is so, or the run is over.

        Raises:
            TimeoutError: It takes too long, the limits of the run notwithstanding.
        """
        give_up_at = time.monotonic() + patience_s
        self._take_events()
        while not is_reached() and not self.exchange.conversation.finished:
            if time.monotonic() > give_up_at:
                raise TimeoutError("The debugger does not answer.")
            self.step(give_up_at - time.monotonic())

    def step(self, wait_s: float) -> None:
        """Wait until something can be moved, move it, and watch the clock."""
        remaining_s = self.exchange.remaining_s
        if remaining_s is not None and remaining_s <= 0:
            self.exchange.conversation.timed_out()
            return
        self.exchange.write()
        if self.exchange.session is not None:
            self.exchange.write_debug()
        for key, _ in self._selector.select(wait_s if remaining_s is None else min(wait_s, remaining_s)):
            key.data()
        self._take_events()

    def close(self) -> None:
        """End the process."""
        self._selector.close()
        self.exchange.child.kill_group()
        self.exchange.child.process.wait()
        self.exchange.conclude()
        self.exchange.bury()

    def _take_events(self) -> None:
        if self.exchange.session is not None:
            self.events += self.exchange.session.events()

    def _watch(self) -> None:
        exchange, child = self.exchange, self.exchange.child
        self._selector.register(child.channel, selectors.EVENT_READ, exchange.read_channel)
        self._register(child.stdout, exchange.read_stdout)
        self._register(child.stderr, exchange.read_stderr)

    def _register(self, end: HasDescriptor, read: Callable[[], bool]) -> None:
        self._selector.register(end, selectors.EVENT_READ, partial(self._read, end, read))

    def _read(self, end: HasDescriptor, read: Callable[[], bool]) -> None:
        if not read():
            self._selector.unregister(end)
