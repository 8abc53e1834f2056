"""How pip is told to fetch the Python libraries of a pack, for the Python that runs functions."""

import ensurepip
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from rossum_studio.runtime.packs.errors import PackError

NEEDS_PIP = (
    "Installing libraries needs pip, which is not here: run python -m ensurepip with the Python that Rossum "
    "Studio is installed in."
)
_WHEELS = (
    "--only-binary=:all:",  # what is built from its source runs code of its authors
    "--no-input",
    "--no-warn-script-location",
    "--disable-pip-version-check",
    "--progress-bar=off",
)
_LEFT_TO_US = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_NO_COLOR": "1", "PIP_TARGET": ""}


def pip_command(interpreter: Path, requirements: Sequence[str], folder: Path) -> tuple[str, ...]:
    """The command that installs into a folder what that interpreter can import.

    Raises:
        PackError: There is no pip.
    """
    other = () if interpreter == Path(sys.executable) else ("--python", str(interpreter))
    return (*_pip(), *other, "install", *_WHEELS, "--target", str(folder), *requirements)


def pip_environment() -> Mapping[str, str]:
    """The user's own: proxies, certificates, indexes. Only where to install is left to us."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {key: value for key, value in (given | _LEFT_TO_US).items() if value}


def tidy_python(folder: Path) -> None:
    """Remove what only a command line would use; it names the Python of this computer."""
    shutil.rmtree(folder / "bin", ignore_errors=True)


def _pip() -> tuple[str, ...]:
    """Our own pip, else the one that Python ships for new environments."""
    if find_spec("pip") is not None:
        return (sys.executable, "-P", "-m", "pip")
    bundled = sorted((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
    if not bundled:
        raise PackError(NEEDS_PIP)
    return (sys.executable, str(bundled[-1] / "pip"))
