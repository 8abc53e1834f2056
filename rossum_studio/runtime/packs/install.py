"""Installing library packs, which happens when a user asks for it and never in a run.

Everything is prepared in a folder beside the place where it belongs and moved there when it is complete, so
that a pack is there as a whole or not at all.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rossum_studio.model.hook import RUNTIMES
from rossum_studio.model.library_pack import LANGUAGES, contents_of
from rossum_studio.runtime.interpreters import Interpreter
from rossum_studio.runtime.packs.errors import PackCancelledError, PackError
from rossum_studio.runtime.packs.npm import npm_command, npm_environment, tidy_javascript
from rossum_studio.runtime.packs.pip import pip_command, pip_environment, tidy_python
from rossum_studio.runtime.packs.place import outdated_folders, pack_folder, packs_folder
from rossum_studio.runtime.packs.program import Ended, run_program
from rossum_studio.runtime.packs.progress import Progress, ProgressReader

STAGING_PREFIX = ".installing-"
_COMPLAINTS = ("ERROR: ", "npm error ")
_NO_NEWS = ("npm error code", "npm error A complete log")
_MOST_COMPLAINTS = 2


@dataclass(frozen=True, slots=True)
class Target:
    """What a pack is installed for.

    Attributes:
        runtime: `python3.12`, `nodejs22.x`.
        interpreter: The Python that runs functions; None for JavaScript.
    """

    language: str
    runtime: str
    interpreter: Path | None = None

    @property
    def program(self) -> str:
        """What fetches the libraries."""
        return "npm" if self.interpreter is None else "pip"

    def place(self, pack: str) -> Path:
        """The folder that a pack has for it."""
        return pack_folder(pack, self.language) / self.runtime


def targets_for(interpreter: Interpreter) -> tuple[Target, ...]:
    """What functions run on here, one for each language."""
    minor = ".".join(interpreter.version.split(".")[:2])
    python = Target("python", f"python{minor}", interpreter.path)
    return (python, Target("javascript", RUNTIMES["javascript"]))


def install(
    pack: str,
    target: Target,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Fetch a pack from the package registry of its language; takes a minute, and nothing if it is there.

    Args:
        pack: One of `KNOWN_PACKS`.
        on_progress: Called in this thread.
        is_cancelled: Asked several times a second.

    Returns:
        The folder it is in.

    Raises:
        PackCancelledError: `is_cancelled` said so.
        PackError: It could not be fetched or kept; nothing of it is left.
        NotSupportedError: There is no Node.js.
    """
    place = target.place(pack)
    if place.is_dir():
        return place
    try:
        with _staging() as staging:
            _fetch(pack, target, staging, on_progress, is_cancelled)
            _move(staging / target.runtime, place)
        for folder in outdated_folders(pack, target.language):
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(
            f"The library pack `{pack}` could not be kept in {packs_folder()}: {reason}."
        ) from error
    return place


def remove(pack: str) -> bool:
    """Delete a pack for all languages; returns whether there was anything.

    Raises:
        PackError: It could not be deleted.
    """
    folders = [each for language in LANGUAGES for each in packs_folder().glob(f"{pack}-{language}-*")]
    try:
        for folder in folders:
            with _staging() as staging:
                folder.rename(staging / folder.name)  # gone at once for runs that begin now
    except OSError as error:
        reason = error.strerror or str(error)
        raise PackError(
            f"The library pack `{pack}` could not be removed from {packs_folder()}: {reason}."
        ) from error
    return bool(folders)


def _fetch(
    pack: str,
    target: Target,
    staging: Path,
    on_progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> None:
    """Fill a folder named after the runtime."""
    folder = staging / target.runtime
    folder.mkdir()
    contents = contents_of(pack)[target.language]
    reader = ProgressReader(len(contents.requirements) + len(contents.come_along), on_progress)
    if target.interpreter is not None:
        command, env, tidy = (
            pip_command(target.interpreter, contents.requirements, folder),
            pip_environment(),
            tidy_python,
        )
    else:
        command, env, tidy = npm_command(contents.requirements, folder), npm_environment(), tidy_javascript
    on_progress(Progress(f"Asking {target.program} for {', '.join(contents.libraries)}", 0.0))
    ended = run_program(command, env, staging, reader.take, is_cancelled)
    if ended.returncode is None:
        raise PackCancelledError(f"Installing the library pack `{pack}` was cancelled; nothing was changed.")
    if ended.returncode != 0:
        raise PackError(
            f"The library pack `{pack}` could not be installed for {target.runtime}; {target.program} said: "
            f"{_complaint(ended)}"
        )
    tidy(folder)
    on_progress(Progress(f"The library pack {pack} is installed for {target.runtime}", 1.0))


def _complaint(ended: Ended) -> str:
    """What the program said last that is about the reason, in one line."""
    about = [line for line in ended.lines if line.startswith(_COMPLAINTS) and not line.startswith(_NO_NEWS)]
    words = [line.removeprefix("ERROR: ").removeprefix("npm error ") for line in about or ended.lines[-1:]]
    return " ".join(words[-_MOST_COMPLAINTS:]) or f"nothing, and ended with status {ended.returncode}"


def _move(folder: Path, place: Path) -> None:
    """Put a complete folder where it belongs, unless somebody else was faster."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        folder.rename(place)
    if not place.is_dir():
        raise OSError(None, f"{place} could not be made")


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder beside the packs that is gone afterwards, and so are those that a killed program left."""
    parent = packs_folder()
    parent.mkdir(parents=True, exist_ok=True)
    for folder in parent.glob(f"{STAGING_PREFIX}*"):
        if not _is_running(folder.name.removeprefix(STAGING_PREFIX).partition("-")[0]):
            shutil.rmtree(folder, ignore_errors=True)
    staging = Path(tempfile.mkdtemp(prefix=f"{STAGING_PREFIX}{os.getpid()}-", dir=parent))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:  # it belongs to somebody else
        return True
    return True
