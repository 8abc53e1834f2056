"""Where our own files are kept: preferences, the last session, recovery, the log."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

VARIABLE = "ROSSUM_STUDIO_PROFILE"
"""Environment variable that names another folder."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One folder with everything we remember; two profiles know nothing of each other."""

    folder: Path

    @property
    def preferences_file(self) -> Path:
        """The user's choices."""
        return self.folder / "preferences.json"

    @property
    def session_file(self) -> Path:
        """Window geometry, recent files and what was open."""
        return self.folder / "session.json"

    @property
    def breakpoints_file(self) -> Path:
        """Breakpoints by the path of their function."""
        return self.folder / "breakpoints.json"

    @property
    def secrets_file(self) -> Path:
        """Secrets, if the system has no keychain and the user agreed to it."""
        return self.folder / "secrets.json"

    @property
    def recovery_folder(self) -> Path:
        """Unsaved work, written while it is unsaved."""
        return self.folder / "recovery"

    @property
    def log_file(self) -> Path:
        """Our own log."""
        return self.folder / "studio.log"


def default_profile() -> Profile:
    """The folder that the environment names, else the platform's own place for user data."""
    named = os.environ.get(VARIABLE)
    return Profile(Path(named) if named else platformdirs.user_data_path("rossum-studio", appauthor=False))


def temporary_profile() -> Profile:
    """A new empty folder, for trying things out."""
    return Profile(Path(tempfile.mkdtemp(prefix="rossum-studio-profile-")))
