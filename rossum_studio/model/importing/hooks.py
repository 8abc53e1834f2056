"""Hooks: a handler, a hook object, or both side by side.

Source: reference chapter 6, 7, 11.1, 11.2.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rossum_studio.model.annotation import encode_raw
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.hook import SUFFIXES, Hook, language_of
from rossum_studio.model.importing.documents import DocumentReader
from rossum_studio.model.importing.opened import Kind, OpenedDocument, OpenedHook
from rossum_studio.model.importing.recognise import Keys, plain, plain_object

_PYTHON_HANDLER = re.compile(r"^\s*(async\s+)?def\s+rossum_hook_request_handler\b", re.MULTILINE)
_JAVASCRIPT_HANDLER = re.compile(
    r"^[^\"'\n]*(\bexports\s*(\.|=)|\b(function|const|let|var)\s+|^\s*)rossum_hook_request_handler\b"
    r"|^[^\"'\n]*\bmodule\.exports\b",
    re.MULTILINE,
)


def handler_language(text: str, source: Path | str) -> str | None:
    """The language of a handler's source, by the handler in it, else by its suffix; None for other text."""
    if _PYTHON_HANDLER.search(text):
        return "python"
    if _JAVASCRIPT_HANDLER.search(text):
        return "javascript"
    suffix = source.suffix.lower() if isinstance(source, Path) else ""
    return next((language for language, known in SUFFIXES.items() if known == suffix), None)


def has_handler(code: str) -> bool:
    """Whether the function that Rossum calls is in it."""
    return bool(_PYTHON_HANDLER.search(code) or _JAVASCRIPT_HANDLER.search(code))


def hook_of_code(text: str, language: str, source: Path | str) -> OpenedHook:
    """A handler without a hook object."""
    path = source if isinstance(source, Path) else None
    return OpenedHook(Hook(_with_plain_newlines(text), {}, language), code_path=path)


def hook_of_object(keys: Keys, reader: DocumentReader) -> OpenedHook:
    """Shape F: a hook object; its code until a sibling file is found."""
    attributes = plain_object(keys)
    config = attributes.get("config")
    config = config if isinstance(config, dict) else {}
    code = _with_plain_newlines(str(config.get("code") or ""))
    runtime = config.get("runtime")
    language = language_of(runtime) if runtime else handler_language(code, "") or "python"
    path = reader.source if isinstance(reader.source, Path) else None
    saved_input = _saved_input(attributes.get("test"), reader)
    return OpenedHook(Hook(code, attributes, language), object_path=path, saved_input=saved_input)


def hook_of_test(keys: Keys) -> OpenedHook | None:
    """The handler that a test request carries along; None when it has none."""
    config = plain(keys.get("config"))
    if not isinstance(config, dict) or not isinstance(config.get("code"), str):
        return None
    hook = Hook(config["code"], {"type": "function", "config": config}, language_of(config.get("runtime")))
    return OpenedHook(hook)


def _saved_input(test: Any, reader: DocumentReader) -> OpenedDocument | None:
    """The payload kept in a hook's `test`; in hook templates `test` itself is the payload."""
    payload = test.get("saved_input", test) if isinstance(test, dict) else None
    if not isinstance(payload, dict) or not payload.keys() & {"event", "annotation"}:
        return None
    try:
        return reader.payload_json(encode_raw(payload), Kind.PAYLOAD, "/test/saved_input")
    except UnreadableFileError:  # the hook is worth opening without it
        return None


def _with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def joined_hooks(hooks: Sequence[OpenedHook]) -> list[OpenedHook]:
    """Hook objects with the code file of the same stem beside them; the file's code wins."""
    by_path = {hook.code_path: hook for hook in hooks if hook.code_path}
    pairs = [(hook, by_path.get(sibling_code(hook) or Path())) for hook in hooks]
    taken = {code.code_path for _, code in pairs if code}
    return [
        replace(hook, hook=hook.hook.with_code(code.hook.code), code_path=code.code_path) if code else hook
        for hook, code in pairs
        if hook.code_path is None or hook.code_path not in taken
    ]


def sibling_code(hook: OpenedHook) -> Path | None:
    """Where a hook object's code file would be."""
    return hook.object_path.with_suffix(SUFFIXES[hook.hook.language]) if hook.object_path else None


def sibling_object(hook: OpenedHook) -> Path | None:
    """Where a code file's hook object would be."""
    return hook.code_path.with_suffix(".json") if hook.code_path else None
