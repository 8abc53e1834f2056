"""The Chrome DevTools Protocol as a client speaks it, a message a line. It moves no bytes.

A socket would carry WebSocket frames; here worker_debug.js relays bare messages over a descriptor.

Source: chromedevtools.github.io/devtools-protocol/v8.
"""

import json
from collections.abc import Mapping

from rossum_studio.runtime.debugging.messages import (
    MAX_MESSAGE,
    Notice,
    ProtocolError,
    Reply,
    TakeNotice,
    TakeReply,
    parse_message,
)


class Client:
    """Numbers requests and finds whom a reply is for."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._outgoing: list[bytes] = []
        self._awaited: dict[int, TakeReply] = {}
        self._number = 0

    def request(
        self, method: str, parameters: Mapping[str, object] | None = None, take: TakeReply | None = None
    ) -> None:
        """Queue a request; `take` is called with its reply within a later `feed`."""
        self._number += 1
        if take is not None:
            self._awaited[self._number] = take
        message = {"id": self._number, "method": method, "params": parameters or {}}
        self._outgoing.append(json.dumps(message).encode() + b"\n")

    def outgoing(self) -> list[bytes]:
        """Return what to write, in order. It is handed out once."""
        chunks, self._outgoing = self._outgoing, []
        return chunks

    def feed(self, data: bytes, take_event: TakeNotice) -> None:
        """Take what arrived, chopped anywhere, and hand on replies and events in their order.

        Raises:
            ProtocolError: It is not this protocol. Do not feed on after it.
        """
        *lines, rest = (self._buffer + data).split(b"\n") if b"\n" in data else (self._buffer + data,)
        self._buffer = rest
        if len(rest) > MAX_MESSAGE:
            raise ProtocolError("a message without an end")
        for line in lines:
            self._hand_on(bytes(line), take_event)

    def _hand_on(self, line: bytes, take_event: TakeNotice) -> None:
        message = parse_message(line)
        if "method" in message:
            take_event(Notice(str(message["method"]), message.get("params") or {}))
        elif take := self._awaited.pop(message.get("id", 0), None):
            error = message.get("error")
            text = "" if error is None else str(error.get("message", ""))
            take(Reply(error is None, message.get("result") or {}, text))
