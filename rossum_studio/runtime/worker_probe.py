"""A handler that tries what no handler may do, and returns what it got away with.

guarantees.py runs it in a worker, as the text of a hook. It goes through the C library, past the guard that
explains, because only the walls behind it are worth a claim. Every act is harmless if it succeeds.
"""

import ctypes
import mmap
import os
import resource
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

type Payload = dict[str, object]
type Act = tuple[str, Callable[[], bool]]

LIBC = ctypes.CDLL(None, use_errno=True)
MEGABYTE = 1024 * 1024
PR_SET_PDEATHSIG, PR_GET_PDEATHSIG = 1, 2


def rossum_hook_request_handler(payload: Payload) -> dict[str, list[str]]:
    """Try everything; return the names of the acts that succeeded, per guarantee, and if services answer."""
    attempts = {
        "network": network,
        "files": files,
        "children": children,
        "signals": signals,
        "memory": memory,
        "parent-death": parent_death,
    }
    found = {name: [what for what, act in acts(payload) if succeeds(act)] for name, acts in attempts.items()}
    return found | {"services": ["ask the host"] if succeeds(_asks_the_host) else []}


def succeeds(act: Callable[[], bool]) -> bool:
    """Whether the act did what it tried."""
    try:
        return act()
    except (OSError, MemoryError, ValueError):
        return False


def text(payload: Payload, key: str) -> bytes:
    """Return a path of the payload as the C library wants it."""
    return os.fsencode(str(payload[key]))


def number(payload: Payload, key: str) -> int:
    """Return a number of the payload."""
    return int(str(payload[key]))


# The acts


def network(payload: Payload) -> Iterator[Act]:
    """Reach the three servers that the host has set up, and be one."""
    local = socket.inet_aton("127.0.0.1")
    tcp = _internet_address(number(payload, "tcp_port"), local)
    udp = _internet_address(number(payload, "udp_port"), local)
    anywhere = _internet_address(0, local)
    place = _family(socket.AF_UNIX) + text(payload, "socket") + b"\0"
    yield "connect", lambda: _use_socket(socket.AF_INET, socket.SOCK_STREAM, LIBC.connect, tcp)
    yield "listen", lambda: _use_socket(socket.AF_INET, socket.SOCK_STREAM, LIBC.bind, anywhere)
    yield "send a datagram", lambda: _use_socket(socket.AF_INET, socket.SOCK_DGRAM, _send, udp)
    yield "use a local socket", lambda: _use_socket(socket.AF_UNIX, socket.SOCK_STREAM, LIBC.connect, place)


def _asks_the_host() -> bool:
    with socket.create_connection(("probe.invalid", 80), 2) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: probe.invalid\r\n\r\n")
        return connection.recv(64).startswith(b"HTTP/1.1 204 ")


def files(payload: Payload) -> Iterator[Act]:
    """Read and change a folder of the host's, look into the home folder and into the host."""
    folder, file = text(payload, "folder"), text(payload, "file")
    yield "read a file", lambda: _opens(file, os.O_RDONLY)
    yield "write a file", lambda: _opens(file, os.O_WRONLY | os.O_APPEND)
    yield "make a file", lambda: _opens(folder + b"/made", os.O_WRONLY | os.O_CREAT)
    yield "empty a file", lambda: LIBC.truncate(file, ctypes.c_long(0)) == 0
    yield "delete a file", lambda: LIBC.unlink(folder + b"/deleted") == 0
    yield "rename a file", lambda: LIBC.rename(folder + b"/renamed", folder + b"/other") == 0
    yield "make a folder", lambda: LIBC.mkdir(folder + b"/folder", 0o700) == 0
    yield "list the home folder", lambda: _opens(text(payload, "home"), os.O_RDONLY | os.O_DIRECTORY)
    yield "read the host's environment", lambda: _opens(b"/proc/%d/environ" % os.getppid(), os.O_RDONLY)
    LIBC.chmod(file, 0o777)  # may pretend; the host looks


def children(_payload: Payload) -> Iterator[Act]:
    """Start processes."""
    yield "fork", _forks
    yield "start a program", _spawns


def signals(payload: Payload) -> Iterator[Act]:
    """Ask whether a signal would be delivered, and reach for the limits of others. Signal 0 does nothing."""
    host = number(payload, "host_pid")
    yield "signal the host", lambda: LIBC.kill(host, 0) == 0
    yield "signal the host's group", lambda: LIBC.kill(-number(payload, "host_group"), 0) == 0
    yield "limit the host", lambda: bool(resource.prlimit(host, resource.RLIMIT_NOFILE))


def memory(payload: Payload) -> Iterator[Act]:
    """Take more memory than allowed, in three ways. None of it is touched."""
    size = number(payload, "megabytes") * MEGABYTE
    yield "allocate", lambda: len(bytearray(size)) == size
    yield "share memory", lambda: len(mmap.mmap(-1, size)) == size
    yield "raise the limit", lambda: _raises_limit(size)


def parent_death(_payload: Payload) -> Iterator[Act]:
    """Outlive the host."""
    yield "outlive the host", _may_outlive


def _internet_address(port: int, host: bytes) -> bytes:
    return _family(socket.AF_INET) + struct.pack(">H", port) + host + bytes(8)


def _family(family: int) -> bytes:
    if sys.platform == "darwin":
        return struct.pack("BB", 0, family)
    return struct.pack("H", family)


def _use_socket(family: int, kind: int, use: Callable[[int, bytes, int], int], address: bytes) -> bool:
    fd = LIBC.socket(family, kind, 0)
    if fd < 0:
        return False
    try:
        return use(fd, address, len(address)) >= 0
    finally:
        os.close(fd)


def _send(fd: int, address: bytes, length: int) -> int:
    sent: int = LIBC.sendto(fd, b"x", ctypes.c_size_t(1), 0, address, length)
    return sent


def _opens(path: bytes, flags: int) -> bool:
    fd = LIBC.open(path, flags, 0o600)
    if fd >= 0:
        os.close(fd)
    return bool(fd >= 0)


def _forks() -> bool:
    pid: int = LIBC.fork()
    if pid == 0:
        LIBC._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid > 0


def _spawns() -> bool:
    pid = ctypes.c_int()
    arguments = (ctypes.c_char_p * 2)(b"true", None)
    if LIBC.posix_spawn(ctypes.byref(pid), b"/bin/true", None, None, arguments, None) != 0:
        return False
    with suppress(ChildProcessError):
        os.waitpid(pid.value, 0)
    return True


def _raises_limit(size: int) -> bool:
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if soft == resource.RLIM_INFINITY:
        return True
    resource.setrlimit(resource.RLIMIT_DATA, (soft + size, max(hard, soft + size)))
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
    return True


def _may_outlive() -> bool:
    if sys.platform != "linux":
        return True
    LIBC.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
    signal_number = ctypes.c_int()
    LIBC.prctl(PR_GET_PDEATHSIG, ctypes.byref(signal_number), 0, 0, 0)
    return signal_number.value != 9
