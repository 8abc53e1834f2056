"""However a handler ends, the run ends, says how, and leaves nothing behind. Real processes throughout."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

MEGABYTE = 1024 * 1024


def run_body(body: str, payload: bytes = b"{}", stop: threading.Event | None = None, **limits) -> Outcome:
    """Run a handler made of these statements; the first is line 2."""
    code = "def rossum_hook_request_handler(payload):\n" + textwrap.indent(
        textwrap.dedent(body).strip("\n"), "    "
    )
    return run_handler(code, "hook.py", payload, Limits(**limits), stop)


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path, monkeypatch):
    """Every run of this file must leave no process, descriptor, thread or scratch folder."""
    scratch_parent = tmp_path / "scratch"
    scratch_parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch_parent))
    us = psutil.Process()
    descriptors, threads, children = us.num_fds(), us.num_threads(), set(us.children(recursive=True))
    yield
    assert us.num_fds() <= descriptors  # what an earlier test used may have gone meanwhile
    assert us.num_threads() <= threads
    assert set(us.children(recursive=True)) <= children
    assert list(scratch_parent.iterdir()) == []


def is_gone(pid: int) -> bool:
    """Whether a process is dead, or dies now."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        gone, _ = psutil.wait_procs([process], timeout=10)
        return bool(gone) or process.status() == psutil.STATUS_ZOMBIE
    return True


# Endings


def test_a_handler_that_returns_is_ok():
    outcome = run_body("return {'seen': payload['a']}", b'{"a": [1, 2]}')

    assert outcome.status is Status.OK
    assert outcome.response == {"seen": [1, 2]}
    assert outcome.total_ms > outcome.duration_ms > 0


def test_the_system_ends_a_run_that_nobody_is_left_to_end():
    outcome = run_body("import resource\nreturn {'cpu': resource.getrlimit(0)}", timeout_s=7)
    cpus = os.cpu_count() or 1

    soft_s, hard_s = outcome.response["cpu"]

    assert 9 * cpus <= soft_s <= 10 * cpus
    assert hard_s == soft_s + 1


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import re; re.match('(a+)+$', 'a' * 64 + 'b')",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
        "import threading; threading.Event().wait()",
        "import asyncio; asyncio.run(asyncio.Event().wait())",
    ],
)
def test_a_handler_that_never_returns_times_out(body):
    outcome = run_body(body, timeout_s=0.5)

    assert outcome.status is Status.TIMEOUT
    assert outcome.sentence == "Timed out (limit 0.5 s)"


def test_code_that_never_finishes_loading_times_out():
    assert run_handler("while True: pass", "hook.py", b"{}", Limits(timeout_s=0.5)).status is Status.TIMEOUT


def test_what_was_printed_before_a_timeout_is_shown():
    outcome = run_body("print('got here')\nwhile True: pass", timeout_s=0.5)

    assert outcome.stdout == "got here\n"


@pytest.mark.parametrize(
    "body",
    [
        "kept = [bytearray(1_000_000) for _ in range(10_000)]",
        "kept = []\nwhile True: kept.append(object())",
        "return {'x': bytearray(8 * 1024 ** 3)}",
        "return {'x': 'a' * 40_000_000}",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces RLIMIT_DATA")
def test_a_handler_that_wants_too_much_memory_is_told_so(body):
    outcome = run_body(body, memory_mb=64)

    assert outcome.status is Status.MEMORY_LIMIT
    assert outcome.sentence == "Memory limit 64 MB exceeded"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_the_peak_is_the_runs_own_and_not_inherited_from_us():
    ballast = bytearray(200 * MEGABYTE)

    outcome = run_body("kept = b'x' * (50 * 1024 * 1024)")

    assert outcome.baseline_memory_mb + 45 < outcome.peak_memory_mb < outcome.baseline_memory_mb + 100
    assert len(ballast) > outcome.peak_memory_mb * MEGABYTE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces RLIMIT_DATA")
def test_the_payload_does_not_count_against_the_memory_limit():
    payload = json.dumps([{"key": str(number)} for number in range(300_000)]).encode()

    outcome = run_body("return {'count': len(payload)}", payload, memory_mb=32)

    assert outcome.response == {"count": 300_000}
    assert outcome.baseline_memory_mb > 64


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("import os; os._exit(0)", "The process exited with status 0 before the handler returned"),
        ("import os; os._exit(3)", "The process exited with status 3 before the handler returned"),
        ("import os; os.abort()", "The process died (signal SIGABRT)"),
        (
            "import ctypes; ctypes.string_at(0)",
            "The process died (signal SIGSEGV): compiled code touched memory that is not its own",
        ),
        ("import os; os.kill(os.getpid(), 9)", "The process died (signal SIGKILL)"),
    ],
)
def test_a_process_that_dies_is_a_crash_with_its_cause(body, sentence):
    outcome = run_body("print('last words')\n" + body)

    assert outcome.status is Status.CRASHED
    assert outcome.sentence == sentence
    assert outcome.stdout == "last words\n"


def test_a_segfault_names_the_line_on_stderr():
    outcome = run_body("import ctypes; ctypes.string_at(0)")

    assert 'File "hook.py", line 2 in rossum_hook_request_handler' in outcome.stderr


def test_a_handler_that_closes_the_usual_descriptors_still_returns():
    outcome = run_body("import os; os.closerange(0, 256); return {'a': 1}")

    assert outcome.response == {"a": 1}


def test_a_handler_that_closes_every_descriptor_has_no_way_to_answer():
    outcome = run_body("import os; os.closerange(0, 65536); return {'a': 1}")

    assert outcome.status is Status.CRASHED
    assert outcome.sentence == "The process closed the channel its result travels on"


def test_a_handler_that_closes_every_descriptor_and_stays_is_not_waited_for():
    outcome = run_body("import os, time; os.closerange(0, 65536); time.sleep(60)")

    assert outcome.sentence == "The process closed the channel its result travels on"


def test_junk_on_every_descriptor_disturbs_nothing():
    outcome = run_body(
        """
        import os
        for fd in range(1, 1024):
            try:
                os.write(fd, b"\\x1erossum " + b"0" * 32 + b" result 2\\n{}" + bytes(range(256)))
            except OSError:
                pass
        return {"mine": True}
        """
    )

    assert outcome.response == {"mine": True}
    assert "result 2" in outcome.stdout


def test_a_result_forged_on_stdout_is_only_printed():
    outcome = run_body(
        "print('\\x1erossum ' + '0' * 32 + ' result 13\\n{\"forged\": 1}')\nreturn {'real': 1}"
    )

    assert outcome.response == {"real": 1}
    assert "forged" in outcome.stdout


def test_a_flood_on_stdout_is_read_to_the_end_and_shortened():
    outcome = run_body(
        "import sys\nfor _ in range(50): sys.stdout.write('x' * 1024 * 1024)\nprint('the end')"
    )

    assert outcome.status is Status.OK
    assert len(outcome.stdout) < 3 * MEGABYTE
    assert "bytes cut" in outcome.stdout
    assert outcome.stdout.endswith("the end\n")


def test_a_flood_without_end_is_killed():
    outcome = run_body("import os\nwhile True: os.write(2, bytes(1024 * 1024))")

    assert outcome.status is Status.CRASHED
    assert "printed more than anyone can read" in outcome.sentence


def test_a_response_over_the_cap_is_refused():
    outcome = run_body("return {'x': 'a' * 100 * 1024 * 1024}", memory_mb=2048)

    assert outcome.status is Status.INVALID_RESPONSE
    assert outcome.sentence == "Invalid response: The response is too long: 100 MB, the limit is 64 MB"


def test_a_payload_of_20_mb_goes_through():
    payload = json.dumps({"rows": ["x" * 1000] * 20_000}).encode()

    outcome = run_body("return {'rows': len(payload['rows'])}", payload)

    assert outcome.response == {"rows": 20_000}


def test_a_large_response_goes_through():
    outcome = run_body("return {'rows': ['x' * 1000] * 20_000}")

    assert outcome.response == {"rows": ["x" * 1000] * 20_000}


def test_a_payload_that_is_no_json_is_told_so():
    outcome = run_body("return {}", b'{"a": ')

    assert outcome.status is Status.CRASHED
    assert outcome.sentence.startswith("The payload is not JSON: ")


def test_a_large_payload_to_a_worker_that_cannot_start_does_not_hang(tmp_path):
    outcome = run_handler("", "hook.py", bytes(5 * MEGABYTE), interpreter=Path("/bin/false"))

    assert outcome.status is Status.CRASHED
    assert outcome.sentence == "The process exited with status 1 before the handler returned"


def test_an_interpreter_that_is_not_there_is_a_crash_with_its_name():
    outcome = run_handler("", "hook.py", b"{}", interpreter=Path("/nowhere/python"))

    assert outcome.status is Status.CRASHED
    assert "/nowhere/python" in outcome.sentence


# Stop


@pytest.fixture
def waiting_server():
    """A local server; a handler that connects to it tells that it runs."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_stop_ends_a_running_handler(waiting_server):
    stop = threading.Event()

    def stop_once_started() -> None:
        waiting_server.accept()[0].close()
        stop.set()

    watcher = threading.Thread(target=stop_once_started)
    watcher.start()
    port = waiting_server.getsockname()[1]
    outcome = run_body(
        f"import socket\nsocket.create_connection(('127.0.0.1', {port}))\nwhile True: pass",
        stop=stop,
        allow_network=True,
    )
    watcher.join()

    assert outcome.status is Status.STOPPED
    assert outcome.sentence == "Stopped"


def test_stop_before_the_start_runs_nothing():
    stop = threading.Event()
    stop.set()

    outcome = run_body("print('ran')\nwhile True: pass", stop=stop)

    assert outcome.status is Status.STOPPED
    assert outcome.stdout == ""


# Processes left behind


def test_a_process_the_handler_leaves_is_killed_with_the_run():
    outcome = run_body(
        """
        import subprocess
        return {"pid": subprocess.Popen(["sleep", "60"]).pid}
        """,
        allow_children=True,
    )

    assert is_gone(outcome.response["pid"])


def test_a_process_left_by_a_timeout_is_killed_too():
    outcome = run_body(
        """
        import subprocess
        child = subprocess.Popen(["sleep", "60"])
        print(child.pid)
        child.wait()
        """,
        timeout_s=0.5,
        allow_children=True,
    )

    assert outcome.status is Status.TIMEOUT
    assert is_gone(int(outcome.stdout))


def test_a_forked_copy_of_the_worker_does_not_answer_for_it():
    outcome = run_body(
        """
        import os
        if pid := os.fork():
            os.waitpid(pid, 0)
            return {"who": "parent"}
        return {"who": "child"}
        """,
        allow_children=True,
    )

    assert outcome.response == {"who": "parent"}


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG")
def test_the_handler_dies_with_its_host(waiting_server):
    handler = f"""
import os, socket
def rossum_hook_request_handler(payload):
    with socket.create_connection(("127.0.0.1", {waiting_server.getsockname()[1]})) as connection:
        connection.sendall(str(os.getpid()).encode())
    while True: pass
"""
    script = f"""
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.runner import run_handler
run_handler({handler!r}, "hook.py", b"{{}}", Limits(allow_network=True))
"""
    root, environment = Path(__file__).parents[2], os.environ | {"TMPDIR": tempfile.gettempdir()}
    host = subprocess.Popen([sys.executable, "-c", script], cwd=root, env=environment)
    connection, _ = waiting_server.accept()
    with connection, connection.makefile() as told:
        pid = int(told.read())

    host.kill()
    host.wait()

    assert is_gone(pid)
    (scratch,) = Path(tempfile.gettempdir()).iterdir()
    scratch.rmdir()  # nobody was left to do it


# Network


@pytest.fixture
def listener():
    """A local server, and how many connections it saw."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def connections_seen(server: socket.socket) -> int:
    seen = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            seen += 1
    return seen


@pytest.mark.parametrize(
    ("body", "call"),
    [
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:PORT/')", "socket.getaddrinfo"),
        ("import requests; requests.get('http://127.0.0.1:PORT/')", "socket.getaddrinfo"),
        ("import socket; socket.create_connection(('127.0.0.1', PORT))", "socket.getaddrinfo"),
        ("import socket; socket.socket().connect(('127.0.0.1', PORT))", "socket.connect"),
        ("import socket; socket.socket().connect_ex(('127.0.0.1', PORT))", "socket.connect"),
        (
            "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
            "socket.sendto",
        ),
        ("import socket; socket.getaddrinfo('127.0.0.1', PORT)", "socket.getaddrinfo"),
        ("import socket; socket.gethostbyname('127.0.0.1:PORT')", "socket.gethostbyname"),
    ],
)
def test_the_network_is_off_and_the_attempt_reported(listener, body, call):
    port = listener.getsockname()[1]

    outcome = run_body(body.replace("PORT", str(port)))

    assert outcome.status is Status.EXCEPTION
    assert f"network is off for this run: 127.0.0.1:{port}" in outcome.exception.message
    (attempt, *_) = outcome.blocked
    assert (attempt.call, attempt.target, attempt.line) == (call, f"127.0.0.1:{port}", 2)
    assert connections_seen(listener) == 0


def test_importing_requests_is_no_attempt_to_reach_the_network():
    outcome = run_body("import requests")

    assert outcome.status is Status.OK
    assert outcome.blocked == ()


def test_the_network_is_there_when_it_is_allowed(listener):
    port = listener.getsockname()[1]

    outcome = run_body(
        f"import socket; socket.create_connection(('127.0.0.1', {port})).close()", allow_network=True
    )

    assert outcome.status is Status.OK
    assert outcome.blocked == ()
    assert connections_seen(listener) == 1


def test_an_endless_retry_reports_a_bounded_number_of_attempts():
    outcome = run_body(
        """
        import socket
        for _ in range(1000):
            try:
                socket.getaddrinfo("example.com", 443)
            except OSError:
                pass
        """
    )

    assert outcome.status is Status.OK
    assert 1 < len(outcome.blocked) <= 100


# The surroundings of a run


def test_the_handler_works_in_a_scratch_folder_that_is_its_home():
    outcome = run_body(
        """
        import os, tempfile, pathlib
        open("note.txt", "w").write("x")
        return {"cwd": os.getcwd(), "home": str(pathlib.Path.home()), "tmp": tempfile.gettempdir()}
        """
    )

    assert len(set(outcome.response.values())) == 1
    assert not Path(outcome.response["cwd"]).exists()


def test_nothing_of_the_hosts_environment_is_seen(monkeypatch):
    monkeypatch.setenv("ROSSUM_TOKEN", "secret")

    outcome = run_body("import os; return dict(os.environ)")

    assert "secret" not in outcome.response.values()
    assert outcome.response["TZ"] == "UTC"


def test_a_file_in_scratch_cannot_fill_the_disk():
    outcome = run_body("with open('big', 'wb') as f:\n    for _ in range(100): f.write(bytes(1024 * 1024))")

    assert outcome.status is Status.EXCEPTION
    assert outcome.exception.type == "OSError"


def test_nothing_of_one_run_is_seen_by_the_next():
    body = "import builtins\nseen = getattr(builtins, 'seen', 0)\nbuiltins.seen = 1\nreturn {'seen': seen}"

    assert [run_body(body).response for _ in range(2)] == [{"seen": 0}, {"seen": 0}]
