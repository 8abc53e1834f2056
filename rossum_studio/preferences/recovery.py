"""Unsaved work on disk, so that a crash loses next to nothing.

Each window writes one file, named after its process, and deletes it when it closes. A file whose
process is gone is what a crash left behind.
"""

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rossum_studio.preferences.profile import Profile
from rossum_studio.preferences.store import read_json, write_json


@dataclass(frozen=True, slots=True)
class RecoveryFile:
    """The file of one window."""

    path: Path

    def write(self, work: Mapping[str, Any]) -> None:
        """Replace what was kept, atomically."""
        write_json(self.path, {**work, "pid": os.getpid()})

    def discard(self) -> None:
        """Nothing is unsaved any more."""
        self.path.unlink(missing_ok=True)


def new_recovery_file(profile: Profile) -> RecoveryFile:
    """The file that a new window writes to."""
    return RecoveryFile(profile.recovery_folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}.json")


def take_leftovers(profile: Profile) -> list[dict[str, Any]]:
    """What crashed windows left, newest first; the files are deleted by `forget`."""
    found = []
    for path in sorted(_files(profile), key=lambda path: path.stat().st_mtime, reverse=True):
        work = read_json(path)
        if work and not _is_alive(work.get("pid")):
            found.append({**work, "recovery_path": str(path)})
    return found


def forget(work: Mapping[str, Any]) -> None:
    """Delete the file that a leftover came from."""
    Path(str(work["recovery_path"])).unlink(missing_ok=True)


def _files(profile: Profile) -> list[Path]:
    return list(profile.recovery_folder.glob("*.json")) if profile.recovery_folder.is_dir() else []


def _is_alive(pid: object) -> bool:
    if not isinstance(pid, int) or pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
