"""A failed import in the user's words: what to do about it."""

from rossum_studio.model.library_pack import KNOWN_PACKS, contents_of
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.runtime.outcome import MissingLibrary

PACK_POINTER = "/config/third_party_library_pack"
NOT_INSTALLED = "library-pack-not-installed"
NOT_IN_PACK = "library-not-in-pack"


def missing_library_problem(missing: MissingLibrary, language: str) -> Problem:
    """The problem about a module that was not found."""
    if missing.is_in_pack:
        message = (
            f"`{missing.module}` is in the library pack, and the pack is not installed on this computer. Run "
            '"rossum-studio packs install", or choose Install Library Packs in the menu Run.'
        )
        return Problem(Severity.ERROR, Where.HOOK, PACK_POINTER, message, NOT_INSTALLED)
    return Problem(Severity.ERROR, Where.HOOK, PACK_POINTER, _outside(missing, language), NOT_IN_PACK)


def _outside(missing: MissingLibrary, language: str) -> str:
    if missing.pack is None:
        return f"`{missing.module}` needs a library pack, and the hook has none: this fails on Rossum too."
    if missing.pack not in KNOWN_PACKS:
        return (
            f"Whether `{missing.module}` is in the library pack `{missing.pack}` is not known here, so code "
            "that needs it cannot be tried here."
        )
    libraries = ", ".join(contents_of(missing.pack)[language].libraries)
    return (
        f"`{missing.module}` is not in the library pack `{missing.pack}`, which has {libraries}: this fails "
        "on Rossum too."
    )
