"""What ships with the application: resources and sample events.

In a wheel both folders lie inside the package; in a checkout beside it.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def _folder(name: str) -> Traversable:
    packaged = files("rossum_studio") / name
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[1] / name


def resource(*parts: str) -> Traversable:
    """A file or folder below `resources/`."""
    return _folder("resources").joinpath(*parts)


def sample_events() -> Traversable:
    """The folder of sample events."""
    return _folder("sample_events")
