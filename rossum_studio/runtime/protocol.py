r"""Frames between the host and a worker: bytes in, frames out. No process, no clock.

A frame is one header line and a body of the length the header states::

    \x1erossum <nonce: 32 hex digits> <kind> <length>\n<body: length bytes>

Both directions and every runtime speak it. The host invents the nonce, the worker learns it from the
header of the first frame, and whatever does not begin with marker and nonce is junk to skip: a handler
that writes to every descriptor it finds disturbs no frame. Bodies are UTF-8 JSON objects except
`payload` and `result`, which travel as they are and are never encoded twice.

======== ============== =========================================================================
kind     direction      body
======== ============== =========================================================================
boot     host to worker `host_pid`, `allow_network`, `allow_children`, `preload`: modules to import ahead,
                        `timeout_s`, `memory_mb`: what no run may exceed, `ahead`: whether the run comes
                        later, so that there is time to get ready for it, `keep`: whether to wait for another
                        call after each, `certificates`: to trust, where the host answers requests
payload  host to worker the payload, verbatim
run      host to worker `code`, `filename`, `later`, `notes_lines`: the last two may be missing
ready    worker to host `runtime` such as python3.12, `version`, `layers` of isolation, `services_refused`:
                        why the host cannot answer requests, if it was to; send the payload
loaded   worker to host `load_ms`: payload parsed, waits for `run`
rejected worker to host `message`: the payload is not JSON; ends the run
call     worker to host `method`, `place`, `line`: a request leaves; any number
blocked  worker to host `subject`, `call`, `target`, `line`: something this run may not do; any number
measured worker to host `load_ms`, `duration_ms`, `peak_memory_mb`, `baseline_memory_mb`, `warnings`, `kept`
result   worker to host the response, verbatim; ends the run, as do the three below
exception worker to host `type`, `message`, `line`, `traceback`, `frames`
invalid  worker to host `message`, `pointer`: what the handler returned cannot be a response
memory   worker to host empty: the memory limit was reached
======== ============== =========================================================================

With `certificates`, sockets that listen come ahead of `ready`, along with a byte that is no frame.

A spare worker can be booted ahead: it waits between `ready` and `payload`, and between `loaded` and
`run`, for as long as it takes. A worker that was kept is where one is after `ready`: `payload` comes next.
A worker that finds its channel closed leaves with CHANNEL_LOST.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

MARKER = b"\x1erossum "
MAX_BODY = 64 * 1024 * 1024
CHANNEL_LOST = 74  # EX_IOERR of sysexits.h

_HEADER_REST = re.compile(rb"([a-z]{1,16}) (\d{1,15})\n")
_MAX_HEADER_REST = 16 + 1 + 15 + 1


class Kind(StrEnum):
    """The kinds of frames; the module docstring says what each one carries."""

    BOOT = "boot"
    PAYLOAD = "payload"
    RUN = "run"
    READY = "ready"
    LOADED = "loaded"
    REJECTED = "rejected"
    BLOCKED = "blocked"
    CALL = "call"
    MEASURED = "measured"
    RESULT = "result"
    EXCEPTION = "exception"
    INVALID = "invalid"
    MEMORY = "memory"

    @property
    def ends_run(self) -> bool:
        """Whether nothing else about the run follows this frame."""
        return self in _ENDINGS


_ENDINGS = frozenset({Kind.REJECTED, Kind.RESULT, Kind.EXCEPTION, Kind.INVALID, Kind.MEMORY})


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `kind` is text, so that a kind only a newer worker knows can be passed over."""

    kind: str
    body: bytes = b""


class FrameTooLongError(ValueError):
    """A header announces a body over the cap; the body has not been read.

    Attributes:
        kind: Of the refused frame.
        length: Of its body, in bytes.
        frames: The frames that came before it in the same feed.
    """

    def __init__(self, kind: str, length: int, frames: list[Frame]) -> None:
        super().__init__(f"{kind} frame of {length} bytes")
        self.kind = kind
        self.length = length
        self.frames = frames


def encode_frame(nonce: str, frame: Frame) -> bytes:
    """Return the frame as it travels."""
    return encode_header(nonce, frame) + frame.body


def encode_header(nonce: str, frame: Frame) -> bytes:
    """Return what travels ahead of the frame's body, for a body too large to copy."""
    return b"%s%s %s %d\n" % (MARKER, nonce.encode(), frame.kind.encode(), len(frame.body))


def json_frame(kind: Kind, body: Mapping[str, object]) -> Frame:
    """Return a frame whose body is a JSON object."""
    try:
        return Frame(kind, msgspec.json.encode(body))
    except UnicodeEncodeError:  # half a character, which JSON can hold and UTF-8 cannot
        return Frame(kind, json.dumps(body).encode())


def with_member(frame: Frame, name: str, value: bytes) -> Frame:
    """Return the frame with one more member in its object, which has some; the value is JSON already."""
    return Frame(frame.kind, frame.body[:-1] + f', "{name}": '.encode() + value + b"}")


@dataclass(slots=True)
class FrameReader:
    """Turns a stream of bytes, chopped anywhere, into frames.

    Attributes:
        nonce: Of the frames to accept.
        max_length: Bytes a body may have.
        junk_bytes: How much was skipped because it was no frame.
    """

    nonce: str
    max_length: int = MAX_BODY
    junk_bytes: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _awaited: tuple[str, int] | None = None
    _prefix: bytes = field(init=False)

    def __post_init__(self) -> None:
        self._prefix = MARKER + self.nonce.encode() + b" "

    def feed(self, data: bytes) -> list[Frame]:
        """Take what arrived and return the frames it completes.

        Raises:
            FrameTooLongError: A header announces more than max_length. Do not feed on after it.
        """
        self._buffer += data
        frames: list[Frame] = []
        while (frame := self._next_frame(frames)) is not None:
            frames.append(frame)
        return frames

    def _next_frame(self, before: list[Frame]) -> Frame | None:
        if self._awaited is None:
            self._awaited = self._next_header()
        if self._awaited is None:
            return None
        kind, length = self._awaited
        if length > self.max_length:
            raise FrameTooLongError(kind, length, before)
        if len(self._buffer) < length:
            return None
        self._awaited = None
        return Frame(kind, self._take(length))

    def _next_header(self) -> tuple[str, int] | None:
        """Skip to the next header and take it; None while it is not complete."""
        prefix = self._prefix
        while self._buffer:
            start = self._buffer.find(prefix)
            if start < 0:
                self._skip(len(self._buffer) - _partial_match(self._buffer, prefix))
                return None
            if start:
                self._skip(start)
            header = _HEADER_REST.match(self._buffer, len(prefix))
            if header is not None:
                kind, length = header[1].decode(), int(header[2])
                del self._buffer[: header.end()]
                return kind, length
            if _may_grow(self._buffer, len(prefix)):
                return None
            self._skip(len(prefix))
        return None

    def _take(self, count: int) -> bytes:
        taken = bytes(memoryview(self._buffer)[:count])
        del self._buffer[:count]
        return taken

    def _skip(self, count: int) -> None:
        self.junk_bytes += count
        del self._buffer[:count]


def _partial_match(buffer: bytearray, prefix: bytes) -> int:
    """How many bytes at the end of the buffer may be the beginning of the prefix."""
    longest = min(len(buffer), len(prefix) - 1)
    return next((size for size in range(longest, 0, -1) if buffer.endswith(prefix[:size])), 0)


def _may_grow(buffer: bytearray, start: int) -> bool:
    """Whether more bytes could still make a header of what follows the prefix."""
    return len(buffer) - start < _MAX_HEADER_REST and b"\n" not in buffer[start:]
