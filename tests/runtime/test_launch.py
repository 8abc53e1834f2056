"""How the child is started, and that nothing of it is left."""

import os
import sys
from pathlib import Path

import psutil
import pytest

from rossum_studio.model.errors import StudioError
from rossum_studio.runtime.launch import Child, Launch, Limits, NotSupportedError, python_launch


def shell_launch(script: str):
    """A child that runs a shell script instead of a worker."""
    return lambda _fd, scratch: Launch(("/bin/sh", "-c", script), {"PATH": "/usr/bin:/bin"}, scratch)


@pytest.fixture
def spawn():
    children = []

    def start(make_launch) -> Child:
        children.append(Child.spawn(make_launch))
        return children[-1]

    yield start
    for child in children:
        if child.process.returncode is None:
            child.reap()
        child.close()


def test_the_worker_is_started_isolated_with_its_channel(tmp_path):
    launch = python_launch(7, tmp_path)

    assert launch.argv[:4] == (sys.executable, "-I", "-X", "utf8")
    assert Path(launch.argv[4]).name == "worker.py"
    assert launch.argv[-2:] == ("--channel", "7")
    assert launch.cwd == tmp_path


def test_another_interpreter_can_be_chosen(tmp_path):
    assert python_launch(7, tmp_path, Path("/opt/python/bin/python3")).argv[0] == "/opt/python/bin/python3"


def test_no_variable_of_the_user_reaches_the_child(tmp_path, monkeypatch):
    monkeypatch.setenv("ROSSUM_TOKEN", "secret")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy")

    env = python_launch(7, tmp_path).env

    assert not {"ROSSUM_TOKEN", "HTTPS_PROXY"} & set(env)
    assert {env["HOME"], env["TMPDIR"]} == {str(tmp_path)}
    assert env["TZ"] == "UTC"


def test_zero_limits_mean_the_defaults_of_the_platform():
    assert Limits(timeout_s=0, memory_mb=0) == Limits(timeout_s=30, memory_mb=256)


def test_the_child_leads_a_group_of_its_own(spawn):
    child = spawn(shell_launch("sleep 60"))

    assert os.getpgid(child.process.pid) == child.process.pid != os.getpgrp()


def test_all_three_ends_are_non_blocking(spawn):
    child = spawn(shell_launch("sleep 60"))

    with pytest.raises(BlockingIOError):
        child.channel.recv(1)
    for stream in (child.stdout, child.stderr):
        with pytest.raises(BlockingIOError):
            os.read(stream.fileno(), 1)


def test_reaping_tells_the_exit_status_of_a_child_that_ends_by_itself(spawn):
    assert spawn(shell_launch("exit 3")).reap(grace_s=30) == 3


def test_reaping_tells_nothing_about_a_child_that_had_to_be_killed(spawn):
    child = spawn(shell_launch("sleep 60"))

    assert child.reap() is None
    assert not psutil.pid_exists(child.process.pid)


def test_reaping_kills_what_the_child_left_in_its_group(spawn):
    child = spawn(shell_launch("sleep 60 & echo $!"))
    os.set_blocking(child.stdout.fileno(), True)
    left_behind = psutil.Process(int(os.read(child.stdout.fileno(), 20)))

    assert child.reap(grace_s=30) == 0

    gone, _ = psutil.wait_procs([left_behind], timeout=10)
    assert gone or left_behind.status() == psutil.STATUS_ZOMBIE


def test_closing_deletes_the_scratch_folder(spawn):
    child = spawn(shell_launch("mkdir -p a/b; echo x > a/b/c; sleep 60"))
    assert child.scratch.is_dir()

    child.reap()
    child.close()

    assert not child.scratch.exists()


def test_an_interpreter_that_is_not_there_leaves_nothing_open(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = psutil.Process().num_fds()

    with pytest.raises(FileNotFoundError):
        Child.spawn(lambda fd, scratch: python_launch(fd, scratch, Path("/nowhere/python")))

    assert psutil.Process().num_fds() == before
    assert list(tmp_path.iterdir()) == []


def test_windows_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(NotSupportedError, match="needs Linux or macOS") as refused:
        Child.spawn()
    assert isinstance(refused.value, StudioError)
