"""The process a handler runs in: how it is started, as one value, and how it is ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rossum_studio.model.errors import StudioError
from rossum_studio.model.library_pack import DEFAULT_PACK
from rossum_studio.runtime.interpreters import lent_packages
from rossum_studio.runtime.packs.library import OPTION, Library

DEFAULT_TIMEOUT_S = 30.0
DEFAULT_MEMORY_MB = 256

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For numpy, whose threads each take memory of the run's limit whether they are of use or not."""

_WORKER = Path(__file__).with_name("worker.py")


class NotSupportedError(StudioError):
    """This system lacks something that running a handler needs."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use.

    Attributes:
        timeout_s: Wall time of loading and calling the handler; 0 means the default, as in Rossum.
        memory_mb: On top of what interpreter and parsed payload take.
        allow_network: Whether the handler may leave this computer.
        allow_children: Whether the handler may start other programs; they die with the run.
        services: Whether its requests are answered on this computer. Never together with the network.
        coverage: Whether the lines that run are noted.
        library_pack: What it may import besides the standard library; None is nothing.
    """

    timeout_s: float = DEFAULT_TIMEOUT_S
    memory_mb: int = DEFAULT_MEMORY_MB
    allow_network: bool = False
    allow_children: bool = False
    services: bool = False
    coverage: bool = False
    library_pack: str | None = DEFAULT_PACK

    def __post_init__(self) -> None:
        if self.timeout_s <= 0:
            object.__setattr__(self, "timeout_s", DEFAULT_TIMEOUT_S)
        if self.memory_mb <= 0:
            object.__setattr__(self, "memory_mb", DEFAULT_MEMORY_MB)
        if self.allow_network:
            object.__setattr__(self, "services", False)


@dataclass(frozen=True, slots=True)
class Launch:
    """All that decides what a child process is: nothing else is inherited.

    Attributes:
        descriptors: What it inherits besides the channel, under the same numbers.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    descriptors: tuple[int, ...] = ()


def python_launch(
    channel_fd: int,
    scratch: Path,
    interpreter: Path | None = None,
    with_walls: bool = True,
    library: Library = Library(),  # noqa: B008 - a frozen value
) -> Launch:
    """Return how to start the Python worker.

    Args:
        channel_fd: The worker's end of the channel; it keeps this number in the child.
        scratch: Folder of this run: working, home and temporary directory at once.
        interpreter: The Python to use; the running one when None. Another is lent packages of ours.
        with_walls: False to measure what the isolation costs. Never for code of other people.
        library: The library pack of the handler.
    """
    own = Path(sys.executable)
    lent = () if interpreter in (None, own) else lent_packages()
    argv = (
        str(interpreter or own),  # the full path: a venv is found from argv[0]
        "-I",
        "-X",
        "utf8",
        str(_WORKER),
        *(() if with_walls else ("--without-walls",)),
        *(("--packages", os.pathsep.join(map(str, lent))) if lent else ()),
        *(OPTION, library.told()),
        "--channel",
        str(channel_fd),
    )
    return Launch(argv, scrubbed_environment(scratch) | ONE_THREAD, scratch)


def scrubbed_environment(scratch: Path) -> dict[str, str]:
    """Return an environment with nothing of the user's in it: no token, no proxy, no time zone."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "USER": "rossum",  # getpass asks for it where the uid has no name
        "LOGNAME": "rossum",
    }


class Child:
    """A started worker: its process, the host's ends of channel and pipes, its scratch folder.

    Attributes:
        listeners: Sockets that the worker listens with and the host accepts from; none without services.

    All three ends are non-blocking and have a `fileno()`, for a selector as for a QSocketNotifier.
    Whoever spawns a child calls `reap` and then `close`.
    """

    def __init__(self, process: subprocess.Popen[bytes], channel: socket.socket, scratch: Path) -> None:
        assert process.stdout is not None and process.stderr is not None
        self.process = process
        self.channel = channel
        self.stdout = process.stdout
        self.stderr = process.stderr
        self.scratch = scratch
        self.listeners: tuple[socket.socket, ...] = ()
        self.channel.setblocking(False)
        os.set_blocking(self.stdout.fileno(), False)
        os.set_blocking(self.stderr.fileno(), False)

    @classmethod
    def spawn(cls, make_launch: Callable[[int, Path], Launch] = python_launch) -> "Child":
        """Start a worker in a session, and so a process group, of its own.

        Call it from a thread that outlives the child: Linux ties the child's life to the thread.

        Args:
            make_launch: Given the number of the worker's channel end and its scratch folder.

        Raises:
            NotSupportedError: On Windows.
            OSError: The interpreter cannot be started.
        """
        if sys.platform == "win32":
            raise NotSupportedError("Running a handler needs Linux or macOS; Windows is not supported yet.")
        scratch = Path(tempfile.mkdtemp(prefix="rossum-run-"))
        ours, theirs = socket.socketpair()
        try:
            process = _start(make_launch(theirs.fileno(), scratch), theirs.fileno())
        except BaseException:
            ours.close()
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        finally:
            theirs.close()
        return cls(process, ours, scratch)

    def take_listeners(self, descriptors: Iterable[int]) -> None:
        """Keep what the worker has handed over."""
        self.listeners = tuple(socket.socket(fileno=each) for each in descriptors)
        for listener in self.listeners:
            listener.setblocking(False)

    def kill_group(self) -> None:
        """Kill the worker and every process it left in its group. Harmless when there is none."""
        with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM when only zombies are left
            os.killpg(self.process.pid, signal.SIGKILL)

    def reap(self, grace_s: float = 0.0) -> int | None:
        """End the group and collect the worker.

        Args:
            grace_s: How long the worker may take to end by itself, with an exit status of its own.

        Returns:
            The exit status, negative for a signal; None when it had to be killed.
        """
        returncode = self._exit_within(grace_s)
        self.kill_group()
        self.process.wait()
        return returncode

    def _exit_within(self, grace_s: float) -> int | None:
        try:
            return self.process.wait(grace_s)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """Close channel and pipes and delete the scratch folder."""
        self.channel.close()
        self.stdout.close()
        self.stderr.close()
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _start(launch: Launch, channel_fd: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        launch.argv,
        env=launch.env,
        cwd=launch.cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        close_fds=True,
        pass_fds=(channel_fd, *launch.descriptors),
        start_new_session=True,  # no preexec_fn: it forks the whole GUI and may deadlock with its threads
    )
