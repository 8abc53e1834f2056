"""How much a run may use, set from inside the worker: memory, CPU time, files, threads.

Loaded by path from worker.py, so it imports nothing of ours.
"""

import _thread
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from os import pread  # taken before a handler can replace them

MEGABYTE = 1024 * 1024
CPUS = os.cpu_count() or 1  # asked ahead of any run: the system reads a file for it
MAX_FILE_BYTES = 64 * MEGABYTE
MAX_DESCRIPTORS = 256
STATUS_BYTES = 8 * 1024
REPORT_BYTES = 8 * MEGABYTE  # beyond the memory limit, to say that it was reached


def limit_files_and_threads() -> None:
    """Set what depends neither on the hook nor on its payload. Call before any thread exists."""
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MAX_DESCRIPTORS),
    ):
        with suppress(OSError, ValueError):  # macOS refuses some of them
            resource.setrlimit(limit, (value, value))
    _thread.stack_size(MEGABYTE)  # the memory limit counts the stack of every thread


def high_descriptor() -> int:
    """Return a number that loops over the usual descriptors do not reach."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (1024 if soft == resource.RLIM_INFINITY else min(soft, 1024)) - 24


def limit_cpu(timeout_s: float, renewable: bool = False) -> None:
    """Have the system end us even if the host no longer can.

    CPU time, unlike the host's clock, runs once per busy core.

    Args:
        timeout_s: The limit of the run that comes next. Until then we wait, which takes none.
        renewable: Whether to set one that can be raised for another run. A handler could raise it too.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed_s = (timeout_s + 2) * CPUS
    seconds = int(used.ru_utime + used.ru_stime + allowed_s)
    with suppress(OSError, ValueError):
        last = resource.getrlimit(resource.RLIMIT_CPU)[1] if renewable else seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, last))


def limit_memory(memory_mb: int, in_use_mb: float, renewable: bool = False) -> Callable[[], None]:
    """Allow so much beyond what is in use, and return how to get at the rest for the report.

    Linux only: macOS accepts the limit and ignores it, and there the host watches (memory_watch.py).

    Args:
        memory_mb: The limit.
        in_use_mb: VmData without the run; 0 when it is not known, and then there is no limit.
        renewable: Whether to set one that can be lifted altogether, for the payload of another run.
    """
    setrlimit = resource.setrlimit
    limit = int((in_use_mb + memory_mb) * MEGABYTE)
    most = resource.getrlimit(resource.RLIMIT_DATA)[1] if renewable else limit + REPORT_BYTES

    def lift() -> None:
        with suppress(OSError, ValueError):
            setrlimit(resource.RLIMIT_DATA, (most, most))

    if in_use_mb and sys.platform == "linux":
        with suppress(OSError, ValueError):  # the system's own limit is lower
            setrlimit(resource.RLIMIT_DATA, (limit, most))
    return lift


def open_status() -> int:
    """Open what tells our memory use, out of reach of loops over the usual descriptors; -1 if there is none.

    Opened once: when a run begins, the walls around it may have closed the way.
    """
    try:
        opened = os.open("/proc/self/status", os.O_RDONLY)
    except OSError:
        return -1
    kept = os.dup2(opened, high_descriptor() - 1, inheritable=False)
    os.close(opened)
    return kept


def memory_in_mb(key: str) -> float:
    """Read one line of our status; 0 where there is none.

    Not getrusage: its peak begins with that of the process we were started from.
    """
    try:
        status = pread(STATUS_FD, STATUS_BYTES, 0)
    except OSError:
        return 0.0
    _, found, rest = status.partition(b"\n%s:" % key.encode())
    return int(rest.split(maxsplit=1)[0]) / 1024 if found else 0.0


STATUS_FD = open_status()
