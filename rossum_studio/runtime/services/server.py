"""Who listens where a run connects to: threads that answer its requests, and remember them."""

import logging
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock, Thread

import h11

from rossum_studio.model.http import Answer, HttpReply, HttpRequest
from rossum_studio.runtime.services.certificates import authority
from rossum_studio.runtime.services.connection import beginning_of, says, serve
from rossum_studio.runtime.services.matching import Served
from rossum_studio.runtime.worker_services import HTTPS_PORT, PORTS

MAX_KEPT = 1_000
MAX_KEPT_BYTES = 64 * 1024 * 1024
NOBODY = "Nobody answers the requests of this run."

_log = logging.getLogger("rossum_studio.services")


class Server:
    """Answers what arrives at the listening sockets of one run until it is closed."""

    def __init__(self, listeners: Sequence[socket.socket], answer: Answer | None) -> None:
        """Begin at once.

        Args:
            listeners: In the order of `worker_services.PORTS`; they stay open afterwards.
            answer: Called from several threads at once; without it every request is refused.
        """
        self._listeners = listeners
        self._answer = answer
        self._served: list[Served] = []
        self._count = self._kept_bytes = 0
        self._connections: dict[Thread, socket.socket] = {}
        self._is_closed = False
        self._lock = Lock()
        self._ours, self._theirs = socket.socketpair()
        self._thread = Thread(target=self._accept, name="services", daemon=True)
        self._thread.start()

    @property
    def served(self) -> tuple[Served, ...]:
        """What was answered, in the order the answers were found; not all of it when there was very much."""
        with self._lock:
            return tuple(self._served)

    @property
    def count(self) -> int:
        """How many requests were answered, kept or not."""
        return self._count

    def close(self) -> None:
        """Break all connections off and answer no more. It waits for no answer that is being found."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            for connection in self._connections.values():
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._ours.close()

    def join(self, timeout_s: float) -> None:
        """Wait for the threads, which end once it is closed."""
        deadline = time.monotonic() + timeout_s
        with self._lock:
            threads = [self._thread, *self._connections]
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _accept(self) -> None:
        with self._theirs, selectors.DefaultSelector() as selector:
            selector.register(self._theirs, selectors.EVENT_READ)
            for listener, port in zip(self._listeners, PORTS, strict=True):
                selector.register(listener, selectors.EVENT_READ, port)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._theirs:
                        return
                    self._welcome(key.fileobj, key.data)  # type: ignore[arg-type]

    def _welcome(self, listener: socket.socket, port: int) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:  # it left while it waited
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        handle = connection.dup()  # TLS takes the other away
        thread = Thread(target=self._serve, args=(connection, handle, port), name="services", daemon=True)
        with self._lock:
            if self._is_closed:
                connection.close()
                handle.close()
                return
            self._connections = {each: its for each, its in self._connections.items() if each.is_alive()}
            self._connections[thread] = handle
            thread.start()

    def _serve(self, connection: socket.socket, handle: socket.socket, port: int) -> None:
        try:
            with connection:
                serve(connection, port == HTTPS_PORT, authority(), self._respond)
        except (OSError, ValueError) as error:
            _log.debug("a connection to port %d ended: %s", port, error)
        finally:
            with self._lock:  # which may be about to break it off
                handle.close()

    def _respond(self, request: HttpRequest, refusal: HttpReply | None) -> HttpReply:
        started_s = time.perf_counter()
        reply = refusal or self._find_answer(request)
        self._remember(Served(request, reply, started_s, time.perf_counter()))
        return reply

    def _find_answer(self, request: HttpRequest) -> HttpReply:
        if self._answer is None:
            return says(502, NOBODY)
        try:
            reply = self._answer(request)
            beginning_of(reply)
        except (ValueError, h11.LocalProtocolError) as error:
            return says(502, f"The answer that was found cannot be sent: {error}.")
        except Exception as error:  # whoever answers must not leave the handler waiting
            _log.exception("no answer to %s %s", request.method, request.url)
            return says(502, f"Answering failed: {type(error).__name__}: {error}.")
        return reply

    def _remember(self, served: Served) -> None:
        size = len(served.request.body) + len(served.reply.body)
        with self._lock:
            self._count += 1
            if len(self._served) < MAX_KEPT and self._kept_bytes + size <= MAX_KEPT_BYTES:
                self._kept_bytes += size
                self._served.append(served)
