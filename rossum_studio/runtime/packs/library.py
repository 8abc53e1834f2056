"""What a worker is told of the library pack of its handler.

Source: reference 6.4.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from rossum_studio.model.library_pack import DEFAULT_PACK, KNOWN_PACKS, PackContents, contents_of
from rossum_studio.runtime.packs.place import installed_runtimes, pack_folder

OPTION = "--library-pack"
"""Of the workers of both languages; `Library.told` follows it."""

_ALWAYS_THERE = {
    "python": "the standard library and txscript",
    "javascript": "the modules built into Node.js",
}


@dataclass(frozen=True, slots=True)
class Library:
    """A pack as a run has it. Equal values let the same worker serve.

    Attributes:
        language: `python` or `javascript`.
        pack: As the hook names it; None for the standard library only.
        installed: The runtimes that it is installed for.
    """

    language: str = "python"
    pack: str | None = DEFAULT_PACK
    installed: tuple[str, ...] = ()

    @classmethod
    def found(cls, language: str, pack: str | None = DEFAULT_PACK) -> "Library":
        """Look whether the pack is installed now."""
        installed = () if pack is None else installed_runtimes(_substitute(pack), language)
        return cls(language, pack, installed)

    def place(self, runtime: str) -> Path | None:
        """The folder to load libraries from; None when it is not installed for that runtime."""
        return self._folder / runtime if runtime in self.installed else None

    def told(self) -> str:
        """What the worker needs to know, as JSON."""
        return json.dumps(
            {
                "pack": self.pack,
                "folder": "" if self.pack is None else str(self._folder),
                "installed": self.installed,
                "names": () if self._contents is None else self._contents.names,
                "outside": self._outside,
                "missing": self._missing,
            }
        )

    @property
    def _folder(self) -> Path:
        assert self.pack is not None
        return pack_folder(_substitute(self.pack), self.language)

    @property
    def _contents(self) -> PackContents | None:
        return None if self.pack is None else contents_of(_substitute(self.pack))[self.language]

    @property
    def _outside(self) -> str:
        """Why a module that belongs to no pack is not found."""
        if self.pack is None:
            return f"the hook has no library pack, so only {_ALWAYS_THERE[self.language]} are there"
        if self.pack not in KNOWN_PACKS:
            return (
                f"what the library pack `{self.pack}` holds is not known here, so the run has "
                f"`{DEFAULT_PACK}` in its place, and it is not in that"
            )
        return f"it is not in the library pack `{self.pack}`"

    @property
    def _missing(self) -> str:
        """Why a module of the pack is not found."""
        if self.pack is None or self.pack in KNOWN_PACKS:
            return f"it belongs to the library pack `{self.pack}`, which is not installed"
        return (
            f"it belongs to the library pack `{DEFAULT_PACK}`, which the run has in the place of "
            f"`{self.pack}`, and which is not installed"
        )


def _substitute(pack: str) -> str:
    """The pack whose libraries are used: packs made for a customer are taken to have at least the default."""
    return pack if pack in KNOWN_PACKS else DEFAULT_PACK
