"""A library pack that pip makes out of files of this computer."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "runtime" / "packs"))

from pack_wheels import write_node_pack, write_wheels

from rossum_studio.runtime.interpreters import own_interpreter
from rossum_studio.runtime.packs.install import Target, targets_for


@pytest.fixture
def python(tmp_path, monkeypatch) -> Target:
    """What is missing the pack; JavaScript has it."""
    write_wheels(tmp_path / "wheels")
    monkeypatch.setenv("ROSSUM_STUDIO_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    python, javascript = targets_for(own_interpreter())
    write_node_pack(javascript.place("default"))
    return python
