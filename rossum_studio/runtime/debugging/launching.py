"""How a worker with a debugger in it is started: as without one, and with one more descriptor."""

import json
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from rossum_studio.runtime.exchange import MakeLaunch
from rossum_studio.runtime.launch import Launch, NotSupportedError
from rossum_studio.runtime.node_launch import NodeLaunch

OPTION = "--debugger"
"""Of the workers of both languages; the descriptor follows it, and for Python what to import."""

_REAL_MODULES = ("-X", "frozen_modules=off")  # pydevd cannot look into frozen ones


@dataclass(frozen=True, slots=True)
class DebugLaunch:
    """Starts workers with a debugger in them; equal values start equal workers.

    Attributes:
        plain: Starts them without one.
    """

    plain: MakeLaunch

    @property
    def language(self) -> str:
        """`python` or `javascript`."""
        return "javascript" if isinstance(self.plain, NodeLaunch) else "python"

    def __call__(self, channel_fd: int, debug_fd: int, scratch: Path) -> Launch:
        """Return how to start the worker.

        Args:
            channel_fd: The worker's end of the channel.
            debug_fd: Its end of the debug descriptor; both keep their numbers in the child.
            scratch: Folder of this run.

        Raises:
            NotSupportedError: There is no debugger.
        """
        if isinstance(self.plain, NodeLaunch):
            launch = replace(self.plain, debugger_fd=debug_fd)(channel_fd, scratch)
            return replace(launch, descriptors=(debug_fd,))
        launch = self.plain(channel_fd, scratch)
        interpreter, *arguments = launch.argv
        channel = arguments.index("--channel")
        told = json.dumps({"fd": debug_fd, "folder": str(_debugpy_folder())})
        arguments[channel:channel] = [OPTION, told]
        return replace(launch, argv=(interpreter, *_REAL_MODULES, *arguments), descriptors=(debug_fd,))


def _debugpy_folder() -> Path:
    """Return where the package debugpy of the application is.

    Raises:
        NotSupportedError: It is not installed.
    """
    spec = find_spec("debugpy")
    if spec is None or spec.origin is None:
        raise NotSupportedError("Debugging Python needs the package debugpy, version 1.8: install it.")
    return Path(spec.origin).parent
