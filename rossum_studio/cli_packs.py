"""`rossum-studio packs`: what library packs are on this computer; installing and removing them.

Source: reference 6.4.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from rossum_studio.model.library_pack import DEFAULT_PACK, KNOWN_PACKS
from rossum_studio.runtime.interpreters import find_interpreter
from rossum_studio.runtime.packs.install import install, remove, targets_for
from rossum_studio.runtime.packs.place import packs_folder
from rossum_studio.runtime.packs.progress import Progress
from rossum_studio.runtime.packs.status import is_installed, state_of

if TYPE_CHECKING:
    type Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_ACTIONS = ("status", "install", "remove")


def add_parser(commands: "Commands") -> None:
    """Declare the sub-command."""
    parser = commands.add_parser("packs", help="install the libraries that functions may import")
    add = parser.add_argument
    add("action", nargs="?", choices=_ACTIONS, default="status", help="default: status")
    add("pack", nargs="?", choices=KNOWN_PACKS, default=DEFAULT_PACK, help="default: default")
    add("--python", type=Path, metavar="PATH", help="the Python that runs Python handlers; default: a 3.12")
    parser.set_defaults(command=packs)


def packs(arguments: argparse.Namespace) -> int:
    """Do what was asked."""
    actions = {"status": _show, "install": _install, "remove": _remove}
    actions[arguments.action](arguments)
    return 0


def _show(arguments: argparse.Namespace) -> None:
    for target in targets_for(find_interpreter(arguments.python)):
        print(state_of(arguments.pack, target).sentence)


def _install(arguments: argparse.Namespace) -> None:
    for target in targets_for(find_interpreter(arguments.python)):
        if is_installed(arguments.pack, target):
            print(f"The library pack {arguments.pack} is installed for {target.runtime} already.")
        else:
            install(arguments.pack, target, _print_progress)


def _remove(arguments: argparse.Namespace) -> None:
    if remove(arguments.pack):
        print(f"The library pack {arguments.pack} was removed from {packs_folder()}.")
    else:
        print(f"The library pack {arguments.pack} is not installed.")


def _print_progress(progress: Progress) -> None:
    print(f"{progress.share:4.0%}  {progress.sentence}", flush=True)
