"""Whatever a handler tries, it ends as its file says, and nothing but its own scratch folder is touched.

Each file in hostile/ is one handler; its head says how it must end: `status`, part of the `sentence`, what
is `blocked` (subject and call), the `limits` it runs with, and the layer of isolation it `needs` where the
guard inside the interpreter cannot stop it.
"""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from ordinary_user import NOBODY, is_usable, make_interpreter

from rossum_studio.runtime.guarantees import probe
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.runner import run_handler

HANDLERS = sorted((Path(__file__).parent / "hostile").glob("*.py"))
HEAD = re.compile(r"^# (status|sentence|blocked|limits|needs): (.+)$", re.MULTILINE)
IS_ROOT = os.geteuid() == 0

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")


@dataclass
class World:
    """What a handler could hurt: two folders, a program, servers, the application itself."""

    folder: Path
    bystander: subprocess.Popen[bytes]
    servers: list[socket.socket]
    interpreter: Path | None

    @property
    def payload(self) -> bytes:
        """Tell a handler where everything is."""
        places = {
            "home": str(self.folder / "home"),
            "project": str(self.folder / "project"),
            "socket": str(self.folder / "socket"),
            "port": self.servers[0].getsockname()[1],
            "host": os.getpid(),
            "bystander": self.bystander.pid,
        }
        return json.dumps(places).encode()

    def state(self) -> dict[str, object]:
        """Everything that must be the same after a run."""
        us = psutil.Process()
        other, limits = psutil.Process(self.bystander.pid), Path(f"/proc/{self.bystander.pid}/limits")
        return {
            "files": {str(path): _of_file(path) for path in sorted(self.folder.rglob("*"))},
            "processes": {child.pid for child in us.children(recursive=True)},
            "ours": (us.rlimit(psutil.RLIMIT_NOFILE), os.environ.copy()),
            "bystander": (other.status(), other.nice(), limits.read_text()),
            "visitors": [server for server in self.servers if _has_visitor(server)],
            "host name": socket.gethostname(),
        }


def _of_file(path: Path) -> object:
    status = path.lstat()
    content = path.read_bytes() if path.is_file() else b""
    return status.st_mode, status.st_uid, status.st_mtime_ns, content


def _has_visitor(server: socket.socket) -> bool:
    with suppress(BlockingIOError):
        return bool(server.recv(16) if server.type == socket.SOCK_DGRAM else server.accept())
    return False


@pytest.fixture(scope="module", params=["as we are", "as an ordinary user"])
def world(request) -> Iterator[World]:
    """A world that whoever runs the handlers could write to and signal, were it not for the walls."""
    drops_root = request.param == "as an ordinary user"
    if drops_root and not IS_ROOT:
        pytest.skip("that is who we are")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rossum-hostile-", dir="/tmp")))
        folder.chmod(0o755)
        interpreter = _ordinary_interpreter(folder) if drops_root else None
        yield _make_world(folder / "world", stack, interpreter)


def _ordinary_interpreter(folder: Path) -> Path:
    home = folder / "python"
    home.mkdir()
    interpreter = make_interpreter(home)
    if not is_usable(interpreter):
        pytest.skip("this machine does not let us give up root")
    return interpreter


def _make_world(folder: Path, stack: ExitStack, interpreter: Path | None) -> World:
    (folder / "home" / ".ssh").mkdir(parents=True)
    (folder / "project").mkdir()
    (folder / "home" / ".ssh" / "id_rsa").write_text("secret")
    (folder / "project" / "hook.py").write_text("precious")
    port, servers = 0, []
    for family, kind in ((socket.AF_INET, socket.SOCK_STREAM), (socket.AF_INET, socket.SOCK_DGRAM)):
        server = stack.enter_context(socket.socket(family, kind))
        server.bind(("127.0.0.1", port))
        port = server.getsockname()[1]
        servers.append(server)
    servers.append(stack.enter_context(socket.socket(socket.AF_UNIX)))
    servers[-1].bind(str(folder / "socket"))
    for server in servers:
        server.setblocking(False)
    servers[0].listen()
    servers[2].listen()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() or path.is_socket() else 0o666)
    return World(folder, _bystander(stack, interpreter is not None), servers, interpreter)


def _bystander(stack: ExitStack, is_ordinary: bool) -> subprocess.Popen[bytes]:
    user = NOBODY if is_ordinary else None
    process = stack.enter_context(subprocess.Popen(["sleep", "3600"], user=user, start_new_session=True))
    stack.callback(process.kill)
    return process


@pytest.fixture(scope="module")
def layers() -> tuple[str, ...]:
    """The walls that this machine offers."""
    return probe().layers


@pytest.mark.parametrize("handler", HANDLERS, ids=[path.stem for path in HANDLERS])
def test_a_hostile_handler_ends_as_expected_and_hurts_nothing(handler, world, layers, tmp_path, monkeypatch):
    expected = dict(HEAD.findall(handler.read_text()))
    if expected.get("needs", "seccomp") not in layers:
        pytest.skip(f"this machine has no {expected['needs']}")
    scratch_parent = world.folder.parent / "scratch"
    shutil.rmtree(scratch_parent, ignore_errors=True)  # of a test that failed
    scratch_parent.mkdir(mode=0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    before, descriptors, threads = world.state(), us.num_fds(), us.num_threads()

    outcome = run_handler(
        handler.read_text(), "hook.py", world.payload, _limits(expected), interpreter=world.interpreter
    )

    assert world.state() == before
    assert us.num_fds() <= descriptors  # what an earlier test used may have gone meanwhile
    assert us.num_threads() <= threads
    assert list(scratch_parent.iterdir()) == []
    shutil.rmtree(scratch_parent)
    _assert_ended_as(expected, outcome)


def _limits(expected: dict[str, str]) -> Limits:
    pairs = (pair.split("=") for pair in expected.get("limits", "").split())
    return Limits(**{"timeout_s": 30} | {name: ast.literal_eval(value) for name, value in pairs})


def _assert_ended_as(expected: dict[str, str], outcome: Outcome) -> None:
    assert outcome.status in expected["status"].split(" or "), outcome.sentence
    assert expected.get("sentence", "") in outcome.sentence
    blocked = [f"{each.subject} {each.call}" for each in outcome.blocked]
    if "blocked" in expected:
        assert expected["blocked"] in blocked
        assert outcome.blocked[0].line is not None
    elif expected["status"] == "ok":
        assert blocked == []
