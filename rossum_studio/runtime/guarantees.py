"""What the isolation of a run is worth on this machine: tried out, once, in a process made for it."""

import json
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from rossum_studio.model.http import HttpReply
from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

_PROBE = Path(__file__).with_name("worker_probe.py")
_MEMORY_MB = 64
_TIMEOUT_S = 10.0

_LAYERS = {  # what stands behind each guarantee, the indispensable one first
    "network": ("seccomp", "namespaces", "landlock", "seatbelt"),
    "files": ("landlock", "seccomp", "seatbelt"),
    "children": ("seccomp", "seatbelt"),
    "signals": ("seccomp", "landlock", "seatbelt"),
    "memory": ("seccomp", "capabilities"),
    "parent-death": ("parent-death", "seccomp"),
}
_NEEDS = {
    "seccomp": "system call filters need Linux on x86-64 or ARM64",
    "landlock": "Landlock needs Linux 5.13",
    "parent-death": "ending with the application, at once and always, needs Linux",
}
_WATCHED = "this system sets no limit, so the run is watched, and ended a moment after it has taken too much"
_PROMISES = {
    "network": "A handler reaches no other computer and no service of this one.",
    "files": "A handler sees only its own scratch folder, Python and the system's libraries.",
    "children": "A handler starts no other programs.",
    "signals": "A handler cannot end or disturb other programs.",
    "memory": "A handler gets no more memory than its limit.",
    "parent-death": "A handler ends when this application ends, however it ends.",
}
_WORDS = {
    "network": ("network",),
    "files": ("files",),
    "processes": ("children", "signals", "parent-death"),
    "memory": ("memory",),
}


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One thing that a handler cannot do here, or can.

    Attributes:
        name: network, files, children, signals, memory or parent-death.
        layers: What stands in the way, the strongest first; empty when nothing does.
        done: What the probe got away with; empty when the guarantee holds.
        reason: Why it does not hold; empty when it does.
    """

    name: str
    layers: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether everything the probe tried was refused."""
        return not self.reason

    @property
    def explanation(self) -> str:
        """Return it for a tooltip."""
        if self.holds:
            return f"{_PROMISES[self.name]} Tried and refused, by {', '.join(self.layers) or 'the system'}."
        tried = f" The check could {', '.join(self.done)}." if self.done else ""
        return f"Not guaranteed here: {_PROMISES[self.name]} Reason: {self.reason}.{tried}"


@dataclass(frozen=True, slots=True)
class LocalServices:
    """Whether requests of handlers can be answered on this computer.

    Attributes:
        reason: Why they cannot; empty when they can.
    """

    reason: str = ""

    @property
    def holds(self) -> bool:
        """Whether one was made and answered."""
        return not self.reason

    @property
    def explanation(self) -> str:
        """Return it for a tooltip."""
        if self.holds:
            return "Requests of a handler can be answered on this computer. Tried and answered."
        return f"Requests of a handler cannot be answered on this computer. Reason: {self.reason}."


@dataclass(frozen=True, slots=True)
class Guarantees:
    """What holds on this machine.

    Attributes:
        items: One for each thing that was tried.
        layers: What the worker could put between a handler and this computer.
        services: Not a guarantee: what handlers can have here, and no harm if they cannot.
    """

    items: tuple[Guarantee, ...]
    layers: tuple[str, ...] = ()
    services: LocalServices = LocalServices("it was not tried")

    def __getitem__(self, name: str) -> Guarantee:
        """Return the guarantee of that name.

        Raises:
            KeyError: There is none.
        """
        return {item.name: item for item in self.items}[name]

    @property
    def sentence(self) -> str:
        """Return one line for the status bar: what is isolated, and what is not and why."""
        held = [word for word, names in _WORDS.items() if all(self[name].holds for name in names)]
        parts = [f"isolated: {' '.join(held)}"] if held else []
        missing = [f"{word} ({self._reason(names)})" for word, names in _WORDS.items() if word not in held]
        if missing:
            parts.append(f"not isolated: {', '.join(missing)}")
        return "; ".join(parts)

    @property
    def explanation(self) -> str:
        """Return a line per guarantee, for a tooltip."""
        return "\n".join([*(item.explanation for item in self.items), self.services.explanation])

    def _reason(self, names: Iterable[str]) -> str:
        return next(self[name].reason for name in names if not self[name].holds)


def probe(interpreter: Path | None = None) -> Guarantees:
    """Have a throw-away worker try everything a handler must not do, and see what it could.

    It has services, with which the walls are lower, so that what holds for it holds for every run.
    Takes as long as a run. Call it from a thread that lives on until it returns.

    Args:
        interpreter: The Python that runs handlers; the running one when None.

    Raises:
        NotSupportedError: This system cannot run handlers.
    """
    with _bait() as bait:
        payload = json.dumps(bait.payload).encode()
        limits = Limits(timeout_s=_TIMEOUT_S, memory_mb=_MEMORY_MB, services=True)
        code, answer = _PROBE.read_text("utf-8"), lambda _request: HttpReply(HTTPStatus.NO_CONTENT)
        outcome = run_handler(code, _PROBE.name, payload, limits, interpreter=interpreter, answer=answer)
        seen = {"network": bait.visitors(), "files": bait.changes()}
    return judge(outcome, seen)


def judge(outcome: Outcome, seen: dict[str, tuple[str, ...]]) -> Guarantees:
    """Tell what holds.

    Args:
        outcome: Of the probe's run; its response names what the probe got away with.
        seen: What the host noticed itself, per guarantee.
    """
    if outcome.status is not Status.OK or outcome.response is None:
        reason = f"the check did not finish: {outcome.sentence}"
        failed = tuple(Guarantee(name, reason=reason) for name in _PROMISES)
        return Guarantees(failed, outcome.layers, LocalServices(reason))
    items = []
    for name in _PROMISES:
        done = (*outcome.response.get(name, ["finish"]), *seen.get(name, ()))
        layers = tuple(layer for layer in _LAYERS[name] if layer in outcome.layers)
        items.append(Guarantee(name, layers, done, _reason(name, layers) if done else ""))
    return Guarantees(tuple(items), outcome.layers, _services(outcome))


def _services(outcome: Outcome) -> LocalServices:
    if outcome.response and outcome.response.get("services"):
        return LocalServices()
    return LocalServices(outcome.services_refused or "a request was made and not answered")


def _reason(name: str, layers: tuple[str, ...]) -> str:
    indispensable = _LAYERS[name][0]
    if indispensable in layers or "seatbelt" in layers:
        return "it was tried and not refused"
    return _WATCHED if name == "memory" and memory_watch.is_needed() else _NEEDS[indispensable]


class _Bait:
    """Files and servers for the probe to try itself on."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder / "files"
        self._folder.mkdir()
        for name in ("file", "deleted", "renamed"):
            (self._folder / name).write_text("untouched")
        self._tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        self._udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._udp.bind(("127.0.0.1", 0))
        self._local = stack.enter_context(socket.socket(socket.AF_UNIX))
        self._local.bind(str(folder / "socket"))
        self._local.listen()
        for each in (self._tcp, self._udp, self._local):
            each.setblocking(False)
        self.payload = {
            "folder": str(self._folder),
            "file": str(self._folder / "file"),
            "home": str(Path.home()),
            "host_pid": os.getpid(),
            "host_group": os.getpgrp(),
            "tcp_port": self._tcp.getsockname()[1],
            "udp_port": self._udp.getsockname()[1],
            "socket": str(folder / "socket"),
            "megabytes": 2 * _MEMORY_MB,
        }
        self._before = self._look()

    def visitors(self) -> tuple[str, ...]:
        """Return who came to the servers."""
        return tuple(self._visitors())

    def _visitors(self) -> Iterator[str]:
        for server in (self._tcp, self._local):
            try:
                server.accept()[0].close()
            except BlockingIOError:
                continue
            yield "reach a server"
        try:
            self._udp.recv(16)
        except BlockingIOError:
            return
        yield "reach a datagram server"

    def changes(self) -> tuple[str, ...]:
        """Return what happened to the files."""
        return () if self._look() == self._before else ("change the files",)

    def _look(self) -> dict[str, tuple[int, int, bytes]]:
        found = {}
        for path in self._folder.iterdir():
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            found[path.name] = (status.st_mode, status.st_mtime_ns, content)
        return found


@contextmanager
def _bait() -> Iterator[_Bait]:
    with tempfile.TemporaryDirectory(prefix="rossum-probe-") as folder, ExitStack() as stack:
        yield _Bait(Path(folder), stack)
