"""How far the opening of files has come, and whether the user still wants it."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rossum_studio.model.errors import ImportCancelledError

type Report = Callable[[float], None]
type IsCancelled = Callable[[], bool]


class Progress:
    """Counts bytes, first those read and then those parsed.

    Args:
        total: The bytes there are to count.
        report: Is told the finished part, 0 to 1.
        is_cancelled: Asked each time something is counted.
    """

    def __init__(
        self, total: int = 0, report: Report | None = None, is_cancelled: IsCancelled | None = None
    ) -> None:
        self._total = max(total, 1)
        self._done = 0
        self._report = report
        self._is_cancelled = is_cancelled

    def add(self, amount: int) -> None:
        """Count some bytes.

        Raises:
            ImportCancelledError: The user gave up.
        """
        self.move_to(self._done + amount)

    def move_to(self, done: int) -> None:
        """Count up to here.

        Raises:
            ImportCancelledError: The user gave up.
        """
        if self._is_cancelled is not None and self._is_cancelled():
            raise ImportCancelledError("Opening was cancelled.")
        self._done = done
        if self._report is not None:
            self._report(min(done / self._total, 1.0))


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Hundreds of thousands of new objects, none of them garbage: collecting would double the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
