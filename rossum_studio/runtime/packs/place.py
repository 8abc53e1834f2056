"""Where library packs lie: in the user's data folder, apart from the application's own packages.

`packs/<pack>-<language>-<fingerprint>/<runtime>` holds what was installed for one runtime. The fingerprint is
that of what the pack consists of, so that a newer release with other libraries does not take the old folder.
"""

import hashlib
import os
import platform
import sys
from pathlib import Path

from rossum_studio.model.library_pack import contents_of
from rossum_studio.preferences.profile import default_profile

VARIABLE = "ROSSUM_STUDIO_PACKS"
"""Environment variable that names another folder, for one that several users share."""

_FINGERPRINT_DIGITS = 8


def packs_folder() -> Path:
    """The folder of all packs; it need not exist."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else default_profile().folder / "packs"


def pack_folder(pack: str, language: str) -> Path:
    """The folder of one pack for one language, which has a folder for each runtime."""
    return packs_folder() / f"{pack}-{language}-{_fingerprint(pack, language)}"


def installed_runtimes(pack: str, language: str) -> tuple[str, ...]:
    """For which runtimes a pack is installed: `python3.12`, `nodejs22.x`."""
    try:
        return tuple(sorted(place.name for place in pack_folder(pack, language).iterdir()))
    except OSError:
        return ()


def outdated_folders(pack: str, language: str) -> tuple[Path, ...]:
    """Folders of the pack that an earlier release left."""
    current = pack_folder(pack, language)
    return tuple(each for each in packs_folder().glob(f"{pack}-{language}-*") if each != current)


def _fingerprint(pack: str, language: str) -> str:
    parts = (sys.platform, platform.machine(), *contents_of(pack)[language].requirements)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_FINGERPRINT_DIGITS]
