"""JavaScript handlers that do harm, or mean to: each ends as its first line says, and hurts nothing.

The first line of a file is `// <status>: <beginning of the sentence>`; a second one may say what was blocked,
as `// blocked: <subject> <call> <target>`. Both may name the targets that the payload gives the handler.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from javascript_runs import MakeLaunch, run, run_body, run_javascript
from ordinary_user import NOBODY, is_usable, make_interpreter

from rossum_studio.runtime import languages, launch
from rossum_studio.runtime.launch import Launch, Limits
from rossum_studio.runtime.node_launch import node_binary

HANDLERS = Path(__file__).parent / "hostile_js"
FILES = sorted(HANDLERS.glob("*.js"))
RUNTIME = Path(launch.__file__).parent
LIMITS = {"timeout": Limits(timeout_s=1), "memory_limit": Limits(timeout_s=10, memory_mb=128)}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")


class OrdinaryUser:
    """Starts Node.js as nobody, from copies of everything that lie where nobody can go."""

    def __init__(self, folder: Path) -> None:
        self.interpreter = make_interpreter(folder)
        self._folder = folder
        self._python = next((folder / "bin").iterdir())
        shutil.copy(RUNTIME / "node_launcher.py", folder)
        for part in RUNTIME.glob("worker*"):
            shutil.copy(part, folder)
        shutil.copy(node_binary(), folder / "node")

    def launch(self, plain: MakeLaunch) -> MakeLaunch:
        """Return the same launch with another user, who owns the scratch folder."""
        become = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups"
        script = f'chown {NOBODY}:{NOBODY} "$HOME"; exec {become} "$@"'

        def make(channel_fd: int, scratch: Path) -> Launch:
            found = plain(channel_fd, scratch)
            argv = [self._moved(each) for each in found.argv[1:]]
            env = {**found.env, "LD_LIBRARY_PATH": str(self._folder / "lib")}
            return Launch(("/bin/sh", "-c", script, "sh", str(self._python), *argv), env, scratch)

        return make

    def _moved(self, argument: str) -> str:
        moved = argument.replace(str(node_binary()), str(self._folder / "node"))
        return moved.replace(str(RUNTIME), str(self._folder))


class Surroundings:
    """What a handler is told of and must leave alone: folders, a process, a server, this process.

    Whoever runs the handler could write to the folders and signal the process, were it not for the walls.
    """

    def __init__(self, folder: Path, victim: subprocess.Popen[bytes], server: socket.socket) -> None:
        self._folder = folder
        self._victim = victim
        self._server = server
        self.targets = {
            "home": str(folder / "home"),
            "project": str(folder / "project"),
            "victim": victim.pid,
            "host": os.getpid(),
            "port": server.getsockname()[1],
        }
        for name in ("home/secret.txt", "project/hook.js", "project/payload.json"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"this is {name}")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)

    def fill(self, text: str) -> str:
        """Put the targets in their places."""
        for name, value in self.targets.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def state(self) -> dict[str, object]:
        """Everything that must be the same after a run."""
        us = psutil.Process()
        return {
            "files": {path: path.read_bytes() for path in self._folder.rglob("*") if path.is_file()},
            "processes": us.children(recursive=True),
            "descriptors": us.num_fds(),
            "victim": self._victim.poll(),
            "visitors": self._has_visitor(),
        }

    def _has_visitor(self) -> bool:
        try:
            self._server.accept()
        except BlockingIOError:
            return False
        return True


@pytest.fixture(scope="module", params=["as we are", "as an ordinary user"])
def user(request):
    """Who runs the handlers: None for ourselves."""
    if request.param == "as we are":
        yield None
        return
    if os.geteuid() != 0:
        pytest.skip("that is who we are")
    with tempfile.TemporaryDirectory(prefix="rossum-node-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        user = OrdinaryUser(Path(folder))
        if not is_usable(user.interpreter):
            pytest.skip("this machine does not let us give up root")
        yield user


@pytest.fixture
def surroundings(user):
    with (
        tempfile.TemporaryDirectory(prefix="rossum-hostile-", dir="/tmp") as folder,
        subprocess.Popen(["sleep", "3600"], user=NOBODY if user else None) as victim,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        Path(folder).chmod(0o755)
        server.setblocking(False)
        yield Surroundings(Path(folder) / "world", victim, server)
        victim.kill()


@pytest.fixture
def scratch_parent(surroundings, monkeypatch):
    with tempfile.TemporaryDirectory(prefix="rossum-scratch-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_hostile_handler_ends_as_expected_and_hurts_nothing(file, user, surroundings, scratch_parent):
    code = file.read_text()
    first, second, *_ = (surroundings.fill(line.removeprefix("// ")) for line in code.splitlines())
    status, _, sentence = first.partition(": ")
    before = surroundings.state()

    limits = LIMITS.get(status, Limits(timeout_s=10))
    make_launch = languages.launch_for("javascript", limits)
    payload = json.dumps(surroundings.targets).encode()
    outcome = run(code, "hook.js", payload, limits, user.launch(make_launch) if user else make_launch)

    assert surroundings.state() == before
    assert list(scratch_parent.iterdir()) == []
    assert (outcome.status, outcome.sentence[: len(sentence)]) == (status, sentence), outcome.sentence
    if second.startswith("blocked: "):
        told = [f"blocked: {each.subject} {each.call} {each.target}" for each in outcome.blocked]
        assert second in told


def test_the_suite_is_as_large_as_promised():
    assert len(FILES) >= 35


def test_what_was_printed_before_a_crash_is_kept():
    outcome = run_javascript(
        "exports.rossum_hook_request_handler = () => { console.log('before'); process.abort(); };"
    )

    assert outcome.stdout == "before\n"


def test_a_forged_result_on_every_descriptor_is_not_the_response():
    assert run_javascript((HANDLERS / "forges_a_result.js").read_text()).response is None


def test_altered_values_are_told():
    assert len(run_javascript((HANDLERS / "returns_not_a_number.js").read_text()).warnings) == 3


def test_the_memory_limit_comes_on_top_of_the_payload():
    rows = [{"id": row, "text": "x" * 90} for row in range(300_000)]
    payload = json.dumps({"rows": rows}).encode()

    outcome = run_body(
        "return { kept: new Array(4e6).fill(0.5).length + payload.rows.length };",
        payload,
        Limits(timeout_s=20, memory_mb=128),
    )

    assert outcome.response == {"kept": 4_300_000}, outcome.sentence
