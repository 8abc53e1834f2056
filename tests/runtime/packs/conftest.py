"""Fixtures for library packs: small ones made here, and the real one, installed once a session."""

import os
from pathlib import Path

import pytest
from pack_wheels import write_node_pack, write_wheels

from rossum_studio.runtime.interpreters import own_interpreter
from rossum_studio.runtime.packs.install import Target, install, targets_for
from rossum_studio.runtime.packs.place import VARIABLE

PYTHON, JAVASCRIPT = targets_for(own_interpreter())


@pytest.fixture
def python() -> Target:
    """What a pack is installed for: the Python that runs the tests."""
    return PYTHON


@pytest.fixture
def packs(tmp_path, monkeypatch) -> Path:
    """An empty folder for packs; it does not exist yet."""
    folder = tmp_path / "packs"
    monkeypatch.setenv(VARIABLE, str(folder))
    return folder


@pytest.fixture
def wheels(tmp_path, monkeypatch) -> Path:
    """A folder that pip gets everything from, with wheels of a few lines; no network is asked."""
    folder = tmp_path / "wheels"
    write_wheels(folder)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CACHE_DIR", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def small_pack(packs, wheels) -> Path:
    """The default pack, made of a few lines, installed for Python and JavaScript."""
    install("default", PYTHON)
    write_node_pack(JAVASCRIPT.place("default"))
    return packs


@pytest.fixture(scope="session")
def real_pack_folder(tmp_path_factory) -> Path:
    """The default pack as users have it. It needs the package registries, and fails without them."""
    folder = tmp_path_factory.mktemp("packs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        for target in (PYTHON, JAVASCRIPT):
            install("default", target)
    return folder


@pytest.fixture
def real_pack(real_pack_folder, monkeypatch) -> Path:
    """The same, where runs look for it."""
    monkeypatch.setenv(VARIABLE, str(real_pack_folder))
    return real_pack_folder
