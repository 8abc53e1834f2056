"""What a run may not do, said in words: network, files, other programs, signals.

Loaded by path from worker.py, so it imports nothing of ours. The guard is an audit hook: it stops accidents,
names them, and works on every system. It is no wall against an attacker, who shares the process with it; the
walls are those of worker_isolation.
"""

import errno
import os
import sys
import types
from _thread import get_ident
from collections.abc import Callable, Iterable
from os import fsdecode, fspath, getcwd, getpid, path  # taken before a handler can replace them

NETWORK, FILES, CHILDREN, SIGNALS = "network", "files", "children", "signals"

MAIN_THREAD = get_ident()

type Arguments = tuple[object, ...]
type Report = Callable[[str, str, str], None]
type Refuse = Callable[[str, Arguments], None]

ADDRESSES: dict[str, Callable[[Arguments], object]] = {
    "socket.connect": lambda args: args[1],
    "socket.bind": lambda args: args[1],
    "socket.sendto": lambda args: args[1],
    "socket.sendmsg": lambda args: args[1],
    "socket.getaddrinfo": lambda args: args[:2],
    "socket.getnameinfo": lambda args: args[0],
    "socket.gethostbyname": lambda args: args[:1],
    "socket.gethostbyaddr": lambda args: args[:1],
}
LOCAL_SOCKETS = ("socket.connect", "socket.bind", "socket.sendto")
IPV6_PROBE = ("socket.bind", "::1", 0)  # urllib3 does it when requests is imported
PROCESSOR_PROBE = ["uname", "-p"]  # of platform.platform(), which does without when it fails

READING = ("os.listdir", "os.scandir")
WRITING = (
    "sqlite3.connect",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "os.setxattr",
    "os.removexattr",
    "os.chflags",
    "shutil.rmtree",
    "shutil.move",
)
WITH_TWO_PATHS = ("os.rename", "os.link", "os.symlink", "shutil.move")
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

STARTS_A_PROGRAM = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
)
SIGNALS_A_PROCESS = ("os.kill", "os.killpg")


def guard(
    allow_network: bool,
    allow_children: bool,
    readable: Iterable[str],
    writable: Iterable[str],
    report: Report,
    misses_services: Callable[[str, Arguments], str | None] | None = None,
) -> None:
    """Refuse what the run does not allow, from here on, for good.

    Args:
        allow_network: Whether to let it reach other computers.
        allow_children: Whether to let it start and signal programs.
        readable: Files and folders it may read.
        writable: Those it may write to, and read.
        report: Told about every attempt: what it is about, the call, and the target.
        misses_services: Returns the target of a connection that does not lead to the host's services, as they
            are open for this run; None when they are not.
    """
    checks = _file_checks(Places(readable, writable), report)
    checks |= dict.fromkeys(LOCAL_SOCKETS, _refuser(report, FILES, _local_socket))
    if not allow_network:
        checks |= {event: _refuser(report, NETWORK, _address) for event in ADDRESSES}
    if misses_services is not None:
        checks["socket.connect"] = _refuser(report, NETWORK, misses_services)
    if not allow_children:
        checks |= {event: _refuser(report, CHILDREN, _program) for event in STARTS_A_PROGRAM}
        checks |= {event: _refuser(report, SIGNALS, _other_process) for event in SIGNALS_A_PROCESS}

    def on_event(event: str, args: Arguments) -> None:
        check = checks.get(event)
        if check is not None:
            check(event, args)

    sys.addaudithook(on_event)


def calling_line(filename: str, or_main_thread: bool = False) -> int | None:
    """Return the line of that file which is being executed in this thread.

    Args:
        or_main_thread: Whether the line that waits for this thread will do, when this thread is a library's.
    """
    line = _line_in(sys._getframe(), filename)
    if line is None and or_main_thread:
        line = _line_in(sys._current_frames().get(MAIN_THREAD), filename)
    return line


def _line_in(frame: types.FrameType | None, filename: str) -> int | None:
    while frame is not None and frame.f_code.co_filename != filename:
        frame = frame.f_back
    return frame.f_lineno if frame is not None else None


SENTENCES = {
    NETWORK: "network is off for this run",
    FILES: "this run may use only the files in its own folder",
    CHILDREN: "this run may not start other programs",
    SIGNALS: "this run may not signal other processes",
}


def _refuser(report: Report, subject: str, find_target: Callable[[str, Arguments], str | None]) -> Refuse:
    """Return a check that reports and raises when there is a target to object to."""

    def refuse(event: str, args: Arguments) -> None:
        target = find_target(event, args)
        if target is not None:
            report(subject, event, target)
            raise PermissionError(errno.EACCES, f"{SENTENCES[subject]}: {target}")

    return refuse


# Network, programs, signals: each returns what to object to, None when all is well


def _address(event: str, args: Arguments) -> str | None:
    address = ADDRESSES[event](args)
    if not isinstance(address, tuple):
        return _local_socket(event, args)
    if (event, *address[:2]) == IPV6_PROBE:
        return None
    return ":".join(_text(part) for part in address[:2] if part is not None)


def _local_socket(event: str, args: Arguments) -> str | None:
    address = ADDRESSES[event](args)
    return _text(address) if isinstance(address, str | bytes) else None


def _program(event: str, args: Arguments) -> str | None:
    if event == "subprocess.Popen":
        command = args[1]
        if command == PROCESSOR_PROBE:
            return None
        return " ".join(map(_text, command)) if isinstance(command, list | tuple) else _text(command)
    named = [each for each in args if isinstance(each, str | bytes)]
    return _text(named[0]) if named else "a copy of this process"


def _other_process(event: str, args: Arguments) -> str | None:
    return None if args[0] in (0, getpid()) else f"process {args[0]}"


def _text(value: object) -> str:
    return fsdecode(value) if isinstance(value, str | bytes | os.PathLike) else str(value)


# Files


class Places:
    """The files and folders a run may use."""

    def __init__(self, readable: Iterable[str], writable: Iterable[str]) -> None:
        self._writable = _with_real_paths(writable)
        self._readable = self._writable + _with_real_paths(readable)

    def allow(self, target: str, is_write: bool) -> bool:
        """Whether the run may use that absolute path; a link counts as what it points to."""
        known = self._writable if is_write else self._readable
        if f"{target}/".startswith(known):
            return True
        return f"{path.realpath(target)}/".startswith(known)


def _with_real_paths(places: Iterable[str]) -> tuple[str, ...]:
    return tuple({f"{form}/" for place in places for form in (place, path.realpath(place))})


def _file_checks(places: Places, report: Report) -> dict[str, Refuse]:
    def opened(event: str, args: Arguments) -> str | None:
        flags = args[2] if isinstance(args[2], int) else 0
        if sys._getframe(3).f_globals.get("__name__") == "tokenize":
            return None  # a traceback looks for source lines; the walls decide
        return objection(args[0], bool(flags & WRITE_FLAGS))

    def read(event: str, args: Arguments) -> str | None:
        return objection(args[0], is_write=False)

    def written(event: str, args: Arguments) -> str | None:
        targets = args[:2] if event in WITH_TWO_PATHS else args[:1]
        found = (objection(target, is_write=True) for target in targets)
        return next((target for target in found if target is not None), None)

    def objection(place: object, is_write: bool) -> str | None:
        if place is None or isinstance(place, int):  # the current folder; what is open already
            return None
        named = fsdecode(fspath(place))  # type: ignore[call-overload]
        target = path.normpath(path.join(getcwd(), named))  # noqa: PTH109, PTH118 - see worker.py
        is_fine = places.allow(target, is_write) or (not is_write and not path.lexists(target))
        return None if is_fine else target

    return {
        "open": _refuser(report, FILES, opened),
        **dict.fromkeys(READING, _refuser(report, FILES, read)),
        **dict.fromkeys(WRITING, _refuser(report, FILES, written)),
    }
