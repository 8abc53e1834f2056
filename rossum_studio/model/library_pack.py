"""Library packs: what a function may import besides the standard library of its language.

Source: reference 6.2, 6.4.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rossum_studio.bundled import resource
from rossum_studio.model.hook import Hook

DEFAULT_PACK = "default"
KNOWN_PACKS = (DEFAULT_PACK,)
"""Packs whose contents Rossum publishes; others are made for a customer."""

LANGUAGES = {"python": "Python", "javascript": "JavaScript"}
"""The languages that have packs, as they are written for people."""


@dataclass(frozen=True, slots=True)
class PackContents:
    """What a pack has for one language.

    Attributes:
        libraries: Names to import, as Rossum lists them.
        come_along: Further names that are there only as a part of something else.
        requirements: What to ask the package registry of the language for.
    """

    libraries: tuple[str, ...]
    come_along: tuple[str, ...]
    requirements: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that can be imported."""
        return (*self.libraries, *self.come_along)


@cache
def contents_of(pack: str) -> Mapping[str, PackContents]:
    """What a pack of `KNOWN_PACKS` has, by language."""
    table = tomllib.loads(resource("packs", f"{pack}.toml").read_text("utf-8"))
    return {
        language: PackContents(**{key: tuple(value) for key, value in part.items()})
        for language, part in table.items()
    }


def pack_of(hook: Hook) -> str | None:
    """The pack that a hook names; None when it wants none. A hook that says nothing has the default one."""
    named = hook.config.get("third_party_library_pack", DEFAULT_PACK)
    return None if named is None else str(named)
