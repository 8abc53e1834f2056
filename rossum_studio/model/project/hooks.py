"""Hooks of a project: each hook object with its code file, and code files that have no object.

Source: reference chapter 11.1, "Code file", "Who wins", "Older layout".
"""

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from rossum_studio.model.hook import SUFFIXES, Hook, language_of
from rossum_studio.model.importing.hooks import handler_language, has_handler
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.project.parts import ProjectHook
from rossum_studio.model.project.reading import ProjectReader, is_same_code, object_id, with_plain_newlines


def read_hooks(
    objects: Iterable[tuple[Path, dict[str, Any]]], code_files: Iterable[Path], reader: ProjectReader
) -> tuple[ProjectHook, ...]:
    """The hooks, those with an object first."""
    unread = dict.fromkeys(code_files)
    hooks = []
    for path, attributes in objects:
        found = read_hook(path, attributes, unread.keys(), reader)
        hooks.append(found)
        for file in _code_files(path):
            unread.pop(file, None)
    return (*hooks, *(hook for path in unread if (hook := _read_code_alone(path, reader))))


def read_hook(
    path: Path, attributes: dict[str, Any], code_files: Collection[Path], reader: ProjectReader
) -> ProjectHook:
    """A hook object, with the code of its code file when there is one among those given."""
    config = attributes.get("config")
    config = config if isinstance(config, dict) else {}
    known = config.get("code")
    code = with_plain_newlines(known) if isinstance(known, str) else ""
    hook = Hook(code, attributes, _language(path, config.get("runtime"), code, code_files))
    found = ProjectHook(path, None, hook, object_id(path.stem, attributes), reader.digests_of(path))
    return _with_code_file(found, code_files, reader) if found.is_function else found


def _language(path: Path, runtime: object, code: str, code_files: Collection[Path]) -> str:
    """By the runtime, else by the code file that is there, else by the code."""
    if runtime:
        return language_of(runtime)
    beside = next((file for file in _code_files(path) if file in code_files), None)
    return handler_language(code, beside or "") or "python"


def _code_files(path: Path) -> list[Path]:
    """Where the code of a hook object may lie; the older layout has a folder for it."""
    folder = path.with_suffix("")
    beside = [path.with_suffix(suffix) for suffix in SUFFIXES.values()]
    return beside + [folder / f"code{suffix}" for suffix in SUFFIXES.values()]


def _with_code_file(found: ProjectHook, code_files: Collection[Path], reader: ProjectReader) -> ProjectHook:
    path, hook = found.file, found.hook
    present = [file for file in _code_files(path) if file in code_files]
    fitting = [file for file in present if file.suffix == SUFFIXES[hook.language]]
    for file in present:
        if file not in fitting[:1]:
            message = f"is not used; the runtime of {path.name} is {hook.runtime}."
            if file in fitting:
                message = f"is not used; the code of {path.name} is in {fitting[0].name}."
            reader.note(Severity.WARNING, Where.CODE, file, message, "project-code-unused")
    if not fitting:
        return found
    code = reader.code(fitting[0])
    if code is None:
        return ProjectHook(path, fitting[0], hook, found.id, found.digests)
    if hook.code and not is_same_code(code, hook.code):
        message = f"differs from the code in {path.name}; the {fitting[0].suffix} file wins."
        reader.note(Severity.INFO, Where.CODE, fitting[0], message, "project-code-differs")
    digests = reader.digests_of(path, fitting[0])
    return ProjectHook(path, fitting[0], hook.with_code(code), found.id, digests)


def _read_code_alone(path: Path, reader: ProjectReader) -> ProjectHook | None:
    """Code without a hook object, when it has a handler: a folder may hold any other program too."""
    code = reader.code(path)
    if code is None or not has_handler(code):
        return None
    language = handler_language(code, path) or "python"
    return ProjectHook(None, path, Hook(code, {}, language), None, reader.digests_of(path))
