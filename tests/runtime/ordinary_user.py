"""Runs workers as an ordinary user when the tests run as root, as they do on most build machines."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from rossum_studio.runtime import launch

NOBODY = 65534
LEFT_OUT = shutil.ignore_patterns("test", "tests", "site-packages", "config-*", "idlelib", "ensurepip", "*.a")


def make_interpreter(folder: Path) -> Path:
    """Make a Python for `run_handler` that gives up root before it starts, and return its path.

    The interpreter of the tests may lie where only root can go, so there is a second one in a folder that
    everybody can enter: hard links to its files, which cost neither space nor time, beside a copy of the
    worker. A script in front of it gives the scratch folder away and then changes the user.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python, base = folder / "bin" / version, Path(sys.base_prefix)
    python.parent.mkdir()
    _link(Path(sys.executable).resolve(), python)
    shutil.copytree(base / "lib" / version, folder / "lib" / version, copy_function=_link, ignore=LEFT_OUT)
    for library in (base / "lib").glob("libpython*.so*"):
        _link(library.resolve(), folder / "lib" / library.name)
    for part in Path(launch.__file__).parent.glob("worker*.py"):
        shutil.copy(part, folder)
    return _script(folder, python)


def _script(folder: Path, python: Path) -> Path:
    script = folder / "python-as-nobody"
    script.write_text(
        f"""#!/bin/sh
# python -I -X utf8 worker.py --channel 7: the worker is the copy that an ordinary user can read
shift 4
chown {NOBODY}:{NOBODY} "$HOME"
export LD_LIBRARY_PATH={folder}/lib
exec setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups {python} -I -X utf8 {folder}/worker.py "$@"
"""
    )
    script.chmod(0o755)
    return script


def is_usable(interpreter: Path) -> bool:
    """Whether an ordinary user can start it here."""
    folder = interpreter.parent
    python = next((folder / "bin").iterdir())
    as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    try:
        done = subprocess.run(
            [*as_nobody, str(python), "-I", "-c", "import os; print(os.getuid())"],
            env={"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": str(folder / "lib")},
            capture_output=True,
            text=True,
        )
    except OSError:  # no setpriv here
        return False
    return done.stdout.strip() == str(NOBODY)


def _link(source: object, target: object) -> None:
    try:
        os.link(source, target)  # type: ignore[call-overload]
    except OSError:  # on another disk
        shutil.copy2(source, target)  # type: ignore[call-overload]
