"""Which Python runs handlers: a CPython 3.12, as on the platform, wherever this computer has one.

Source: reference 6.4.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from rossum_studio.model.hook import RUNTIMES
from rossum_studio.model.runtime_name import other_python
from rossum_studio.runtime.worker_packages import LENT

PROBE_TIMEOUT_S = 10.0

_WANTED = RUNTIMES["python"].removeprefix("python")
_PROBE = (
    "import json, sys;"
    "print(json.dumps([sys.implementation.name, '.'.join(map(str, sys.version_info[:3])), sys.executable]))"
)
_KNOWN_PLACES = (
    f"/opt/homebrew/bin/python{_WANTED}",
    f"/usr/local/bin/python{_WANTED}",
    f"/home/linuxbrew/.linuxbrew/bin/python{_WANTED}",
    f"/Library/Frameworks/Python.framework/Versions/{_WANTED}/bin/python{_WANTED}",
    f"/usr/bin/python{_WANTED}",
)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python that can run handlers.

    Attributes:
        path: The program itself, never a link of a version switcher.
        version: Exactly, such as 3.12.1.
        warning: Why it is not what was asked for or what the platform has; else empty.
    """

    path: Path
    version: str
    warning: str = ""

    @property
    def is_platforms(self) -> bool:
        """Whether it is of the version that the platform runs."""
        return _minor(self.version) == _WANTED

    @property
    def is_new_enough(self) -> bool:
        """Whether TxScript runs on it."""
        return tuple(map(int, _minor(self.version).split("."))) >= tuple(map(int, _WANTED.split(".")))


@cache
def find_interpreter(preferred: Path | None = None) -> Interpreter:
    """Find the Python to run handlers with. The answer stays the same while this program runs.

    Takes no time when nothing is chosen and this program runs on the platform's version, and else may start
    every candidate: keep it off the GUI thread.

    Args:
        preferred: The user's choice.
    """
    return choose(own_interpreter(), preferred, candidates())


def own_interpreter() -> Interpreter:
    """Return the Python that this program runs on."""
    return Interpreter(Path(sys.executable), ".".join(map(str, sys.version_info[:3])))


def choose(own: Interpreter, preferred: Path | None, others: Iterable[Path]) -> Interpreter:
    """Return the user's choice, else the first that is a CPython of the platform's version, else our own.

    A choice of a newer version is used with a warning; one that is too old, or no Python, is refused.

    Args:
        own: What this program runs on.
        preferred: The user's choice.
        others: Where more may be; looked at one by one, and only if need be.
    """
    refusal = ""
    if preferred is not None:
        chosen = examine(preferred)
        if chosen is not None and chosen.is_new_enough:
            return replace(chosen, warning=other_python(f"python{_minor(chosen.version)}", chosen.version))
        refusal = _refusal(preferred, chosen)
    if own.is_platforms:
        return replace(own, warning=refusal)
    for path in others:
        found = examine(path)
        if found is not None and found.is_platforms:
            return Interpreter(found.path, found.version, refusal)
    runtime = f"python{_minor(own.version)}"
    warning = " ".join(part for part in (refusal, other_python(runtime, own.version)) if part)
    return Interpreter(own.path, own.version, warning)


def examine(path: Path) -> Interpreter | None:
    """Start a program and see which CPython it is; None when it is none, or does not answer in time."""
    command = (str(path), "-I", "-c", _PROBE)
    try:
        answer = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_TIMEOUT_S, check=True
        )
        name, version, executable = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError, TypeError):
        return None
    return Interpreter(Path(executable), version) if name == "cpython" else None


def candidates() -> Iterator[Path]:
    """Where a Python of the platform's version may be: on PATH, with pyenv, uv, Homebrew, the system."""
    seen: set[Path] = set()
    for path in _places():
        if path not in seen and path.is_file():
            seen.add(path)
            yield path


@cache
def lent_packages() -> tuple[Path, ...]:
    """Return the folders of what another Python is lent."""
    specs = [spec for name in LENT if (spec := find_spec(name)) is not None]
    return tuple(Path(place) for spec in specs for place in spec.submodule_search_locations or ())


def _places() -> Iterator[Path]:
    name = f"python{_WANTED}"
    on_path = shutil.which(name)
    if on_path is not None:
        yield Path(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from _newest_first(pyenv / "versions", f"{_WANTED}*/bin/{name}")
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or data / "uv" / "python")
    yield from _newest_first(uv, f"cpython-{_WANTED}*/bin/{name}")
    yield from map(Path, _KNOWN_PLACES)


def _newest_first(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern), key=_numbers, reverse=True)


def _numbers(path: Path) -> list[int]:
    """The numbers in a path, so that 3.12.10 comes after 3.12.9."""
    digits = "".join(letter if letter.isdigit() else " " for letter in str(path))
    return [int(number) for number in digits.split()]


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _refusal(preferred: Path, found: Interpreter | None) -> str:
    what = f"is Python {found.version}" if found is not None else "is not a Python that can be started"
    return f"{preferred}, chosen to run functions, {what}; expected Python {_WANTED}."
