"""Handlers run on the platform's Python wherever there is one, and another one is never passed off as it."""

import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rossum_studio.runtime.interpreters import (
    Interpreter,
    candidates,
    choose,
    examine,
    find_interpreter,
    lent_packages,
    own_interpreter,
)
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits, python_launch
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import KeptRunner, run_handler

OTHER = Interpreter(Path("/opt/python3.13/bin/python"), "3.13.0")
LIMITS = Limits(timeout_s=20)

is_on_platforms_python = pytest.mark.skipif(
    sys.version_info[:2] != (3, 12), reason="the tests run on another Python than the platform's"
)


def installed(version: str) -> Path:
    """A Python of this version that is no virtual environment of ours."""
    found = sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*/bin/python"))
    if not found:
        pytest.skip(f"there is no Python {version} on this computer")
    return found[-1]


def program(path: Path, script: str) -> Path:
    """A program that is no Python."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


# The choice


def never() -> Iterator[Path]:
    """Candidates that must not be looked at."""
    yield pytest.fail("looked further than necessary")


def test_our_own_python_is_used_when_it_is_the_platforms():
    own = Interpreter(Path("/usr/bin/python3"), "3.12.9")

    assert choose(own, None, never()) == own


@is_on_platforms_python
def test_no_candidate_is_started_when_our_own_python_will_do():
    assert find_interpreter() == own_interpreter()
    assert find_interpreter().is_platforms
    assert find_interpreter().warning == ""


@is_on_platforms_python
def test_the_users_choice_comes_before_what_is_found():
    chosen = choose(OTHER, Path(sys.executable), never())

    assert chosen == Interpreter(Path(sys.executable), own_interpreter().version)


@is_on_platforms_python
def test_one_that_is_found_is_used_where_our_own_is_of_another_version():
    found = choose(OTHER, None, [Path("/nowhere/python3.12"), Path(sys.executable)])

    assert found.path == Path(sys.executable)
    assert found.is_platforms
    assert found.warning == ""


def test_a_program_of_this_name_that_is_of_another_version_is_passed_over(tmp_path):
    answer = f'[\\"cpython\\", \\"3.11.7\\", \\"{tmp_path}/python3.12\\"]'
    wrong = program(tmp_path / "python3.12", f'echo "{answer}"')

    assert choose(OTHER, None, [wrong]).path == OTHER.path


def test_our_own_python_is_used_with_a_warning_when_there_is_no_other():
    chosen = choose(OTHER, None, [])

    assert (chosen.path, chosen.version) == (OTHER.path, OTHER.version)
    assert not chosen.is_platforms
    assert chosen.warning.startswith("Python 3.13.0 runs the functions here, Rossum runs them on python3.12")


def test_a_choice_that_is_of_another_version_is_refused_by_name():
    older = installed("3.11")

    warning = choose(OTHER, older, []).warning

    assert warning.startswith(f"{older}, chosen to run functions, is Python 3.11.")
    assert "; expected Python 3.12." in warning


@is_on_platforms_python
def test_a_choice_that_cannot_be_started_is_refused_even_if_another_is_found():
    found = choose(OTHER, Path("/nowhere/python"), [Path(sys.executable)])

    assert found.is_platforms
    refusal = "/nowhere/python, chosen to run functions, is not a Python that can be started"
    assert found.warning == f"{refusal}; expected Python 3.12."


# Looking at a program


def test_a_python_says_what_it_is():
    assert examine(Path(sys.executable)) == own_interpreter()


@pytest.mark.parametrize("script", ["exit 3", "echo hello", "echo '[1]'", "echo '{}'", "kill -9 $$"])
def test_what_is_no_python_is_none(tmp_path, script):
    assert examine(program(tmp_path / "python3.12", script)) is None


def test_what_is_no_program_is_none(tmp_path):
    (tmp_path / "python3.12").write_text("text")

    assert examine(tmp_path / "python3.12") is None
    assert examine(tmp_path / "missing") is None
    assert examine(tmp_path) is None


def test_a_program_that_does_not_answer_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr("rossum_studio.runtime.interpreters.PROBE_TIMEOUT_S", 0.2)

    assert examine(program(tmp_path / "python3.12", "exec sleep 60")) is None


def test_another_implementation_of_python_is_none(tmp_path):
    assert examine(program(tmp_path / "pypy", """echo '["pypy", "3.12.1", "/usr/bin/pypy"]'""")) is None


def test_the_link_of_a_version_switcher_is_followed_to_the_program(tmp_path):
    shim = program(tmp_path / "python3.12", f'exec "{sys.executable}" "$@"')

    assert examine(shim).path == Path(sys.executable)


# Where they are looked for


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A computer on which nothing is installed but what a test puts there."""
    for name in ("PYENV_ROOT", "XDG_DATA_HOME", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(
        "rossum_studio.runtime.interpreters._KNOWN_PLACES", (str(tmp_path / "usr/python3.12"),)
    )
    return tmp_path


def install(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    return program(path, "exit 0")


def test_an_empty_computer_has_no_candidates(home):
    assert list(candidates()) == []


def test_path_comes_first_then_pyenv_uv_and_the_system(home):
    system = install(home / "usr" / "python3.12")
    uv = install(home / ".local/share/uv/python/cpython-3.12.7-linux-x86_64-gnu/bin/python3.12")
    pyenv = install(home / ".pyenv/versions/3.12.1/bin/python3.12")
    install(home / ".pyenv/versions/3.13.0/bin/python3.13")
    on_path = install(home / "bin" / "python3.12")

    assert list(candidates()) == [on_path, pyenv, uv, system]


def test_the_newest_of_several_comes_first(home):
    ninth = install(home / ".pyenv/versions/3.12.9/bin/python3.12")
    tenth = install(home / ".pyenv/versions/3.12.10/bin/python3.12")

    assert list(candidates()) == [tenth, ninth]


def test_the_folders_of_pyenv_and_uv_may_be_elsewhere(home, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(home / "versions of python"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(home / "uv"))
    pyenv = install(home / "versions of python/versions/3.12.1/bin/python3.12")
    uv = install(home / "uv/cpython-3.12.1-linux/bin/python3.12")

    assert list(candidates()) == [pyenv, uv]


# Running on another Python

ASKS = """
import importlib, sys

def rossum_hook_request_handler(payload):
    found = {}
    for name in payload["names"]:
        try:
            found[name] = importlib.import_module(name).__file__
        except ImportError:
            found[name] = None
    return {"version": sys.version.split()[0], "found": found}
"""
USES_TXSCRIPT = """
from rossum_python import RossumPython
from txscript import TxScript, substitute

def rossum_hook_request_handler(payload):
    import requests
    assert RossumPython is TxScript
    return {"text": substitute(r"(\\d)", r"<\\1>", "a1"), "requests": requests.__version__}
"""

LISTS = """
import os

def rossum_hook_request_handler(payload):
    return {"files": os.listdir(payload["place"])}
"""
COUNTS = """
calls = []

def rossum_hook_request_handler(payload):
    calls.append(1)
    return {"n": len(calls)}
"""


def ask(interpreter: Path, *names: str) -> Outcome:
    payload = f'{{"names": {list(names)}}}'.replace("'", '"').encode()
    return run_handler(ASKS, "hook.py", payload, LIMITS, interpreter=interpreter)


def test_our_own_python_is_lent_nothing(tmp_path):
    assert "--packages" not in python_launch(7, tmp_path).argv
    assert "--packages" not in python_launch(7, tmp_path, Path(sys.executable)).argv
    assert "--packages" in python_launch(7, tmp_path, Path("/opt/python/bin/python3")).argv


def test_a_handler_with_txscript_and_requests_runs_on_another_python():
    outcome = run_handler(USES_TXSCRIPT, "hook.py", b"{}", LIMITS, interpreter=installed("3.13"))

    assert outcome.status is Status.OK, outcome.exception or outcome.sentence
    assert outcome.response["text"] == "a<1>"
    assert (outcome.blocked, outcome.stderr) == ((), "")


def test_what_it_is_lent_is_txscript_and_requests_with_what_that_imports():
    lent = ("txscript", "requests", "urllib3", "idna", "certifi", "charset_normalizer")

    found = ask(installed("3.13"), *lent).response["found"]

    assert found == {folder.name: str(folder / "__init__.py") for folder in lent_packages()}


def test_nothing_else_that_is_installed_here_is_in_its_reach():
    outcome = ask(installed("3.13"), "msgspec", "PySide6", "orjson", "arrow", "pytest", "rossum_studio")

    assert set(outcome.response["found"].values()) == {None}


def test_what_lies_beside_a_lent_package_cannot_be_read():
    place = str(lent_packages()[0].parent)

    outcome = run_handler(
        LISTS, "hook.py", f'{{"place": "{place}"}}'.encode(), LIMITS, interpreter=installed("3.13")
    )

    assert outcome.exception.type == "PermissionError"
    assert [blocked.target for blocked in outcome.blocked] == [place]


def test_the_walls_are_those_of_our_own_python():
    ours, other = ask(Path(sys.executable)), ask(installed("3.13"))

    assert ours.layers == other.layers


def test_the_outcome_says_that_another_python_ran_it():
    other, own = ask(installed("3.13")), ask(Path(sys.executable))

    assert other.runtime == "python3.13"
    assert other.runtime_version == other.response["version"]
    assert other.runtime_warning.startswith(f"Python {other.runtime_version} runs the functions here")
    assert bool(own.runtime_warning) != own_interpreter().is_platforms


@is_on_platforms_python
def test_a_host_of_another_version_runs_handlers_on_the_platforms_python():
    """As a program on Python 3.13 would find the 3.12 beside it."""
    base = installed("3.12")
    found = choose(OTHER, None, [base])

    outcome = run_handler(USES_TXSCRIPT, "hook.py", b"{}", LIMITS, interpreter=found.path)

    assert outcome.status is Status.OK, outcome.exception or outcome.sentence
    assert outcome.runtime == "python3.12"
    assert outcome.runtime_warning == ""


def test_another_python_can_be_kept_for_several_calls():
    interpreter = installed("3.13")
    with KeptRunner() as kept:
        outcomes = [kept.run(COUNTS, "hook.py", b"{}", LIMITS, interpreter=interpreter) for _ in range(2)]

    assert [outcome.response["n"] for outcome in outcomes] == [1, 2]


def test_launches_on_the_same_python_are_equal():
    interpreter = Path("/opt/python/bin/python3")

    assert launch_for("python", interpreter=interpreter) == launch_for("python", interpreter=interpreter)
    assert launch_for("python", interpreter=interpreter) != launch_for("python")
