"""Workers that take this system for macOS, where neither walls of Linux nor limits on memory stand."""

from dataclasses import replace
from pathlib import Path

from rossum_studio.runtime.launch import Launch, python_launch

_SAY_SO = """
import runpy, sys
sys.platform = "darwin"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def launch(channel_fd: int, scratch: Path) -> Launch:
    """Start a worker that believes it."""
    ordinary = python_launch(channel_fd, scratch)
    worker = next(at for at, each in enumerate(ordinary.argv) if each.endswith("worker.py"))
    return replace(ordinary, argv=(*ordinary.argv[:worker], "-c", _SAY_SO, *ordinary.argv[worker:]))
