"""Holds a worker to its memory limit from outside, where the system does not: on macOS, which ignores limits.

What counts is resident memory, looked at again and again, so a run can take more for a moment than it may.
"""

import sys

POLL_S = 0.02
MEGABYTE = 1024 * 1024


def is_needed() -> bool:
    """Whether this system leaves it to us."""
    return sys.platform != "linux"


class MemoryWatch:
    """Watches one process, which has the payload parsed and is about to call its handler."""

    def __init__(self, pid: int, limit_mb: int) -> None:
        self._pid = pid
        self._allowed = _resident_bytes(pid) + limit_mb * MEGABYTE

    @property
    def is_exceeded(self) -> bool:
        """Whether it has taken more than the limit since."""
        return _resident_bytes(self._pid) > self._allowed


def _resident_bytes(pid: int) -> int:
    import psutil  # few runs are watched, and it takes a while

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:  # it is gone, and has none
        return 0
