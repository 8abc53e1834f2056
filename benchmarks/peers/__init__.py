"""Other programs that run a serverless function on a desk: python-lambda-local and lambda-local."""

import json
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rossum_studio.runtime.node_launch import node_binary

PYTHON_PACKAGES = ("python-lambda-local==0.1.13", "setuptools<81")
NPM_PACKAGE = "lambda-local@2.2.0"

_PYTHON_ENTRY = "def handler(event, context):\n    return rossum_hook_request_handler(event)\n"
_NODE_ENTRY = "exports.handler = async (event) => exports.rossum_hook_request_handler(event);\n"


@dataclass(frozen=True)
class Peer:
    """An installed program.

    Args:
        start: What its command line begins with, before the handler's file and the event.
        folder: For the files it reads.
    """

    name: str
    language: str
    start: tuple[str, ...]
    folder: Path

    def command(self, handler: str, payload: bytes) -> list[str]:
        """Write handler and event into files and return the command that runs one on the other."""
        event = self.folder / "event.json"
        event.write_bytes(payload)
        is_python = self.language == "python"
        code = self.folder / ("function.py" if is_python else "function.js")
        code.write_text(handler + (_PYTHON_ENTRY if is_python else _NODE_ENTRY))
        files = [str(code), str(event)] if is_python else ["-l", str(code), "-e", str(event)]
        return [*self.start, *files]


@contextmanager
def installed_peers() -> Iterator[list[Peer]]:
    """Install both into a folder that is deleted afterwards, and check that they run."""
    with tempfile.TemporaryDirectory(prefix="rossum-peers-") as folder:
        peers = [_install_python(Path(folder) / "python"), _install_node(Path(folder) / "node")]
        yield peers


def _install_python(folder: Path) -> Peer:
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PYTHON_PACKAGES], check=True)
    start = (str(folder / "bin" / "python-lambda-local"), "-f", "handler", "-t", "30")
    return Peer("python-lambda-local", "python", start, folder)


def _install_node(folder: Path) -> Peer:
    folder.mkdir()
    node = str(node_binary())
    npm = node_binary().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run(
        [node, npm, "install", "--silent", "--no-audit", "--no-fund", NPM_PACKAGE], cwd=folder, check=True
    )
    package = folder / "node_modules" / "lambda-local"
    entry = json.loads((package / "package.json").read_bytes())["bin"]
    script = entry if isinstance(entry, str) else entry["lambda-local"]
    start = (node, str(package / script), "-h", "handler", "-t", "30")
    return Peer("lambda-local", "javascript", start, folder)
