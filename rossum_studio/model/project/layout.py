"""Where things are in a checkout, before anything is read.

Folders are told by their names and what lies in them, so that any of them may be the one that was opened:
the whole project, an organization, an environment, a queue, or a plain folder of hooks.

Source: reference chapter 11.1.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.folder import FOREIGN_FOLDERS
from rossum_studio.model.project.names import (
    FORMULAS_FOLDER,
    HOOKS_FOLDER,
    PAYLOADS_FOLDER,
    QUEUES_FOLDER,
    RULES_FOLDER,
)

MAX_FILES = 10_000
_MAX_DEPTH = 10  # from a project to what lies beside a queue's schema it is 7, two more for a parent folder
_CODE = (".py", ".js")
_CONFIG_FILE = "prd_config.yaml"
_WORKSPACES_FOLDER = "workspaces"

_NOT_ENTERED = {
    *FOREIGN_FOLDERS,
    FORMULAS_FOLDER,  # listed with their queue
    "email_templates",
    "deploy_files",
    "deploy_secrets",
    "deploy_states",
}
_NOT_OBJECTS = {
    "queue.json",
    "inbox.json",
    "workspace.json",
    "organization.json",
    "non_versioned_object_attributes.json",
    "package.json",
    "package-lock.json",
}
_TESTED = ".tested.json"  # our own, see `tested`


@dataclass(slots=True)
class Layout:
    """The files worth reading, those nearest to the folder first.

    Args:
        objects: JSON that may be a hook, a schema or a document; its content tells.
        queues: Folders.
        documents: Payloads, by the folder that they are kept in.
        unreadable: Folders that may not be read.
        is_complete: Whether everything was looked at; false for a folder with too many files.
    """

    objects: list[Path] = field(default_factory=list)
    code: list[Path] = field(default_factory=list)
    queues: list[Path] = field(default_factory=list)
    rules: list[Path] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    is_complete: bool = True


def layout_of(folder: Path) -> Layout:
    """What lies in a folder and the folders below it.

    Raises:
        UnreadableFileError: The folder itself may not be read.
    """
    found, seen, level = Layout(), 0, [folder]
    for _ in range(_MAX_DEPTH):
        below: list[Path] = []
        for each in level:
            try:
                files, folders = _listing(each)
            except OSError as error:
                if each == folder:
                    raise UnreadableFileError(folder, f"cannot be read: {error.strerror}") from error
                found.unreadable.append(each)
                continue
            _sort_in(found, each, files)
            below += folders
            seen += len(files)
            if seen > MAX_FILES:
                found.is_complete = False
                return found
        level = below
    return found


def is_project(folder: Path) -> bool:
    """Whether a folder looks like a checkout or a part of one; nothing is read but names."""
    try:
        names = {entry.name for entry in os.scandir(folder)}
    except OSError:
        return False
    if _CONFIG_FILE in names or _is_queue(folder, names) or folder.absolute().name == HOOKS_FOLDER:
        return True
    inner = {HOOKS_FOLDER, _WORKSPACES_FOLDER}
    return bool(inner & names) or any((folder / name / each).is_dir() for name in names for each in inner)


def project_root(path: Path, default: Path) -> Path:
    """The folder above a file that has the project's configuration; the default when there is none."""
    return next((each for each in path.absolute().parents if (each / _CONFIG_FILE).is_file()), default)


def formula_files(folder: Path) -> dict[str, Path]:
    """The formula files of a queue, by schema_id."""
    try:
        entries = sorted((folder / FORMULAS_FOLDER).iterdir())
    except OSError:
        return {}
    return {path.stem: path for path in entries if path.suffix == ".py"}


def _listing(folder: Path) -> tuple[list[Path], list[Path]]:
    with os.scandir(folder) as entries:
        shown = sorted(
            (each for each in entries if not each.name.startswith(".")), key=lambda each: each.name
        )
    files = [folder / each.name for each in shown if not each.is_dir()]
    folders = [folder / each.name for each in shown if each.is_dir(follow_symlinks=False)]
    return files, [each for each in folders if each.name not in _NOT_ENTERED]


def _sort_in(found: Layout, folder: Path, files: list[Path]) -> None:
    suffixes = [(path, path.suffix.lower()) for path in files]
    objects = [path for path, suffix in suffixes if suffix == ".json" and _may_be_object(path)]
    code = [path for path, suffix in suffixes if suffix in _CODE]
    if folder.absolute().name == RULES_FOLDER:
        found.rules += [path for path in (*objects, *code) if path.suffix != ".js"]
        return
    if folder.absolute().name == PAYLOADS_FOLDER:
        found.documents += objects
        return
    if _is_queue(folder, {path.name for path in files}):
        found.queues.append(folder)
        objects = [path for path in objects if path.name != "schema.json"]
    found.objects += objects
    found.code += code


def _may_be_object(path: Path) -> bool:
    return path.name not in _NOT_OBJECTS and not path.name.endswith(_TESTED)


def _is_queue(folder: Path, names: set[str]) -> bool:
    is_in_queues = folder.absolute().parent.name == QUEUES_FOLDER
    return "queue.json" in names or (is_in_queues and "schema.json" in names)
