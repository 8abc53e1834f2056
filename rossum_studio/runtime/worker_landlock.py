"""The files a run may reach, as a rule in the kernel (Landlock, Linux 5.13 or later).

Loaded by path from worker.py, so it imports nothing of ours.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same number on every machine
TELL_VERSION = 1
PATH_BENEATH, NET_PORT = 1, 2

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_BLOCK = 1 << 6, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = READ_FILE | READ_DIR

ALL_OF_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK_SINCE_ABI, SCOPE_SINCE_ABI = 4, 6
BIND_AND_CONNECT_TCP, CONNECT_TCP = 3, 2
ABSTRACT_SOCKETS_AND_SIGNALS = 3

_LIBC = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """Return the version of Landlock's interface here; 0 where there is none."""
    with suppress(OSError):
        return _system_call(CREATE_RULESET, None, 0, TELL_VERSION)
    return 0


def restrict(
    abi: int,
    readable: Iterable[str],
    writable: Iterable[str],
    executable: Iterable[str],
    allow_network: bool,
    ports: Iterable[int] = (),
) -> None:
    """Refuse this process, for good, every file but these. No other thread may exist.

    Args:
        abi: Version of the interface to use.
        readable: Files and folders; what does not exist is passed over, here as below.
        writable: To write, read and delete.
        executable: To read, and to start programs from.
        allow_network: Whether to leave TCP alone.
        ports: Those it may connect to even so, on any computer that it can reach.

    Raises:
        OSError: There is no Landlock here, or not that version.
    """
    handled = ALL_OF_ABI[min(abi, max(ALL_OF_ABI))] if abi else 0
    ruleset = _create(abi, handled, allow_network)
    try:
        for path in readable:
            _allow(ruleset, path, READ)
        for path in executable:
            _allow(ruleset, path, READ | EXECUTE)
        for path in writable:
            _allow(ruleset, path, handled & ~(EXECUTE | MAKE_CHAR | MAKE_BLOCK | IOCTL_DEV))
        if abi >= NETWORK_SINCE_ABI and not allow_network:
            for port in ports:
                _system_call(ADD_RULE, ruleset, NET_PORT, struct.pack("=QQ", CONNECT_TCP, port), 0)
        _system_call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _create(abi: int, handled: int, allow_network: bool) -> int:
    """Return a ruleset that refuses all it handles. Its description grew with the versions."""
    description = struct.pack("=Q", handled)
    if abi >= NETWORK_SINCE_ABI:
        description += struct.pack("=Q", 0 if allow_network else BIND_AND_CONNECT_TCP)
    if abi >= SCOPE_SINCE_ABI:
        description += struct.pack("=Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    return _system_call(CREATE_RULESET, description, len(description), 0)


def _allow(ruleset: int, path: str, access: int) -> None:
    with suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            mask = access if os.path.isdir(path) else access & OF_A_FILE  # noqa: PTH112 - see worker.py
            _system_call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", mask, place), 0)
        finally:
            os.close(place)


def _system_call(number: int, *arguments: bytes | int | None) -> int:
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result: int = _LIBC.syscall(ctypes.c_long(number), *words)
    if result < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    return result
