"""Walls around a run, set by the worker around itself before it says that it is ready.

Loaded by path from worker.py, so it imports nothing of ours. Every layer is best effort: one that the system
refuses is passed over, and the host learns which ones stand. The order matters: what comes later forbids
what came before it, and most of it holds for other threads only if they do not exist yet.
"""

import _thread
import ctypes
import os
import signal
import struct
import sys
import types
from collections.abc import Callable
from contextlib import suppress
from time import sleep

HOST_POLL_S = 0.25
HOST_LOST = 74  # CHANNEL_LOST of worker.py
SCRATCH_BYTES = 256 * 1024 * 1024

SYSTEM_LIBRARIES = (
    "/usr/lib",
    "/usr/lib64",
    "/lib",
    "/lib64",
    "/usr/local/lib",
    "/nix/store",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew",
    "/opt/homebrew",
    "/System",
    "/Library",
)
SYSTEM_FILES = (
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/etc/ca-certificates",
    "/etc/pki",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
    "/etc/os-release",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/sys/devices/system/cpu",
    "/dev/random",
    "/dev/urandom",
)
NETWORK_FILES = (
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/nsswitch.conf",
    "/etc/host.conf",
    "/etc/gai.conf",
    "/etc/services",
    "/etc/protocols",
)
PROGRAMS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")
SINKS = ("/dev/null", "/dev/zero", "/dev/full")

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
NEW_MOUNTS, NEW_UTS, NEW_IPC = 0x00020000, 0x04000000, 0x08000000
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 1 << 1, 1 << 2, 1 << 14, 1 << 18
DAC_OVERRIDE_AND_READ_SEARCH = 0b110  # root reads an installation that belongs to somebody else
CAPABILITY_VERSION = 0x20080522

_LIBC = ctypes.CDLL(None, use_errno=True)


class Policy:
    """What a run may do.

    Attributes:
        allow_network: Reach other computers.
        allow_children: Start programs.
        program: Path of the program this process is about to become; empty when it stays what it is.
        readable: Files and folders to read, on top of Python and the system's libraries.
        services: One of worker_services, to be opened if there is a network of our own; None to have none.
    """

    def __init__(
        self,
        allow_network: bool = False,
        allow_children: bool = False,
        program: str = "",
        readable: tuple[str, ...] = (),
        services: object = None,
    ) -> None:
        self.allow_network = allow_network
        self.allow_children = allow_children
        self.program = program
        self.readable = readable
        self.services = services

    @property
    def ports(self) -> tuple[int, ...]:
        """Those that lead to the host, as far as they are open."""
        return () if self.services is None else self.services.ports  # type: ignore[attr-defined]


class Walls:
    """The layers that stand so far.

    Attributes:
        layers: Their names, in the order they were raised.
    """

    def __init__(self) -> None:
        self.layers: list[str] = []

    def attempt(self, name: str, layer: Callable[..., bool | None], *arguments: object) -> bool:
        """Raise a layer; returns whether it stands and did all of its work."""
        try:
            result = layer(*arguments)
        except OSError:
            return False
        self.layers.append(name)
        return result is not False


def apply(policy: Policy, load: Callable[[str], types.ModuleType]) -> list[str]:
    """Raise every wall that this system offers around this process, whose folder is its scratch folder.

    Args:
        policy: What stays allowed.
        load: Loads a file of this folder, by name; those of other systems are left alone.

    Returns:
        Names of the layers that stand.
    """
    walls = Walls()
    if sys.platform == "linux":
        raise_on_linux(walls, policy, load("worker_landlock"), load("worker_seccomp"))
    elif sys.platform == "darwin":
        places = readable_places(policy), writable_places(), executable_places(policy)
        seatbelt = load("worker_seatbelt")
        walls.attempt("seatbelt", seatbelt.restrict, *places, policy.allow_network, policy.allow_children)
    return walls.layers


def raise_on_linux(
    walls: Walls, policy: Policy, landlock: types.ModuleType, seccomp: types.ModuleType
) -> None:
    """Raise the walls of Linux. Each is a system call or a few; none needs another program."""
    walls.attempt("no-new-privileges", control, PR_SET_NO_NEW_PRIVS, 1)
    if walls.attempt("namespaces", enter_namespaces, policy.allow_network):
        walls.attempt("scratch-size", cover_scratch)
    if policy.services is not None:
        policy.services.open("namespaces" in walls.layers)  # type: ignore[attr-defined]
    walls.attempt("capabilities", drop_capabilities)
    walls.attempt("parent-death", control, PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of rights clears it
    abi = landlock.version()
    places = readable_places(policy), writable_places(), executable_places(policy)
    if not walls.attempt("landlock", landlock.restrict, abi, *places, policy.allow_network, policy.ports):
        abi = 0
    may_exec = policy.allow_children or bool(policy.program)
    walls.attempt(
        "seccomp",
        seccomp.install,
        policy.allow_network,
        policy.allow_children,
        may_exec,
        abi,
        bool(policy.ports),
    )


def die_with_host(host_pid: int) -> bool:
    """Have Linux kill us when the host dies. Elsewhere a thread looks after it, and the CPU limit ends us.

    Returns:
        Whether it still lives: it may have died before it could take us along.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            control(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        _thread.start_new_thread(leave_after, (host_pid, os.getppid, os._exit, sleep))
    return os.getppid() == host_pid


def leave_after(
    host_pid: int,
    getppid: Callable[[], int],
    leave: Callable[[int], None],
    rest: Callable[[float], None],
) -> None:
    """Leave once the host is gone. Compiled code that never lets go of Python keeps this from being seen."""
    while getppid() == host_pid:
        rest(HOST_POLL_S)
    leave(HOST_LOST)


def readable_places(policy: Policy) -> list[str]:
    """Return the files and folders a run may read: Python, its packages, what the system's libraries need."""
    places = [os.path.dirname(__file__), *policy.readable]  # noqa: PTH120 - see worker.py
    for prefix in _prefixes():
        places += [f"{prefix}/{name}" for name in ("lib", "lib64", "bin", "pyvenv.cfg")]
    if policy.services is not None:
        places.append(policy.services.certificates)  # type: ignore[attr-defined]
    return [*places, *SYSTEM_LIBRARIES, *SYSTEM_FILES, *(NETWORK_FILES if policy.allow_network else ())]


def executable_places(policy: Policy) -> list[str]:
    """Return the programs a run may start, and the libraries that starting them takes."""
    places = [policy.program, *SYSTEM_LIBRARIES] if policy.program else []
    if policy.allow_children:
        places += [*PROGRAMS, *SYSTEM_LIBRARIES, *(f"{prefix}/bin" for prefix in _prefixes())]
    return places


def _prefixes() -> set[str]:
    return {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}


def writable_places() -> list[str]:
    """Return the folder and the devices a run may write to, and read."""
    return [os.getcwd(), *SINKS]  # noqa: PTH109 - see worker.py


def forget_unreadable_packages(readable: list[str]) -> None:
    """Take off the import path what a run may not read, such as the checkout of an editable installation."""
    known = tuple(f"{os.path.realpath(place)}/" for place in readable)
    sys.path[:] = [each for each in sys.path if f"{os.path.realpath(each)}/".startswith(known)]


# The layers


def control(option: int, value: int) -> None:
    """Call prctl."""
    _checked(_LIBC.prctl(option, value, 0, 0, 0))


def enter_namespaces(allow_network: bool) -> bool:
    """Leave the system's network, shared memory, host name and mounts.

    Root needs no user namespace for it, and would lose its right to read the installation in one.

    Returns:
        Whether something may be mounted now.
    """
    uid, gid = os.getuid(), os.getgid()
    wanted = NEW_MOUNTS | NEW_UTS | NEW_IPC | (0 if allow_network else NEW_NETWORK)
    if os.geteuid() == 0 and _LIBC.unshare(wanted) == 0:
        return True
    _checked(_LIBC.unshare(wanted | NEW_USER))
    with suppress(OSError):  # some systems let nobody be anybody in there; then we are nobody
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
        return True
    return False


def cover_scratch() -> None:
    """Put a file system of limited size over the scratch folder; it is gone with us."""
    scratch = os.getcwd().encode()  # noqa: PTH109 - see worker.py
    _checked(_LIBC.mount(None, b"/", None, ctypes.c_ulong(MS_REC | MS_PRIVATE), None))
    options = f"size={SCRATCH_BYTES},nr_inodes=16384,mode=700".encode()
    _checked(_LIBC.mount(b"tmpfs", scratch, b"tmpfs", ctypes.c_ulong(MS_NOSUID | MS_NODEV), options))
    os.chdir(scratch)


def drop_capabilities() -> None:
    """Give up what makes root more than a user, except reading."""
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    held = ctypes.create_string_buffer(24)
    _checked(_LIBC.capget(header, held))
    effective, permitted, *_ = struct.unpack("=6I", held.raw)
    kept = effective & permitted & DAC_OVERRIDE_AND_READ_SEARCH
    _checked(_LIBC.capset(header, struct.pack("=6I", kept, kept, 0, 0, 0, 0)))


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "refused by the system")


def _write(path: str, text: str) -> None:
    place = os.open(path, os.O_WRONLY)
    try:
        os.write(place, text.encode())
    finally:
        os.close(place)
