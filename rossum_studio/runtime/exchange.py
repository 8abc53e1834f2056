"""A worker's process together with the conversation held with it: bytes from one to the other."""

import os
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired
from typing import IO, TYPE_CHECKING, Protocol

from rossum_studio.model.http import Answer
from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.conversation import Conversation, Phase
from rossum_studio.runtime.launch import Child, Launch, Limits

if TYPE_CHECKING:
    from rossum_studio.runtime.services.server import Server

CHUNK = 256 * 1024
PIPE_CAPACITY = 1024 * 1024  # the most a process may ask for; usually it is 64 kB

MAX_LISTENERS = 3

type MakeLaunch = Callable[[int, Path], Launch]


class Exchange:
    """Moves bytes when told that a descriptor is ready, and never waits for one.

    Whoever has it watches the three ends of `child`, calls `conclude` once the conversation is finished,
    judges the outcome, and calls `bury` until that says yes.
    """

    def __init__(self, child: Child, conversation: Conversation) -> None:
        self.child = child
        self.conversation = conversation
        self._unsent: deque[memoryview] = deque()
        self._is_killed = self._is_served = False
        self._answer: Answer | None = None
        self._server: Server | None = None
        self._running_since_s: float | None = None
        self._memory: memory_watch.MemoryWatch | None = None

    @classmethod
    def start(cls, conversation: Conversation, make_launch: MakeLaunch) -> "Exchange":
        """Start a worker and send it what the conversation begins with.

        Raises:
            NotSupportedError: On Windows.
            OSError: The worker cannot be started.
        """
        exchange = cls(Child.spawn(make_launch), conversation)
        exchange.write()
        return exchange

    def next_call(self, code: str, filename: str, payload: bytes, limits: Limits) -> "Exchange":
        """Return the exchange of another call to a worker that was kept; nothing is sent yet.

        The process belongs to that one from now on.
        """
        return Exchange(self.child, self.conversation.next_call(code, filename, payload, limits))

    @property
    def wants_to_write(self) -> bool:
        """Whether `write` had something to send that the channel had no room for."""
        return bool(self._unsent)

    def write(self) -> None:
        """Send as much as the channel takes now; call it when the conversation may have something to say."""
        self._unsent.extend(memoryview(chunk) for chunk in self.conversation.outgoing() if chunk)
        while self._unsent:
            try:
                sent = self.child.channel.send(self._unsent[0])
            except BlockingIOError:
                return
            except OSError:  # nobody listens any more; reading tells why
                self._unsent.clear()
                return
            self._unsent[0] = self._unsent[0][sent:]
            if not self._unsent[0]:
                self._unsent.popleft()
        if self.conversation.running and self._running_since_s is None:
            self._running_since_s = time.perf_counter()

    def serve(self, answer: Answer | None) -> None:
        """Have the requests of this run answered, from when it listens until it is concluded.

        Args:
            answer: Called from several threads at once; without it every request is refused.
        """
        self._is_served, self._answer = True, answer
        self._open_services()

    def read_channel(self) -> None:
        """Take some of what has arrived, and answer it."""
        self._read_some()

    def catch_up(self) -> None:
        """Take all that has arrived: one that died has left its last words before the end of the channel."""
        while self._read_some() and not self.conversation.finished:
            pass

    def _read_some(self) -> bool:
        try:
            data = self._receive()
        except BlockingIOError:
            return False
        except ConnectionResetError:  # it died before it had read everything
            data = b""
        if data:
            self.conversation.feed_channel(data)
            self.write()
        else:
            self.conversation.channel_closed()
        return bool(data)

    def _receive(self) -> bytes:
        """Read from the channel. Before it is ready, a worker with services sends sockets as well."""
        conversation, channel = self.conversation, self.child.channel
        if not (conversation.limits.services and conversation.phase is Phase.BOOTING):
            return channel.recv(CHUNK)
        flags = getattr(socket, "MSG_CMSG_CLOEXEC", 0)
        data, descriptors, _, _ = socket.recv_fds(channel, CHUNK, MAX_LISTENERS, flags)
        if descriptors:
            self.child.take_listeners(descriptors)
            self._open_services()
        return data

    def _open_services(self) -> None:
        if self._is_served and self._server is None and self.child.listeners:
            from rossum_studio.runtime.services.server import Server  # imports what few runs need

            self._server = Server(self.child.listeners, self._answer)

    def _close_services(self) -> None:
        if self._server is not None:
            self._server.close()
            server = self._server
            self.conversation.take_served(server.served, server.count, self._running_since_s)

    def wait_for_services(self, timeout_s: float) -> None:
        """Give the threads that answered requests the time to end, once the exchange is concluded."""
        if self._server is not None:
            self._server.join(timeout_s)

    def check_memory(self) -> None:
        """End the run if it has more memory than it may; for systems that do not see to it themselves."""
        if not self.conversation.running:
            return
        if self._memory is None:  # in time: the first call is that of a run that has just begun
            self._memory = memory_watch.MemoryWatch(
                self.child.process.pid, self.conversation.limits.memory_mb
            )
        elif self._memory.is_exceeded:
            self.conversation.memory_exceeded()

    def read_stdout(self) -> bool:
        """Take some of what was printed; returns whether more may come."""
        return _read_pipe(self.child.stdout, self.conversation.feed_stdout, CHUNK)

    def read_stderr(self) -> bool:
        """Take some of what was printed to stderr; returns whether more may come."""
        return _read_pipe(self.child.stderr, self.conversation.feed_stderr, CHUNK)

    @property
    def has_exited(self) -> bool:
        """Whether the process is gone. It may have left others in its group."""
        return self.child.process.poll() is not None

    def wait_for_exit(self, timeout_s: float) -> None:
        """Give a process that leaves by itself the time to do so."""
        if timeout_s > 0:
            with suppress(TimeoutExpired):
                self.child.process.wait(timeout_s)

    def conclude(self) -> None:
        """Take the last of what was said and printed: after this the outcome is known.

        A worker without a verdict is killed first, as is one whose requests may still be waiting for an
        answer. Any other rests; have it killed by `kill` or `bury` once the outcome has been judged.
        """
        if not self.conversation.has_verdict:
            self.conversation.exited(self.child.process.poll())
        if not self.conversation.has_verdict or self._server is not None:
            self.kill()
        self._close_services()
        _read_pipe(self.child.stdout, self.conversation.feed_stdout, PIPE_CAPACITY)
        _read_pipe(self.child.stderr, self.conversation.feed_stderr, PIPE_CAPACITY)

    def kill(self) -> None:
        """Kill whatever is left of the group, once. A kept worker lives on.

        The system takes milliseconds to take a large process apart, on whatever processor it likes.
        """
        if not self._is_killed and not self.conversation.is_kept:
            self._is_killed = True  # its number may soon be somebody else's
            self.child.kill_group()

    def bury(self) -> bool:
        """Kill the worker, and close and delete all that was its, if it is gone; returns whether it was."""
        self.kill()
        if not self.has_exited:
            return False
        self.child.close()
        return True

    def end(self) -> None:
        """Kill and bury the worker, waiting as long as that takes."""
        self.kill()
        self.child.process.wait()
        self.bury()


def _read_pipe(stream: IO[bytes], feed: Callable[[bytes], None], size: int) -> bool:
    """Read once: nobody can keep us reading."""
    try:
        data = os.read(stream.fileno(), size)
    except BlockingIOError:
        return True
    if data:
        feed(data)
    return bool(data)


class Watcher(Protocol):
    """Waits for descriptors: an event loop, or something that has one."""

    def watch(self, exchange: Exchange) -> None:
        """Call the exchange whenever one of its ends is ready, until `unwatch`."""

    def unwatch(self, exchange: Exchange) -> None:
        """Leave the exchange alone from now on. Harmless when it is not watched."""
