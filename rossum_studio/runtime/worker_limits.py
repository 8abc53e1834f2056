"""What a run may use, set from inside the worker: memory, CPU time, file size, network.

Loaded by path from worker.py, so it imports nothing of ours. The network guard is an audit hook: it stops
accidents and names them, and is no wall against an attacker, who shares the process with it.
"""

import _thread
import os
import resource
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from os import O_RDONLY, close, open, read  # taken before a handler can replace them

MEGABYTE = 1024 * 1024
MAX_FILE_BYTES = 64 * MEGABYTE


def limit_files_and_threads() -> None:
    """Set what depends neither on the hook nor on its payload. Call before any thread exists."""
    for limit, value in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, MAX_FILE_BYTES)):
        with suppress(OSError, ValueError):  # macOS refuses some of them
            resource.setrlimit(limit, (value, value))
    _thread.stack_size(MEGABYTE)  # the memory limit counts the stack of every thread


def high_descriptor() -> int:
    """Return a number that loops over the usual descriptors do not reach."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return (1024 if soft == resource.RLIM_INFINITY else min(soft, 1024)) - 24


def limit_cpu(timeout_s: float) -> None:
    """Have the system end us even if the host no longer can.

    CPU time, unlike the host's clock, runs once per busy core.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed_s = (timeout_s + 2) * (os.cpu_count() or 1)
    seconds = int(used.ru_utime + used.ru_stime + allowed_s)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def limit_memory(memory_mb: int) -> Callable[[], None]:
    """Allow so much beyond what is in use now, and return how to lift the limit for the report.

    Linux only: macOS accepts the limit and ignores it.
    """
    setrlimit, (soft, hard) = resource.setrlimit, resource.getrlimit(resource.RLIMIT_DATA)

    def lift() -> None:
        with suppress(OSError, ValueError):
            setrlimit(resource.RLIMIT_DATA, (soft, hard))

    in_use_mb = memory_in_mb("VmData")
    if in_use_mb:
        limit = int((in_use_mb + memory_mb) * MEGABYTE)
        with suppress(OSError, ValueError):  # the system's own limit is lower
            setrlimit(resource.RLIMIT_DATA, (limit, hard))
    return lift


def memory_in_mb(key: str) -> float:
    """Read one line of /proc/self/status; 0 where there is none.

    Not getrusage: its peak begins with that of the process we were started from.
    """
    try:
        status_fd = open("/proc/self/status", O_RDONLY)
    except OSError:
        return 0.0
    try:
        lines = read(status_fd, 65536).split(b"\n")
    finally:
        close(status_fd)
    wanted = key.encode() + b":"
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(wanted)), 0.0)


TARGETS: dict[str, Callable[[tuple[object, ...]], object]] = {
    "socket.connect": lambda args: args[1],
    "socket.bind": lambda args: args[1],
    "socket.sendto": lambda args: args[1],
    "socket.sendmsg": lambda args: args[1],
    "socket.getaddrinfo": lambda args: args[:2],
    "socket.getnameinfo": lambda args: args[0],
    "socket.gethostbyname": lambda args: args[:1],
    "socket.gethostbyaddr": lambda args: args[:1],
}

IPV6_PROBE = ("socket.bind", "::1", 0)  # urllib3 does it when requests is imported


def guard_network(report: Callable[[str, str], None]) -> None:
    """Refuse to connect, send and look up names.

    Args:
        report: Told about every attempt: the call, and the host and port it aimed at.
    """
    targets = dict(TARGETS)

    def refuse(event: str, args: tuple[object, ...]) -> None:
        read_target = targets.get(event)
        if read_target is None:
            return
        address = read_target(args)
        if not isinstance(address, tuple) or (event, *address[:2]) == IPV6_PROBE:
            return  # text or bytes: a local socket; None: one that is connected
        target = ":".join(str(part) for part in address[:2] if part is not None)
        report(event, target)
        raise PermissionError(f"network is off for this run: {target}")

    sys.addaudithook(refuse)


def calling_line(filename: str) -> int | None:
    """Return the line of that file which is being executed in this thread."""
    frame: types.FrameType | None = sys._getframe()
    while frame is not None and frame.f_code.co_filename != filename:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else None
