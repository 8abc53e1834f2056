"""What a handler can import: the standard library, txscript, its library pack, and nothing else we have.

Loaded by path from worker.py, so it imports nothing of ours.

Source: reference 6.4.
"""

import importlib
import os
import sys
import types
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader

LENT = ("txscript", "requests", "urllib3", "idna", "certifi", "charset_normalizer")
"""Packages of the application that handlers share: txscript, and requests with all that it imports."""

WORKERS_OWN = ("orjson",)
"""What the worker itself has imported from the application's packages, and keeps to itself."""

RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"


class Library:
    """The library pack of the handler, as runtime/packs/library.py describes it.

    Attributes:
        pack: Its name; None when the handler wants none.
        place: The folder it is installed in for this Python; empty when it is not.
    """

    def __init__(
        self,
        pack: str | None = "default",
        folder: str = "",
        installed: Iterable[str] = (),
        names: Iterable[str] = (),
        outside: str = "",
        missing: str = "",
    ) -> None:
        self.pack = pack
        self.place = f"{folder}/{RUNTIME}" if RUNTIME in installed else ""
        self.names = frozenset(names)
        self._outside, self._missing = outside, missing

    def replaces(self, name: str) -> bool:
        """Whether the pack brings a package that would be lent otherwise."""
        return bool(self.place) and name in self.names

    def explain(self, error: BaseException) -> dict[str, object] | None:
        """Say in the text of a failed import which pack lacks the module, and return the same as values."""
        if not isinstance(error, ModuleNotFoundError) or not error.name:
            return None
        root = error.name.partition(".")[0]
        if root in sys.modules or root in sys.stdlib_module_names:
            return None  # it lacks a module inside, and no pack would change that
        is_in_pack = root in self.names and not self.place
        reason = self._missing if is_in_pack else self._outside
        if reason:
            error.msg = f"No module named {error.name!r}: {reason}"
        return {"module": root, "pack": self.pack, "is_in_pack": is_in_pack}


class RossumPythonFinder:
    """Finds and loads `rossum_python`, the older name of txscript, which no published package contains."""

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return a spec for rossum_python, None for every other module."""
        return ModuleSpec(name, cls()) if name == "rossum_python" else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to make the module."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Fill the module with all that txscript exports."""
        txscript = importlib.import_module("txscript")
        vars(module).update({name: getattr(txscript, name) for name in txscript.__all__})
        vars(module)["RossumPython"] = txscript.TxScript


class LentPackages:
    """Finds the packages that handlers are lent, and nothing that lies beside them.

    The runtime has txscript with or without a pack. requests belongs to the pack `default`: it is lent until
    that is installed, and a handler without a pack has it through txscript only.
    """

    def __init__(self, folders: Iterable[str], library: Library) -> None:
        named = {os.path.basename(folder): folder for folder in folders}  # noqa: PTH119 - see worker.py
        self._folders = {name: folder for name, folder in named.items() if not library.replaces(name)}
        self._has_pack = library.pack is not None

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return a spec for a lent package; its own modules are found through it."""
        folder = self._folders.get(name)
        if folder is None or not self._is_for_importer(name):
            return None
        place = f"{folder}/__init__.py"
        spec = ModuleSpec(name, SourceFileLoader(name, place), origin=place, is_package=True)
        spec.submodule_search_locations = [folder]
        spec.has_location = True
        return spec

    def _is_for_importer(self, name: str) -> bool:
        return self._has_pack or name == "txscript" or importing_package() in self._folders


class PackFinder:
    """Finds what is installed in the pack's folder: for the handler what the pack has, for that everything.

    The folder is not on the import path, or a handler would see what libraries need for themselves.
    """

    def __init__(self, library: Library) -> None:
        self._place, self._names = library.place, library.names
        with os.scandir(library.place) as entries:
            self._needed = frozenset(entry.name.partition(".")[0] for entry in entries)

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return a spec for a module that has no package above it."""
        if path is not None or (name not in self._names and importing_package() not in self._needed):
            return None
        return PathFinder.find_spec(name, [self._place])

    def find_distributions(self, context: object) -> Iterable[object]:
        """Return what importlib.metadata knows of the pack, unless it was told where to look."""
        if "path" in vars(context):
            return ()
        here = type(context)(name=context.name, path=[self._place])  # type: ignore[attr-defined, call-arg]
        return PathFinder.find_distributions(here)  # type: ignore[arg-type]


def importing_package() -> str:
    """Return the name of the package whose code runs the import statement that is being fulfilled."""
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name != __name__ and not name.startswith(("importlib", "_frozen_importlib")):
            return name.partition(".")[0]
        frame = frame.f_back
    return ""


def own_packages() -> list[str]:
    """Return the folders of what this Python itself can lend: it is the application's own."""
    places = [f"{folder}/{name}" for name in LENT for folder in sys.path]
    return [place for place in places if os.path.isdir(place)]  # noqa: PTH112 - see worker.py


def set_import_path(library: Library) -> None:
    """Leave the standard library on the import path, take off what is installed beside us, add the pack.

    Finders go as well: an editable installation of the application brings its own.
    """
    standard = os.path.dirname(os.__file__)  # noqa: PTH120 - see worker.py
    archive = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    known = {standard, f"{standard}/lib-dynload", f"{os.path.dirname(standard)}/{archive}"}  # noqa: PTH120
    sys.path[:] = [place for place in sys.path if place in known]
    sys.meta_path[:] = [finder for finder in sys.meta_path if _is_trusted(finder)]
    if library.place:
        sys.meta_path.append(PackFinder(library))


def hide_own_modules() -> None:
    """Forget what only the worker uses, so that importing it fails as anything does that is not there."""
    for name in [name for name in sys.modules if name.partition(".")[0] in WORKERS_OWN]:
        del sys.modules[name]


def _is_trusted(finder: object) -> bool:
    kind = finder if isinstance(finder, type) else type(finder)
    return kind.__module__.startswith(("_frozen_importlib", __name__))
