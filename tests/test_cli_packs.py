"""`rossum-studio packs`, as a user types it. What pip finds is made here; no network is asked."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent / "runtime" / "packs"))

from pack_wheels import write_node_pack, write_wheels

from rossum_studio.runtime.interpreters import own_interpreter
from rossum_studio.runtime.packs.install import targets_for

PYTHON, JAVASCRIPT = targets_for(own_interpreter())


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Where packs go; JavaScript's is there already."""
    write_wheels(tmp_path / "wheels")
    monkeypatch.setenv("ROSSUM_STUDIO_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    write_node_pack(JAVASCRIPT.place("default"))
    return tmp_path / "packs"


def packs(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "rossum_studio", "packs", *arguments, "--python", sys.executable)
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_status_says_what_is_there_and_what_is_not(folder):
    done = packs()

    assert done.returncode == 0
    python, javascript = done.stdout.splitlines()
    assert python.startswith(f"default for {PYTHON.runtime}: not installed (rossum, requests, ")
    assert javascript.startswith("default for nodejs22.x: installed, ")
    assert str(folder) in javascript


def test_installing_shows_progress_and_then_there_is_nothing_to_do(folder):
    first, second = packs("install", "default"), packs("install")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "  Fetching pandas\n" in first.stdout
    assert f"100%  The library pack default is installed for {PYTHON.runtime}\n" in first.stdout
    assert set(second.stdout.splitlines()) == {
        f"The library pack default is installed for {PYTHON.runtime} already.",
        "The library pack default is installed for nodejs22.x already.",
    }


def test_removing_says_what_it_did(folder):
    first, second = packs("remove"), packs("remove")

    assert first.stdout == f"The library pack default was removed from {folder}.\n"
    assert second.stdout == "The library pack default is not installed.\n"


def test_a_failure_is_one_sentence(folder, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))

    done = packs("install")

    assert done.returncode == 2
    assert done.stderr.startswith(
        "rossum-studio: The library pack `default` could not be installed for python3."
    )
    assert len(done.stderr.splitlines()) == 1


def test_another_pack_is_refused(folder):
    done = packs("install", "special")

    assert done.returncode == 2
    assert "invalid choice: 'special'" in done.stderr
