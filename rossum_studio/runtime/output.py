"""What a handler printed: beginning and end are kept, everything is counted."""

from dataclasses import dataclass, field

HEAD_BYTES = 1024 * 1024
TAIL_BYTES = 1024 * 1024


@dataclass(slots=True)
class CapturedOutput:
    """One stream of a run in bounded memory.

    Attributes:
        head_bytes: How much of the beginning to keep.
        tail_bytes: How much of the end to keep.
        total: Bytes seen so far, kept or not.
    """

    head_bytes: int = HEAD_BYTES
    tail_bytes: int = TAIL_BYTES
    total: int = 0
    _head: bytearray = field(default_factory=bytearray)
    _tail: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> None:
        """Take the next piece of the stream."""
        self.total += len(data)
        room = self.head_bytes - len(self._head)
        self._head += data[:room]
        self._tail += data[room:]
        if len(self._tail) > 2 * self.tail_bytes:  # trimmed now and then, not on every small piece
            self._trim_tail()

    @property
    def cut_bytes(self) -> int:
        """How many bytes between head and tail are gone from `text`."""
        return max(0, self.total - self.head_bytes - self.tail_bytes)

    @property
    def text(self) -> str:
        """The stream as text, bytes that are not UTF-8 replaced, with a note where it was cut."""
        if not self.total:
            return ""
        if not self.cut_bytes:
            return (self._head + self._tail).decode(errors="replace")
        self._trim_tail()
        note = f"\n... {self.cut_bytes:,} bytes cut ...\n"
        return self._head.decode(errors="replace") + note + self._tail.decode(errors="replace")

    def _trim_tail(self) -> None:
        del self._tail[: max(0, len(self._tail) - self.tail_bytes)]
