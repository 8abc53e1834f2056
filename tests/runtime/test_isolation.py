"""What the walls around a run let through, what they refuse, and what is left where one cannot be raised."""

import ctypes
import errno
import json
import os
import platform
import re
import socket
import struct
import subprocess
import sys
import textwrap
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.runtime import worker_landlock, worker_seccomp
from rossum_studio.runtime.guarantees import Guarantees, judge, probe
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import HandlerException, Outcome, Status
from rossum_studio.runtime.runner import run_handler

RUNTIME = Path(worker_seccomp.__file__).parent
MACHINES = sorted(worker_seccomp.MACHINES)
ALLOWED, REFUSED, UNREACHABLE, UNKNOWN, PRETENDED = (
    0x7FFF0000,
    0x00050000 | errno.EPERM,
    0x00050000 | errno.EACCES,
    0x00050000 | errno.ENOSYS,
    0x00050000,
)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")


def run_body(body: str, payload: object = None, interpreter: Path | None = None, **limits) -> Outcome:
    """Run a handler made of these statements; the first is line 2."""
    code = "def rossum_hook_request_handler(payload):\n" + textwrap.indent(
        textwrap.dedent(body).strip("\n"), "    "
    )
    return run_handler(
        code, "hook.py", json.dumps(payload).encode(), Limits(**limits), interpreter=interpreter
    )


# What still works


@pytest.mark.parametrize(
    "body",
    [
        "import txscript; return {'version': bool(txscript.TxScript)}",
        "import requests, json, decimal, csv, sqlite3, ssl; return {}",
        "import ssl; return {'loaded': ssl.create_default_context().cert_store_stats()['x509'] >= 0}",
        "import zoneinfo; return {'zone': str(zoneinfo.ZoneInfo('Europe/Prague'))}",
        "import asyncio; return {'slept': asyncio.run(asyncio.sleep(0)) is None}",
        "import concurrent.futures as f; return {'sum': f.ThreadPoolExecutor(4).submit(sum, [1]).result()}",
        "import tempfile; f = tempfile.NamedTemporaryFile(); f.write(b'x'); return {'name': f.name}",
        "import sqlite3; sqlite3.connect('a.db').execute('create table t (x)'); return {}",
        "import shutil; open('a', 'w').close(); shutil.copy2('a', 'b'); shutil.move('b', 'c'); return {}",
        "import os; os.makedirs('a/b'); os.symlink('a', 'c'); return {'found': os.listdir('c')}",
        "import shutil, os; os.makedirs('a/b'); open('a/b/c', 'w').close(); shutil.rmtree('a'); return {}",
        "import ctypes; return {'seven': ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 7)()}",
        "import socket; a, b = socket.socketpair(); a.send(b'x'); return {'got': b.recv(1).decode()}",
        "import platform, getpass; return {'on': platform.machine(), 'by': getpass.getuser()}",
        "import os; return {'cores': os.cpu_count(), 'random': len(os.urandom(8))}",
        "import mimetypes; return {'type': mimetypes.guess_type('a.pdf')[0]}",
        "open('/dev/null', 'w').write('x'); return {}",
        "import os; os.path.exists('/etc/passwd'); return {}",
    ],
)
def test_what_a_hook_may_need_still_works(body):
    outcome = run_body(body)

    assert outcome.status is Status.OK, outcome.sentence + outcome.stderr
    assert outcome.blocked == ()


def test_a_file_that_is_not_there_is_not_there_and_not_refused():
    outcome = run_body("open('/nowhere/settings.ini')")

    assert outcome.exception.type == "FileNotFoundError"
    assert outcome.blocked == ()


def test_a_traceback_shows_the_code_that_ran_and_not_a_file_of_that_name(tmp_path):
    file = tmp_path / "hook.py"
    file.write_text("what was saved\n" * 3)
    code = "def rossum_hook_request_handler(payload):\n    raise ValueError('what ran')\n"

    outcome = run_handler(code, str(file), b"{}")

    assert "raise ValueError('what ran')" in outcome.exception.traceback
    assert outcome.blocked == ()


def test_what_was_refused_is_told_with_subject_call_target_and_line(tmp_path):
    outcome = run_body(
        """
        import os, subprocess
        for attempt in (
            lambda: open(payload["file"]),
            lambda: subprocess.run(["ls", "-l"]),
            lambda: os.kill(1, 9),
        ):
            try:
                attempt()
            except PermissionError:
                pass
        """,
        {"file": str(tmp_path)},
    )

    assert outcome.blocked[1].sentence == (
        "subprocess.Popen to ls -l was refused: starting other programs is off for this run."
    )
    assert outcome.blocked[1].code == "children-blocked"
    told = [(each.subject, each.call, each.target, each.line) for each in outcome.blocked]
    assert told == [
        ("files", "open", str(tmp_path), 4),
        ("children", "subprocess.Popen", "ls -l", 5),
        ("signals", "os.kill", "process 1", 6),
    ]


def test_programs_can_be_allowed():
    outcome = run_body(
        "import subprocess\nreturn {'said': subprocess.check_output(['echo', 'hello'], text=True)}",
        allow_children=True,
    )

    assert outcome.response == {"said": "hello\n"}
    assert outcome.blocked == ()


@on_linux
def test_a_program_that_was_allowed_can_be_ended():
    outcome = run_body(
        """
        import subprocess
        child = subprocess.Popen(["sleep", "60"])
        child.kill()
        return {"by": child.wait()}
        """,
        allow_children=True,
    )

    if worker_landlock.version() >= worker_landlock.SCOPE_SINCE_ABI:
        assert outcome.response == {"by": -9}
    else:
        assert outcome.exception.type == "PermissionError"


# The filter, on every machine it was written for


def verdict(program, machine_word: int, number: int, *arguments: int) -> int:
    """Run the filter as the kernel does."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("<IIQ6Q", number, machine_word, 0, *(each & (1 << 64) - 1 for each in padded))
    place = value = 0
    while True:
        code, if_true, if_false, constant = program[place]
        place += 1
        match code:
            case worker_seccomp.LOAD:
                (value,) = struct.unpack_from("<I", data, constant)
            case worker_seccomp.AND:
                value &= constant
            case worker_seccomp.RETURN:
                return constant
            case worker_seccomp.IF_EQUAL:
                place += if_true if value == constant else if_false
            case worker_seccomp.IF_ABOVE:
                place += if_true if value > constant else if_false
            case worker_seccomp.IF_ANY_BIT:
                place += if_true if value & constant else if_false
            case _:
                raise AssertionError(f"no such instruction: {code:#x}")


def judged(
    machine: str, name: str, *arguments: int, network=False, children=False, exec_=False, abi=7
) -> int:
    """Return the verdict on a call by name."""
    word, column = worker_seccomp.MACHINES[machine]
    program = worker_seccomp.filter_program(machine, network, children, exec_, abi)
    number = worker_seccomp.NUMBERS[name][column]
    return verdict(program, word, number, *arguments)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("name", "arguments", "switches", "expected"),
    [
        ("ptrace", (), {}, REFUSED),
        ("mount", (), {"network": True, "children": True, "exec_": True}, REFUSED),
        ("execve", (), {}, REFUSED),
        ("execve", (), {"exec_": True}, ALLOWED),
        ("clone", (worker_seccomp.CLONE_THREAD | 0x100,), {}, ALLOWED),
        ("clone", (17,), {}, REFUSED),
        ("clone", (17,), {"children": True}, ALLOWED),
        ("clone", (0x10000000 | 17,), {"children": True}, REFUSED),
        ("clone3", (), {"children": True}, UNKNOWN),
        ("kill", (os.getpid(), 9), {}, ALLOWED),
        ("kill", (0, 9), {}, ALLOWED),
        ("kill", (1, 9), {}, REFUSED),
        ("kill", (-1, 9), {}, REFUSED),
        ("kill", (1, 9), {"children": True, "abi": 6}, ALLOWED),
        ("kill", (1, 9), {"children": True, "abi": 5}, REFUSED),
        ("tgkill", (1, 1, 9), {}, REFUSED),
        ("prlimit64", (0, 7), {}, ALLOWED),
        ("prlimit64", (1, 7), {}, REFUSED),
        ("prctl", (15,), {}, ALLOWED),
        ("prctl", (worker_seccomp.PR_SET_PDEATHSIG, 0), {}, REFUSED),
        ("fcntl", (3, 1), {}, ALLOWED),
        ("fcntl", (3, worker_seccomp.F_SETOWN_EX), {}, REFUSED),
        ("ioctl", (3, worker_seccomp.TIOCSTI), {}, REFUSED),
        ("mmap", (0, 4096, 3, 0x22), {}, ALLOWED),
        ("mmap", (0, 4096, 3, 0x21), {}, 0x00050000 | errno.ENOMEM),
        ("fchmod", (3, 0o777), {}, PRETENDED),
        ("truncate", (), {}, ALLOWED),
        ("truncate", (), {"abi": 2}, REFUSED),
        ("socket", (socket.AF_INET, socket.SOCK_STREAM | 0x80000, 0), {}, ALLOWED),
        ("socket", (socket.AF_INET, socket.SOCK_RAW, 1), {}, UNREACHABLE),
        ("socket", (socket.AF_INET, socket.SOCK_STREAM, 132), {}, UNREACHABLE),
        ("socket", (17, socket.SOCK_DGRAM, 0), {"network": True}, UNREACHABLE),
        ("socket", (socket.AF_UNIX, socket.SOCK_STREAM, 0), {"network": True}, UNREACHABLE),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_STREAM, 0), {"network": True}, ALLOWED),
        ("socketpair", (socket.AF_UNIX, socket.SOCK_DGRAM, 0), {"network": True}, UNREACHABLE),
        ("connect", (), {}, UNREACHABLE),
        ("connect", (), {"network": True}, ALLOWED),
        ("sendto", (3, 1, 1, 0, 0, 0), {}, ALLOWED),
        ("sendto", (3, 1, 1, 0, 0x7FFF00000000, 16), {}, UNREACHABLE),
        ("sendto", (3, 1, 1, 0, 0x1000, 16), {}, UNREACHABLE),
        ("setsockopt", (3, socket.SOL_SOCKET, 2), {}, ALLOWED),
        ("setsockopt", (3, 0, 35), {}, UNREACHABLE),
    ],
)
def test_the_filter_decides_by_call_and_arguments(machine, name, arguments, switches, expected):
    assert judged(machine, name, *arguments, **switches) == expected


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_of_another_machine_and_calls_that_are_too_new_are_refused(machine):
    program = worker_seccomp.filter_program(machine, False, False, False, 7)
    word, _ = worker_seccomp.MACHINES[machine]

    assert verdict(program, 0x40000003, 20) == REFUSED  # getpid of 32-bit x86
    assert verdict(program, word, 0x40000000 | 39) == UNKNOWN  # getpid of x32
    assert verdict(program, word, worker_seccomp.NEWEST_KNOWN + 1) == UNKNOWN


@given(
    machine=st.sampled_from(MACHINES),
    switches=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 8)),
    number=st.integers(0, 2**32 - 1),
    arguments=st.lists(st.integers(0, 2**64 - 1), min_size=6, max_size=6),
)
def test_every_call_gets_a_verdict(machine, switches, number, arguments):
    program = worker_seccomp.filter_program(machine, *switches)

    found = verdict(program, worker_seccomp.MACHINES[machine][0], number, *arguments)

    assert found == ALLOWED or found & 0xFFFF0000 == 0x00050000


def test_a_machine_without_a_table_gets_no_filter():
    with pytest.raises(OSError, match="no table of system calls for riscv64"):
        worker_seccomp.filter_program("riscv64", False, False, False, 7)


@pytest.mark.parametrize(
    ("machine", "headers"),
    [
        ("x86_64", ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h")),
        ("aarch64", ("/usr/include/asm-generic/unistd.h",)),
    ],
)
def test_the_numbers_are_those_of_the_kernels_headers(machine, headers):
    header = next((Path(each) for each in headers if Path(each).exists()), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed")
    pattern = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)")
    known = {name: int(number) for name, number in pattern.findall(header.read_text())}
    column = worker_seccomp.MACHINES[machine][1]
    ours = {name: numbers[column] for name, numbers in worker_seccomp.NUMBERS.items()}

    assert {name: ours[name] for name in ours.keys() & known} == {
        name: known[name] for name in ours.keys() & known
    }
    assert not [name for name in known.keys() & ours if ours[name] is None]


# Older versions of Landlock


@on_linux
@pytest.mark.parametrize("abi", range(1, 9))
def test_every_version_of_landlock_keeps_a_process_in_its_folder(abi, tmp_path):
    if abi > worker_landlock.version():
        pytest.skip(f"this kernel has Landlock {worker_landlock.version()}")
    (tmp_path / "outside").write_text("secret")
    (tmp_path / "scratch").mkdir()
    script = f"""
        import ctypes, sys
        sys.path.insert(0, {str(RUNTIME)!r})
        import worker_landlock
        ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
        worker_landlock.restrict({abi}, ["/usr"], ["."], [], False)
        open("inside", "w").write("mine")
        for mode in ("r", "a"):
            try:
                open("../outside", mode)
            except PermissionError:
                print("refused")
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path / "scratch",
        capture_output=True,
        text=True,
    )

    assert done.stdout == "refused\nrefused\n", done.stderr
    assert (tmp_path / "scratch" / "inside").read_text() == "mine"


# Where a wall cannot be raised


def without(tmp_path: Path, *calls: str) -> Path:
    """Make an interpreter that finds these calls missing, as in containers and on old kernels."""
    _, column = worker_seccomp.MACHINES[platform.machine()]
    numbers = {"landlock": 444, "unshare": worker_seccomp.NUMBERS["unshare"][column]}
    prctl, set_seccomp = worker_seccomp.NUMBERS["prctl"][column], 22
    refuse = (worker_seccomp.RETURN, 0, 0, UNKNOWN)
    program = [(worker_seccomp.LOAD, 0, 0, 0)]
    for call in calls:
        if call == "seccomp":
            option = (worker_seccomp.LOAD, 0, 0, 16)
            test = (worker_seccomp.IF_EQUAL, 0, 1, set_seccomp)
            program += [(worker_seccomp.IF_EQUAL, 0, 4, prctl), option, test, refuse, worker_seccomp.ALLOW]
        else:
            program += [(worker_seccomp.IF_EQUAL, 0, 1, numbers[call]), refuse]
    script = tmp_path / "python-elsewhere"
    script.write_text(
        f"""#!{sys.executable}
import ctypes, os, struct, sys
program = {[*program, worker_seccomp.ALLOW]!r}
code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *each) for each in program))
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)
assert libc.prctl(22, 2, struct.pack("@HP", len(program), ctypes.addressof(code)), 0, 0) == 0
os.execv({sys.executable!r}, [{sys.executable!r}, *sys.argv[1:]])
"""
    )
    script.chmod(0o755)
    return script


@on_linux
@pytest.mark.parametrize(
    ("missing", "layers", "sentence"),
    [
        (
            ("landlock",),
            {"landlock"},
            "isolated: network processes memory; not isolated: files (Landlock needs Linux 5.13)",
        ),
        (("unshare",), {"namespaces", "scratch-size"}, "isolated: network files processes memory"),
        (
            ("unshare", "landlock"),
            {"namespaces", "scratch-size", "landlock"},
            "isolated: network processes memory; not isolated: files (Landlock needs Linux 5.13)",
        ),
        (
            ("seccomp",),
            {"seccomp"},
            "not isolated: network (system call filters need Linux on x86-64 or ARM64)",
        ),
    ],
)
def test_a_wall_that_is_refused_is_left_out_and_nothing_is_claimed_for_it(
    missing, layers, sentence, tmp_path
):
    if not worker_landlock.version():
        pytest.skip("this kernel has no Landlock to take away")
    interpreter = without(tmp_path, *missing)

    found = probe(interpreter)

    assert layers.isdisjoint(found.layers)
    assert sentence in found.sentence


@on_linux
def test_without_walls_the_guard_still_explains(tmp_path):
    (tmp_path / "secret").write_text("x")
    interpreter = without(tmp_path, "unshare", "landlock", "seccomp")

    outcome = run_body("open(payload['file'])", {"file": str(tmp_path / "secret")}, interpreter)

    assert outcome.exception.message.endswith(f"use only the files in its own folder: {tmp_path}/secret")
    assert outcome.blocked[0].subject == "files"


# What is claimed


@on_linux
def test_what_is_claimed_was_tried_here():
    found = probe()

    for item in found.items:
        assert item.holds == (not item.done)
        assert item.layers or not item.holds
    assert found["parent-death"].holds
    assert found["network"].explanation.startswith("A handler reaches no other computer")


def answered(**done) -> Outcome:
    names = ("network", "files", "children", "signals", "memory", "parent-death")
    return Outcome(
        Status.OK,
        response={name: done.get(name, []) for name in names},
        layers=("parent-death", "landlock", "seccomp"),
    )


def test_all_that_holds_is_one_short_line():
    assert judge(answered(), {}).sentence == "isolated: network files processes memory"


@pytest.mark.parametrize("name", ["children", "signals", "parent-death"])
def test_processes_are_isolated_only_if_all_about_them_holds(name):
    found = judge(answered(**{name: ["do it"]}), {})

    assert found.sentence.startswith("isolated: network files memory; not isolated: processes (")
    assert "The check could do it." in found[name].explanation


def test_what_the_host_saw_counts_against_what_the_probe_says():
    found = judge(answered(), {"files": ("change the files",)})

    assert not found["files"].holds
    assert "isolated: files" not in found.sentence.replace("not isolated: files", "")


def test_a_check_that_did_not_finish_claims_nothing():
    failed = Outcome(Status.EXCEPTION, exception=HandlerException("OSError", "no", 1, ""))

    found = judge(failed, {})

    assert isinstance(found, Guarantees)
    assert not any(item.holds for item in found.items)
    assert found.sentence.startswith("not isolated: network (the check did not finish: ")


@on_linux
def test_the_layers_that_stand_are_told_with_the_outcome():
    layers = run_body("return {}").layers

    assert "no-new-privileges" in layers
    with suppress(OSError):
        worker_seccomp.filter_program(platform.machine(), False, False, False, 7)
        assert ("seccomp" in layers) == (ctypes.CDLL(None).prctl(21, 0, 0, 0, 0) >= 0)
