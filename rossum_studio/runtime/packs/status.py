"""What of a library pack is on this computer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from rossum_studio.model.library_pack import contents_of
from rossum_studio.runtime.packs.install import Target

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackState:
    """A pack for one runtime.

    Attributes:
        folder: None when it is not installed.
        versions: Of the libraries that Rossum lists, by name.
        size_mb: On disk.
    """

    pack: str
    target: Target
    folder: Path | None = None
    versions: tuple[tuple[str, str], ...] = ()
    size_mb: float = 0.0

    @property
    def sentence(self) -> str:
        """What a user reads about it."""
        name = f"{self.pack} for {self.target.runtime}"
        if self.folder is None:
            libraries = ", ".join(contents_of(self.pack)[self.target.language].libraries)
            return f"{name}: not installed ({libraries})"
        libraries = ", ".join(f"{library} {version}" for library, version in self.versions)
        return f"{name}: installed, {self.size_mb:.0f} MB in {self.folder} ({libraries})"


def is_installed(pack: str, target: Target) -> bool:
    """Whether a pack is there; quick."""
    return target.place(pack).is_dir()


def state_of(pack: str, target: Target) -> PackState:
    """Look closely; takes a moment when it is installed."""
    folder = target.place(pack)
    if not folder.is_dir():
        return PackState(pack, target)
    libraries = contents_of(pack)[target.language].libraries
    found = dict(_python_versions(folder) if target.language == "python" else _javascript_versions(folder))
    versions = tuple((name, found[name]) for name in libraries if name in found)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return PackState(pack, target, folder, versions, size / MEGABYTE)


def _python_versions(folder: Path) -> Iterator[tuple[str, str]]:
    for distribution in distributions(path=[str(folder)]):
        yield distribution.metadata["Name"].lower(), distribution.version


def _javascript_versions(folder: Path) -> Iterator[tuple[str, str]]:
    for description in (folder / "node_modules").glob("*/package.json"):
        yield description.parent.name, str(json.loads(description.read_text("utf-8")).get("version", ""))
