"""How a checkout names files: the object's name and its id, and how a URL ends in the same id.

Source: reference chapter 11.1.
"""

import re
from pathlib import Path

_REMOVED = str.maketrans("", "", "/\\\"'`")
_STEM = re.compile(r"(?P<name>.*?)_?\[(?P<id>\d*)\]", re.DOTALL)
_URL_ID = re.compile(r"/(\d+)/?$")

HOOKS_FOLDER = "hooks"
RULES_FOLDER = "rules"
FORMULAS_FOLDER = "formulas"
QUEUES_FOLDER = "queues"
PAYLOADS_FOLDER = "payloads"


def file_stem(name: str, object_id: int | None) -> str:
    """What the file or folder of an object is called, without suffix.

    Args:
        object_id: None for an object that the platform does not know yet: `Check_[]`.
    """
    return f"{name.translate(_REMOVED)}_[{'' if object_id is None else object_id}]"


def has_id(stem: str) -> bool:
    """Whether the name ends in brackets, be they empty."""
    return _STEM.fullmatch(stem) is not None


def id_in(stem: str) -> int | None:
    """The id in a name; None for a new object and for names of other tools."""
    found = _STEM.fullmatch(stem)
    return int(found["id"]) if found and found["id"] else None


def name_in(stem: str) -> str:
    """The name without the id."""
    found = _STEM.fullmatch(stem)
    return found["name"] if found else stem


def id_of_url(url: object) -> int | None:
    """The id that the URL of an object ends in."""
    found = _URL_ID.search(url) if isinstance(url, str) else None
    return int(found[1]) if found else None


def is_of_checkout(object_path: Path) -> bool:
    """Whether a hook object belongs to a checkout, whose tool copies the code file into it on push."""
    return has_id(object_path.stem) or object_path.parent.name == HOOKS_FOLDER
