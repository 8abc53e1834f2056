"""Modules that a handler finds here though its Python does not have them.

Loaded by path from worker.py, so it imports nothing of ours.
"""

import importlib
import os
import types
from collections.abc import Iterable
from importlib.machinery import ModuleSpec


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
    """Finds the packages that a Python other than the host's is lent, and nothing that lies beside them."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders = {os.path.basename(folder): folder for folder in folders}  # noqa: PTH119 - see worker.py

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Return a spec for a lent package; its own modules are found through it."""
        folder = self._folders.get(name)
        if folder is None:
            return None
        from importlib.util import spec_from_file_location  # only another Python needs it

        return spec_from_file_location(name, f"{folder}/__init__.py", submodule_search_locations=[folder])
