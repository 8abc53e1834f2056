"""Run a handler and wait for it, for the command line and for tests. The window has its own event loop."""

import selectors
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Self

from rossum_studio.model.http import Answer
from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.exchange import Exchange, MakeLaunch
from rossum_studio.runtime.kept import KeptWorker
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.later import Later
from rossum_studio.runtime.launch import Limits, python_launch
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job
from rossum_studio.runtime.pool import Pool
from rossum_studio.runtime.spare import Need

STOP_POLL_S = 0.05
THREADS_S = 1.0  # to end in; one that still looks for an answer is left alone


def run_handler(
    code: str,
    filename: str,
    payload: bytes,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    stop: threading.Event | None = None,
    interpreter: Path | None = None,
    language: str = "python",
    answer: Answer | None = None,
) -> Outcome:
    """Run a handler once, in a process of its own that is gone when this returns.

    Args:
        code: The handler's source.
        filename: What tracebacks call it; it need not exist.
        payload: JSON text, sent as it is.
        limits: Time, memory and network of this run.
        stop: Set it from another thread to end the run early.
        interpreter: The Python to use; the running one when None.
        language: `python` or `javascript`.
        answer: Replies to its requests, if the limits have services. Called from several threads at once.

    Returns:
        How it ended, also when the handler raised, hung or died, or no process could be started.

    Raises:
        NotSupportedError: This system cannot run handlers.
    """
    started = time.perf_counter()
    conversation = Conversation(code, filename, payload, limits)
    try:
        exchange = Exchange.start(conversation, launch_for(language, limits, len(payload), interpreter))
    except OSError as error:
        return _not_started(conversation, error, started)
    exchange.serve(answer)
    with Loop() as loop:
        try:
            return loop.run(exchange, started, stop)
        finally:
            exchange.end()


def run_job(job: Job, interpreter: Path | None = None) -> Outcome:
    """Run a job of a play, in a process of its own that is gone when this returns.

    Args:
        interpreter: The Python for jobs in Python; the running one when None.

    Raises:
        NotSupportedError: This system cannot run handlers.
    """
    return run_handler(
        job.code,
        job.filename,
        job.payload,
        job.limits,
        interpreter=interpreter,
        language=job.language,
        answer=job.answer,
    )


class WarmRunner:
    """Runs handlers one after the other, each in a process that was booted ahead. Close it, or use `with`.

    Workers get ready only inside its methods: `settle` waits until they are.
    """

    def __init__(self, make_launch: MakeLaunch = python_launch) -> None:
        self._make_launch = make_launch
        self._loop = Loop()
        self._pool = Pool(self._loop)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def prepare(self, payload: bytes, limits: Limits = Limits()) -> None:  # noqa: B008 - a frozen value
        """Have workers boot, and one of them parse the payload: the very object that `run` will be given."""
        self._pool.prepare(Need(payload, limits, self._make_launch))
        self._pool.tend()

    def settle(self) -> bool:
        """Wait until the workers are ready; returns whether they are, or keep failing."""
        self._loop.step(0)  # one may have died since
        wait_s = self._pool.tend()  # ahead of each look: with the last one buried, nothing more will happen
        while not self._pool.is_settled and not self._pool.is_failing:
            self._loop.step(wait_s)
            wait_s = self._pool.tend()
        return self._pool.is_settled

    def run(
        self,
        code: str,
        filename: str,
        payload: bytes,
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
        stop: threading.Event | None = None,
        later: Later | None = None,
        answer: Answer | None = None,
    ) -> Outcome:
        """Run a handler once. Arguments and result are those of `run_handler`.

        Args:
            later: The way to this payload from the one that was prepared.

        Raises:
            NotSupportedError: This system cannot run handlers.
        """
        started = time.perf_counter()
        need = Need(payload, limits, self._make_launch, later)
        try:
            exchange = self._pool.start(code, filename, need)
        except OSError as error:
            return _not_started(Conversation(code, filename, payload, limits), error, started)
        exchange.serve(answer)
        try:
            return self._loop.run(exchange, started, stop)
        finally:
            self._pool.retire(exchange)
            self._pool.tend()

    def close(self) -> None:
        """End all workers."""
        self._pool.close()
        self._loop.close()


class KeptRunner:
    """Runs a handler again and again in one process, as long as that lives. Close it, or use `with`."""

    def __init__(self) -> None:
        self._loop = Loop()
        self._worker = KeptWorker()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self,
        code: str,
        filename: str,
        payload: bytes,
        limits: Limits = Limits(),  # noqa: B008 - a frozen value
        stop: threading.Event | None = None,
        interpreter: Path | None = None,
        language: str = "python",
        answer: Answer | None = None,
    ) -> Outcome:
        """Call a handler, in the process of the call before if code and limits are the same.

        Arguments and result are those of `run_handler`.

        Raises:
            NotSupportedError: This system cannot run handlers.
        """
        started = time.perf_counter()
        make_launch = launch_for(language, limits, len(payload), interpreter)
        try:
            exchange = self._worker.start(code, filename, Need(payload, limits, make_launch))
        except OSError as error:
            return _not_started(Conversation(code, filename, payload, limits), error, started)
        exchange.serve(answer)
        try:
            return self._loop.run(exchange, started, stop)
        finally:
            self._worker.retire(exchange)

    def close(self) -> None:
        """End the process."""
        self._worker.close()
        self._loop.close()


def _not_started(conversation: Conversation, error: OSError, started: float) -> Outcome:
    conversation.not_started(error)
    return conversation.outcome().taking(_milliseconds_since(started))


class Loop:
    """Waits for the ends of exchanges and has them move their bytes. A `Watcher`."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._exchanges: list[Exchange] = []
        self._writing: set[Exchange] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Watch nothing any more."""
        self._selector.close()
        self._exchanges.clear()

    def watch(self, exchange: Exchange) -> None:
        """Move the exchange's bytes in every `step`. Harmless when that is done already."""
        if exchange in self._exchanges:
            return
        child = exchange.child
        self._exchanges.append(exchange)
        on_channel = exchange, partial(self._on_channel, exchange)
        self._selector.register(child.channel, selectors.EVENT_READ, on_channel)
        for stream, read in ((child.stdout, exchange.read_stdout), (child.stderr, exchange.read_stderr)):
            on_output = exchange, partial(self._on_output, stream, read)
            self._selector.register(stream, selectors.EVENT_READ, on_output)

    def unwatch(self, exchange: Exchange) -> None:
        """Leave the exchange alone."""
        if exchange in self._exchanges:
            self._exchanges.remove(exchange)
            self._writing.discard(exchange)
            for end in (exchange.child.channel, exchange.child.stdout, exchange.child.stderr):
                if end in self._selector.get_map():
                    self._selector.unregister(end)

    def step(self, wait_s: float) -> None:
        """Wait until an end is ready, and move what can be moved."""
        for exchange in list(self._exchanges):
            self._watch_channel(exchange)
        for key, events in self._selector.select(wait_s):
            exchange, act = key.data
            if exchange in self._exchanges:  # what came before it may have ended the watch
                act(events)

    def run(self, exchange: Exchange, started: float, stop: threading.Event | None) -> Outcome:
        """Carry a run to its end.

        Args:
            exchange: Concluded afterwards, but not buried.
            started: When the run was asked for, by perf_counter.
            stop: Ends the run when it is set.
        """
        conversation = exchange.conversation
        self.watch(exchange)
        try:
            while not conversation.finished:
                self._run_phase(exchange, stop)
            exchange.wait_for_exit(conversation.exit_grace_s)
            exchange.conclude()
            exchange.wait_for_services(THREADS_S)
            return conversation.outcome().taking(_milliseconds_since(started))
        except BaseException:
            exchange.child.kill_group()
            raise
        finally:
            self.unwatch(exchange)

    def _run_phase(self, exchange: Exchange, stop: threading.Event | None) -> None:
        conversation = exchange.conversation
        phase = conversation.phase
        poll_s = STOP_POLL_S if stop is not None else conversation.time_limit_s
        watches_memory = conversation.running and memory_watch.is_needed()
        if watches_memory:
            exchange.check_memory()
        deadline = time.monotonic() + conversation.time_limit_s
        while conversation.phase is phase:
            remaining_s = deadline - time.monotonic()
            if stop is not None and stop.is_set():
                conversation.stopped()
            elif remaining_s <= 0:
                conversation.timed_out()
            elif watches_memory:
                self.step(min(remaining_s, poll_s, memory_watch.POLL_S))
                exchange.check_memory()
            else:
                self.step(min(remaining_s, poll_s))

    def _watch_channel(self, exchange: Exchange) -> None:
        if exchange.conversation.finished:
            self.unwatch(exchange)  # a closed channel is ready for ever
            return
        if exchange.wants_to_write is (exchange in self._writing):
            return
        self._writing ^= {exchange}
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if exchange.wants_to_write else 0)
        channel = exchange.child.channel
        self._selector.modify(channel, events, self._selector.get_key(channel).data)

    def _on_channel(self, exchange: Exchange, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            exchange.write()
        if events & selectors.EVENT_READ:
            exchange.read_channel()

    def _on_output(self, stream: IO[bytes], read: Callable[[], bool], _events: int) -> None:
        if not read():
            self._selector.unregister(stream)


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
