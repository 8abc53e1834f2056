"""The Debug Adapter Protocol as a client speaks it: requests out, replies and events in. It moves no bytes.

Each message is a header with its length and a body in JSON.

Source: microsoft.github.io/debug-adapter-protocol.
"""

import json
from collections.abc import Mapping
from typing import Any

from rossum_studio.runtime.debugging.messages import (
    MAX_MESSAGE,
    Notice,
    ProtocolError,
    Reply,
    TakeNotice,
    TakeReply,
    parse_message,
)

_HEADER_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Client:
    """Numbers requests and finds whom a reply is for."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._outgoing: list[bytes] = []
        self._awaited: dict[int, TakeReply] = {}
        self._number = 0

    def request(
        self, command: str, arguments: Mapping[str, object] | None = None, take: TakeReply | None = None
    ) -> None:
        """Queue a request; `take` is called with its reply within a later `feed`."""
        self._number += 1
        if take is not None:
            self._awaited[self._number] = take
        body = {"seq": self._number, "type": "request", "command": command, "arguments": arguments or {}}
        self._outgoing.append(encode(body))

    def outgoing(self) -> list[bytes]:
        """Return what to write, in order. It is handed out once."""
        chunks, self._outgoing = self._outgoing, []
        return chunks

    def feed(self, data: bytes, take_event: TakeNotice) -> None:
        """Take what arrived, chopped anywhere, and hand on replies and events in their order.

        Raises:
            ProtocolError: It is not this protocol. Do not feed on after it.
        """
        self._buffer += data
        while (message := self._next_message()) is not None:
            body = message.get("body") or {}
            if message.get("type") == "event":
                take_event(Notice(str(message.get("event")), body))
            elif take := self._awaited.pop(message.get("request_seq", 0), None):
                take(Reply(bool(message.get("success")), body, str(message.get("message") or "")))

    def _next_message(self) -> dict[str, Any] | None:
        end = self._buffer.find(_HEADER_END)
        if end < 0:
            return None
        start = end + len(_HEADER_END)
        length = _content_length(bytes(self._buffer[:end]))
        if len(self._buffer) < start + length:
            return None
        body = bytes(memoryview(self._buffer)[start : start + length])
        del self._buffer[: start + length]
        return parse_message(body)


def encode(body: Mapping[str, object]) -> bytes:
    """Return a message as it travels."""
    text = json.dumps(body).encode()
    return b"Content-Length: %d\r\n\r\n" % len(text) + text


def _content_length(header: bytes) -> int:
    for line in header.lower().split(b"\r\n"):
        number = line.removeprefix(_LENGTH).strip()
        if line.startswith(_LENGTH) and number.isdigit() and int(number) <= MAX_MESSAGE:
            return int(number)
    raise ProtocolError("a message without a length that can be")
