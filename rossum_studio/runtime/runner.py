"""Run a handler and wait for it, for the command line and for tests. The window has its own event loop."""

import os
import selectors
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.launch import Child, Limits, python_launch
from rossum_studio.runtime.outcome import Outcome

CHUNK = 256 * 1024
PIPE_CAPACITY = 1024 * 1024  # the most a process may ask for; usually it is 64 kB
STOP_POLL_S = 0.05


def run_handler(
    code: str,
    filename: str,
    payload: bytes,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    stop: threading.Event | None = None,
    interpreter: Path | None = None,
) -> Outcome:
    """Run a Python handler once, in a process of its own that is gone when this returns.

    Args:
        code: The handler's source.
        filename: What tracebacks call it; it need not exist.
        payload: JSON text, sent as it is.
        limits: Time, memory and network of this run.
        stop: Set it from another thread to end the run early.
        interpreter: The Python to use; the running one when None.

    Returns:
        How it ended, also when the handler raised, hung or died, or no process could be started.

    Raises:
        NotSupportedError: This system cannot run handlers.
    """
    started = time.perf_counter()
    conversation = Conversation(code, filename, payload, limits)
    try:
        child = Child.spawn(partial(python_launch, interpreter=interpreter))
    except OSError as error:
        conversation.not_started(error)
    else:
        with _Exchange(child, conversation) as exchange:
            exchange.run(stop)
    return conversation.outcome((time.perf_counter() - started) * 1000)


class _Exchange:
    """Carries bytes between a child and a conversation until the conversation is finished."""

    def __init__(self, child: Child, conversation: Conversation) -> None:
        self._child = child
        self._conversation = conversation
        self._selector = selectors.DefaultSelector()
        self._unsent: deque[memoryview] = deque()
        self._events = selectors.EVENT_READ

    def __enter__(self) -> "_Exchange":
        conversation, child = self._conversation, self._child
        self._selector.register(child.channel, self._events, self._on_channel)
        for stream, feed in (
            (child.stdout, conversation.feed_stdout),
            (child.stderr, conversation.feed_stderr),
        ):
            self._selector.register(stream, selectors.EVENT_READ, partial(self._on_output, stream, feed))
        return self

    def __exit__(self, *_: object) -> None:
        if self._child.process.returncode is None:  # only when something of ours raised
            self._child.reap()
        self._selector.close()
        self._child.close()

    def run(self, stop: threading.Event | None) -> None:
        """Talk until the run is over, end the process, read what is left in its pipes."""
        while not self._conversation.finished:
            self._run_phase(stop)
        self._conversation.exited(self._child.reap(self._conversation.exit_grace_s))
        drain_pipe(self._child.stdout, self._conversation.feed_stdout)
        drain_pipe(self._child.stderr, self._conversation.feed_stderr)

    def _run_phase(self, stop: threading.Event | None) -> None:
        phase = self._conversation.phase
        deadline = time.monotonic() + self._conversation.time_limit_s
        while self._conversation.phase is phase:
            remaining_s = deadline - time.monotonic()
            if stop is not None and stop.is_set():
                self._conversation.stopped()
            elif remaining_s <= 0:
                self._conversation.timed_out()
            else:
                self._step(remaining_s if stop is None else min(remaining_s, STOP_POLL_S))

    def _step(self, wait_s: float) -> None:
        self._unsent.extend(memoryview(chunk) for chunk in self._conversation.outgoing())
        self._watch_channel()
        for key, events in self._selector.select(wait_s):
            key.data(events)

    def _watch_channel(self) -> None:
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._unsent else 0)
        if events != self._events:
            self._selector.modify(self._child.channel, events, self._on_channel)
            self._events = events

    def _on_channel(self, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            self._write()
        if events & selectors.EVENT_READ:
            self._read()

    def _write(self) -> None:
        try:
            sent = self._child.channel.send(self._unsent[0])
        except BlockingIOError:
            return
        except OSError:  # nobody listens any more; reading tells why
            self._unsent.clear()
            return
        self._unsent[0] = self._unsent[0][sent:]
        if not self._unsent[0]:
            self._unsent.popleft()

    def _read(self) -> None:
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

    def _on_output(self, stream: IO[bytes], feed: Callable[[bytes], None], _events: int) -> None:
        data = os.read(stream.fileno(), CHUNK)
        if data:
            feed(data)
        else:
            self._selector.unregister(stream)


def drain_pipe(stream: IO[bytes], feed: Callable[[bytes], None]) -> None:
    """Take what is in a pipe now: one read empties it, and nobody can keep us reading."""
    with suppress(BlockingIOError):
        feed(os.read(stream.fileno(), PIPE_CAPACITY))
