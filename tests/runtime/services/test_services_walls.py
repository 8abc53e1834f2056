"""What stays refused to a run whose requests are answered, and where there is no answer to be had."""

import socket
import sys
import tempfile
from pathlib import Path

import pytest
from ordinary_user import is_usable, make_interpreter
from service_runs import API, found, run, run_javascript
from test_isolation import ALLOWED, UNREACHABLE, verdict, without

from rossum_studio.runtime import worker_seccomp
from rossum_studio.runtime.guarantees import probe
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.play import Job, Role

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are those of Linux")

BUT_HTTP = "network access is off for this run, except for HTTP and HTTPS requests"


def refused(outcome: Outcome) -> list[tuple[str, str, int | None]]:
    return [(each.call, each.target, each.line) for each in outcome.blocked]


@pytest.fixture
def local_server():
    """A server of this computer that a run must not reach."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


def test_all_but_the_ways_to_the_host_is_refused_and_told_with_its_line(local_server):
    outcome = run(
        """
        import contextlib, socket
        def attempt(act):
            try:
                act()
            except PermissionError:
                return "refused"
        datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        results = [
            attempt(lambda: socket.create_connection(("db.example.com", 5432))),
            attempt(lambda: socket.create_connection(("10.1.2.3", 443))),
            attempt(lambda: socket.socket().connect(("8.8.8.8", 443))),
            attempt(lambda: socket.socket().connect(("127.0.0.1", payload))),
            attempt(lambda: socket.socket(socket.AF_INET6).connect(("::1", 443))),
            attempt(lambda: datagram.sendto(b"x", ("8.8.8.8", 53))),
            attempt(lambda: datagram.connect(("127.0.0.1", 443))),
            attempt(lambda: socket.socket().bind(("127.0.0.1", 0))),
            attempt(lambda: socket.gethostbyaddr("8.8.8.8")),
            attempt(lambda: socket.socket(socket.AF_UNIX)),
        ]
        return {"found": results}
        """,
        payload=local_server.getsockname()[1],
    )

    assert found(outcome) == ["refused"] * 10
    assert refused(outcome) == [
        ("socket.connect", "db.example.com:5432", 10),
        ("socket.getaddrinfo", "10.1.2.3:443", 11),
        ("socket.connect", "8.8.8.8:443", 12),
        ("socket.connect", f"127.0.0.1:{local_server.getsockname()[1]}", 13),
        ("socket.connect", "::1:443", 14),
        ("socket.sendto", "8.8.8.8:53", 15),
        ("socket.connect", "127.0.0.1:443", 16),
        ("socket.bind", "127.0.0.1:0", 17),
        ("socket.gethostbyaddr", "8.8.8.8", 18),
    ]
    assert outcome.blocked[0].sentence == f"socket.connect to db.example.com:5432 was refused: {BUT_HTTP}."


def test_the_same_is_refused_to_javascript(local_server):
    outcome = run_javascript(
        """
        const net = require('net');
        const dns = require('dns');
        const dgram = require('dgram');
        const results = [];
        const attempt = (socket) => new Promise((resolve) => {
          socket.on('error', (error) => resolve(results.push(error.code)));
          socket.on('connect', () => resolve(results.push('connected')));
        });
        await attempt(net.connect(5432, 'db.example.com'));
        await attempt(net.connect({ host: '8.8.8.8', port: 443 }));
        await attempt(net.connect(payload));
        await attempt(net.connect({ host: '::1', port: 443 }));
        await attempt(net.connect('/run/docker.sock'));
        await attempt(dgram.createSocket('udp4').connect(53, '8.8.8.8'));
        await attempt(net.createServer().listen(0));
        await dns.promises.resolve4('api.example.com').catch((error) => results.push(error.code));
        await new Promise((resolve) => dns.resolveTxt('a.b', (error) => resolve(results.push(error.code))));
        return { found: results };
        """,
        payload=local_server.getsockname()[1],
    )

    assert found(outcome) == ["EACCES"] * 9
    assert refused(outcome) == [
        ("net.connect", "db.example.com:5432", 10),
        ("net.connect", "8.8.8.8:443", 11),
        ("net.connect", f"localhost:{local_server.getsockname()[1]}", 12),
        ("net.connect", "::1:443", 13),
        ("net.connect", "/run/docker.sock", 14),
        ("dgram.connect", "8.8.8.8:53", 15),
        ("net.listen", "localhost:0", 16),
        ("dns.resolve4", "api.example.com", 17),
        ("dns.resolveTxt", "a.b", 18),
    ]


def test_who_goes_past_the_guard_finds_nobody(local_server):
    outcome = run(
        """
        import ctypes, socket, struct
        libc = ctypes.CDLL(None, use_errno=True)
        def connect(kind, host, port):
            fd = libc.socket(socket.AF_INET, kind, 0)
            address = struct.pack("=H", socket.AF_INET) + struct.pack(">H", port)
            address += socket.inet_aton(host) + bytes(8)
            return libc.connect(fd, address, len(address)), ctypes.get_errno()
        connected = connect(socket.SOCK_STREAM, "127.0.0.1", 443)[0]
        elsewhere = [
            connect(socket.SOCK_STREAM, "127.0.0.1", payload)[0],
            connect(socket.SOCK_STREAM, "10.1.2.3", 443)[0],
            connect(socket.SOCK_DGRAM, "10.1.2.3", 53)[0],
        ]
        made = [libc.socket(family, kind, 0) for family, kind in ((1, 1), (1, 2), (16, 3), (17, 3))]
        ends = (ctypes.c_int * 2)()
        pair = libc.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM, 0, ends)
        return {"found": [connected, elsewhere, made, pair]}
        """,
        payload=local_server.getsockname()[1],
    )

    assert found(outcome) == [0, [-1] * 3, [-1] * 4, -1]


def test_nothing_changes_for_a_run_without_services():
    outcome = run(f"import urllib.request\nurllib.request.urlopen('{API}/a')", services=False)

    assert outcome.status is Status.EXCEPTION
    assert refused(outcome) == [("socket.getaddrinfo", "elis.rossum.app:443", 3)]
    assert outcome.blocked[0].sentence.endswith("was refused: network access is off for this run.")
    assert outcome.services_refused == ""


def test_services_and_the_network_are_never_on_together():
    limits = Limits(allow_network=True, services=True)

    outcome = run("import os\nreturn {'found': 'HTTPS_PROXY' in os.environ}", allow_network=True)

    assert not limits.services
    assert found(outcome) is False


def test_formulas_get_no_services():
    job = Job("", "formula_driver.py", b"{}", Limits(services=True), role=Role.FORMULAS)

    assert job.limits == Limits()


# Where the system gives a run no network of its own


def test_without_a_network_of_its_own_a_run_is_told_why_nobody_answers(tmp_path):
    outcome = run(
        f"import urllib.request\nurllib.request.urlopen('{API}/a')", interpreter=without(tmp_path, "unshare")
    )

    reason = "this system does not give a run a network of its own"
    assert outcome.services_refused == reason
    assert refused(outcome) == [("socket.getaddrinfo", "elis.rossum.app:443", 3)]
    assert outcome.blocked[0].sentence == (
        "socket.getaddrinfo to elis.rossum.app:443 was refused: network access is off for this run, and "
        f"requests cannot be answered on this computer: {reason}."
    )
    assert outcome.calls == ()


def test_whether_requests_can_be_answered_is_found_out_by_making_one(tmp_path):
    here, elsewhere = probe(), probe(without(tmp_path, "unshare"))

    assert here.services.holds
    assert here.services.explanation.endswith("Tried and answered.")
    assert elsewhere.services.explanation == (
        "Requests of a handler cannot be answered on this computer. "
        "Reason: this system does not give a run a network of its own."
    )
    assert here.sentence == elsewhere.sentence == "isolated: network files processes memory"


def test_an_ordinary_user_is_served_as_well():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        interpreter = make_interpreter(folder)
        if not is_usable(interpreter):
            pytest.skip("nobody cannot start a Python here")

        outcome = run(
            """
            import os, urllib.request
            status = urllib.request.urlopen("https://api.example.com/a", timeout=10).status
            return {"found": [os.getuid(), status]}
            """,
            interpreter=interpreter,
        )

    if outcome.services_refused:
        pytest.skip(f"{outcome.services_refused}")
    assert found(outcome) == [65534, 200]
    assert outcome.calls[0].line == 3


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("connect", (), ALLOWED),
        ("sendmsg", (), ALLOWED),
        ("sendmmsg", (), UNREACHABLE),
        ("bind", (), UNREACHABLE),
        ("listen", (), UNREACHABLE),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOWED),
        ("sendto", (3, 1, 1, 0, 0x1000, 16), UNREACHABLE),
        ("socket", (socket.AF_INET, socket.SOCK_STREAM, 0), ALLOWED),
        ("socket", (socket.AF_INET6, socket.SOCK_DGRAM, 0), ALLOWED),
        ("socket", (socket.AF_UNIX, socket.SOCK_STREAM, 0), UNREACHABLE),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_STREAM, 0), ALLOWED),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_DGRAM, 0), UNREACHABLE),
        ("setsockopt", (3, 0, 35), UNREACHABLE),
    ],
)
@pytest.mark.parametrize("machine", sorted(worker_seccomp.MACHINES))
def test_the_filter_lets_a_run_with_services_connect_by_tcp_only(machine, name, arguments, expected):
    word, column = worker_seccomp.MACHINES[machine]
    program = worker_seccomp.filter_program(machine, False, False, False, 7, services=True)

    assert verdict(program, word, worker_seccomp.NUMBERS[name][column], *arguments) == expected
