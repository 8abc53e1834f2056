"""Writes what was edited of a project, and not a byte more.

A code file wins on push, so a checkout's hook object is left as it is when only code was edited; a hook
object and code file that belong to no checkout are kept alike.

Source: reference chapter 11.1, "Who wins", "Formulas"; 11.2.
"""

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rossum_studio.model.errors import ChangedOnDiskError, SaveError
from rossum_studio.model.hook import SUFFIXES, Hook
from rossum_studio.model.json_edit import edited_json, is_same_json
from rossum_studio.model.problem import Where
from rossum_studio.model.project.hooks import read_hook
from rossum_studio.model.project.names import FORMULAS_FOLDER, is_of_checkout
from rossum_studio.model.project.parts import Digests, ProjectHook, ProjectQueue, digest_of
from rossum_studio.model.project.queues import field_nodes
from rossum_studio.model.project.reading import JsonTop, ProjectReader
from rossum_studio.model.saving import TextFile, save_bytes, with_line_ends_of
from rossum_studio.model.schema import Schema, parse_schema


@dataclass(frozen=True, slots=True)
class _Edit:
    """A file as it is on disk, None when it is not there, and as it shall be."""

    path: Path
    before: bytes | None
    after: bytes


def save_hook(project_hook: ProjectHook, hook: Hook, *, overwrite: bool = False) -> ProjectHook:
    """Write the code and the attributes that differ from those that were read.

    Args:
        project_hook: As it was read, or as the last save returned it.
        overwrite: Whether to write over what another program wrote meanwhile.

    Returns:
        The hook as it now stands on disk.

    Raises:
        ChangedOnDiskError: Another program wrote a file that would be written.
        SaveError: A file cannot be written, or the hook has none for what was edited.
    """
    if not project_hook.is_function:
        raise SaveError(f"{project_hook.file.name} is a webhook; only functions can be edited.")
    attributes = _attributes_to_save(project_hook, hook)
    edits = []
    if project_hook.code_path is not None and hook.code != project_hook.hook.code:
        edits.append(_text_edit(project_hook.code_path, hook.code))
    if not is_same_json(dict(project_hook.hook.attributes), attributes):
        edits.append(_json_edit(_object_path(project_hook), attributes))
    digests = _write(edits, project_hook.digests, overwrite=overwrite)
    return replace(project_hook, hook=replace(hook, attributes=attributes), digests=digests)


def save_settings(
    project_hook: ProjectHook, settings: Mapping[str, Any], *, overwrite: bool = False
) -> ProjectHook:
    """Write the hook's `settings`, as `save_hook` does."""
    attributes = {**project_hook.hook.attributes, "settings": dict(settings)}
    return save_hook(project_hook, replace(project_hook.hook, attributes=attributes), overwrite=overwrite)


def save_formula(queue: ProjectQueue, schema_id: str, code: str, *, overwrite: bool = False) -> ProjectQueue:
    """Write the formula of a field: to its file, and into the schema only where schemas have no such files.

    Returns:
        The queue as it now stands on disk.

    Raises:
        ChangedOnDiskError: Another program wrote the file.
        SaveError: The file cannot be written, or the schema has no such field.
    """
    node = queue.schema.find(schema_id) if queue.schema else None
    if queue.schema is None or queue.schema_path is None or node is None or node.category != "datapoint":
        raise SaveError(f"The schema of {queue.name} has no field {schema_id!r} that could have a formula.")
    if node.attributes.get("formula") == code:
        return queue
    if queue.is_bare_schema:
        edit, formulas = _schema_edit(queue.schema_path, schema_id, code), queue.formulas
    else:
        path = queue.formulas.get(schema_id) or _new_formula_path(queue, schema_id)
        edit, formulas = _text_edit(path, code), {**queue.formulas, schema_id: path}
    digests = _write([edit], queue.digests, overwrite=overwrite)
    schema = _with_formula(queue.schema, schema_id, code)
    return replace(queue, schema=schema, formulas=formulas, digests=digests)


def offered_code_path(project_hook: ProjectHook) -> Path | None:
    """Where the code of a hook object would go; None when it has none, or has a code file."""
    if project_hook.path is None or project_hook.code_path is not None or not project_hook.is_function:
        return None
    if project_hook.is_from_store or not project_hook.hook.code:
        return None
    return project_hook.path.with_suffix(SUFFIXES[project_hook.hook.language])


def split_code(path: Path) -> ProjectHook:
    """Write the code that is in a hook object to a file of its own beside it; the object keeps its copy.

    Raises:
        SaveError: It is no hook object, has no code, or the code file is there already.
    """
    reader = ProjectReader(path.parent)
    attributes = reader.object(path, Where.HOOK, "a hook")
    if attributes is None:
        raise SaveError(reader.problems[0].message)
    found = read_hook(path, attributes, (), reader)
    target = offered_code_path(found)
    if target is None:
        raise SaveError(f"{path.name} has no code that could be put into a file of its own.")
    if target.exists():
        raise SaveError(f"{target.name} is there already; open it together with {path.name}.")
    code = found.hook.config["code"].encode()
    digests = _write([_Edit(target, None, code)], found.digests, overwrite=False)
    return replace(found, code_path=target, digests=digests)


def _attributes_to_save(project_hook: ProjectHook, hook: Hook) -> dict[str, Any]:
    """The attributes, with the code in them where the object is what keeps it."""
    attributes = dict(hook.attributes)
    path, has_code_file = project_hook.path, project_hook.code_path is not None
    if hook.code == project_hook.hook.code or (path is None and has_code_file):
        return attributes
    if path is not None and has_code_file and is_of_checkout(path):
        return attributes
    known = hook.config.get("code")
    code = with_line_ends_of(known, hook.code) if isinstance(known, str) else hook.code
    return {**attributes, "config": {**hook.config, "code": code}}


def _object_path(project_hook: ProjectHook) -> Path:
    if project_hook.path is None:
        message = "has no hook object beside it that could keep settings; save it as a hook object first."
        raise SaveError(f"{project_hook.file.name} {message}")
    return project_hook.path


def _text_edit(path: Path, text: str) -> _Edit:
    before = _bytes_of(path)
    return _Edit(path, before, _bytes_to_write(path, _text_file(path, before).edited(text)))


def _json_edit(path: Path, new: JsonTop) -> _Edit:
    before = _bytes_of(path)
    file = _text_file(path, before)
    try:
        text = edited_json(file.text, new)
    except ValueError:  # gone, or not JSON any more
        file, text = TextFile(""), json.dumps(new, indent=2, ensure_ascii=False) + "\n"
    return _Edit(path, before, _bytes_to_write(path, replace(file, text=text)))


def _schema_edit(path: Path, schema_id: str, code: str) -> _Edit:
    before = _bytes_of(path)
    try:
        raw = json.loads(_text_file(path, before).text)
        node = next(node for node in field_nodes(raw) if node["id"] == schema_id)
    except (ValueError, StopIteration) as error:
        raise SaveError(f"{path.name} is no schema with a field {schema_id!r} any more.") from error
    known = node.get("formula")
    node["formula"] = with_line_ends_of(known, code) if isinstance(known, str) else code
    return _json_edit(path, raw)


def _new_formula_path(queue: ProjectQueue, schema_id: str) -> Path:
    folder = queue.path / FORMULAS_FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise SaveError(f"{folder.name} could not be made in {queue.path}: {error.strerror}.") from error
    return folder / f"{schema_id}.py"


def _with_formula(schema: Schema, schema_id: str, code: str) -> Schema:
    raw = deepcopy(schema.to_json())
    for node in field_nodes(raw):
        if node["id"] == schema_id:
            node["formula"] = code
    return parse_schema(raw)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SaveError(f"{path.name} cannot be read any more: {error.strerror}.") from error


def _text_file(path: Path, data: bytes | None) -> TextFile:
    try:
        return TextFile.of_bytes(data or b"")
    except UnicodeDecodeError as error:
        raise SaveError(f"{path.name} is not UTF-8; save it as UTF-8 before it is edited here.") from error


def _bytes_to_write(path: Path, file: TextFile) -> bytes:
    try:
        return file.to_bytes()
    except UnicodeEncodeError as error:
        message = f"{path.name}: there is half a character, which cannot be written as UTF-8."
        raise SaveError(message) from error


def _write(edits: Sequence[_Edit], digests: Digests, *, overwrite: bool) -> Digests:
    """Write all files, or none when one of them changed meanwhile."""
    changed = [edit.path for edit in edits if _is_changed(edit, digests)]
    if changed and not overwrite:
        raise ChangedOnDiskError(changed)
    for edit in edits:
        save_bytes(edit.path, edit.after)
    return {**digests, **{edit.path: digest_of(edit.after) for edit in edits}}


def _is_changed(edit: _Edit, digests: Digests) -> bool:
    if edit.before == edit.after:
        return False
    return (digest_of(edit.before) if edit.before is not None else None) != digests.get(edit.path)
