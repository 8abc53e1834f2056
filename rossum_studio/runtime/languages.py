"""Which worker runs which language."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rossum_studio.runtime.launch import Launch, Limits, python_launch
from rossum_studio.runtime.node_launch import NodeLaunch
from rossum_studio.runtime.packs.library import Library


@dataclass(frozen=True, slots=True)
class PythonLaunch:
    """Starts Python workers with one interpreter; equal values start equal workers."""

    interpreter: Path | None
    library: Library = Library()  # noqa: RUF009 - a frozen value

    def __call__(self, channel_fd: int, scratch: Path) -> Launch:
        """Return how to start the worker."""
        return python_launch(channel_fd, scratch, self.interpreter, library=self.library)


def launch_for(
    language: str,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value
    payload_bytes: int = 0,
    interpreter: Path | None = None,
) -> Callable[[int, Path], Launch]:
    """Return what starts a worker for a language, given a channel descriptor and a scratch folder.

    A library pack that was installed or removed meanwhile makes it another value.

    Args:
        language: `python` or `javascript`.
        limits: Of the run. Python takes its limits when the run begins; V8 needs them when it starts.
        payload_bytes: Size of the payload, for the same reason.
        interpreter: The Python to use; the running one when None.
    """
    if language == "javascript":
        return NodeLaunch.for_payload(limits, payload_bytes, Library.found(language, limits.library_pack))
    library = Library.found(language, limits.library_pack)
    return (
        python_launch if interpreter is None and library == Library() else PythonLaunch(interpreter, library)
    )
