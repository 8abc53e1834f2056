"""How npm, which comes with our Node.js, is told to fetch the JavaScript libraries of a pack."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from rossum_studio.runtime.node_launch import node_binary
from rossum_studio.runtime.packs.errors import PackError

_QUIETLY = (
    "--ignore-scripts",  # they are code of the authors, run while installing
    "--no-package-lock",
    "--no-save",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--no-color",
    "--omit=dev",
    "--loglevel=http",
)
_LISTS_ADDRESSES = ".package-lock.json"


def npm_command(requirements: Sequence[str], folder: Path) -> tuple[str, ...]:
    """The command that installs into `node_modules` of a folder.

    Raises:
        NotSupportedError: There is no Node.js.
        PackError: Its npm is not there.
    """
    node = node_binary()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.is_file():
        raise PackError(f"Installing libraries needs npm; expected it as {npm}.")
    return (str(node), str(npm), "install", "--prefix", str(folder), *_QUIETLY, *requirements)


def npm_environment() -> Mapping[str, str]:
    """The user's own: proxies, certificates, registries. Options for Node.js itself are left out."""
    return {key: value for key, value in os.environ.items() if not key.startswith("NODE_OPTIONS")}


def tidy_javascript(folder: Path) -> None:
    """Remove the list of addresses that everything came from."""
    (folder / "node_modules" / _LISTS_ADDRESSES).unlink(missing_ok=True)
