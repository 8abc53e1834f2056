"""Writes text files and hooks so that open and save changes nothing, and a crash loses nothing.

Source: reference chapter 11.1, 11.2.
"""

import codecs
import json
import os
import re
import stat
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from rossum_studio.model.errors import SaveError
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.json_edit import edited_json
from rossum_studio.model.project.names import is_of_checkout

_NEW_FILE_MODE = 0o644
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text and how its file spells it.

    Args:
        text: With `\\n` between lines, unless the file mixes line ends.
        newline: What ends the file's lines; None when it mixes them, and the text has them as they are.
        has_mark: Whether the file starts with a byte order mark.
    """

    text: str
    newline: str | None = "\n"
    has_mark: bool = False

    @classmethod
    def of_bytes(cls, data: bytes) -> "TextFile":
        """The text of a file's bytes.

        Raises:
            UnicodeDecodeError: They are not UTF-8.
        """
        text = data.removeprefix(codecs.BOM_UTF8).decode()
        ends = set(_LINE_END.findall(text))
        newline = None if len(ends) > 1 else next(iter(ends), "\n")
        if newline not in (None, "\n"):
            text = text.replace(newline, "\n")
        return cls(text, newline, data.startswith(codecs.BOM_UTF8))

    def edited(self, text: str) -> "TextFile":
        """The file with another text; every line that stays keeps its end."""
        return replace(self, text=text if self.newline else with_line_ends_of(self.text, text))

    def to_bytes(self) -> bytes:
        """The bytes of the file."""
        text = self.text if self.newline in (None, "\n") else self.text.replace("\n", self.newline)
        return (codecs.BOM_UTF8 if self.has_mark else b"") + text.encode()


def with_line_ends_of(before: str, text: str) -> str:
    """A text with each line ended as it was before; new lines end as most did.

    Args:
        text: With `\\n` between lines.
    """
    ends = _LINE_END.findall(before)
    if set(ends) <= {"\n"}:
        return text
    [(usual, _)] = Counter(ends).most_common(1)
    old_lines, lines = _LINE_END.split(before), text.split("\n")
    new_ends = [usual] * (len(lines) - 1) + [""]
    for old, new, size in SequenceMatcher(None, old_lines, lines, autojunk=False).get_matching_blocks():
        for offset in range(size):
            if old + offset < len(ends) and new + offset < len(lines) - 1:
                new_ends[new + offset] = ends[old + offset]
    joined = "".join(line + end for line, end in zip(lines, new_ends, strict=True))
    # The end of one line and an empty next one may read as one: then all get the same.
    return joined if _with_plain_newlines(joined) == text else text.replace("\n", usual)


def load_text_file(path: Path) -> TextFile:
    """The text of a file, with what it takes to write it back the same.

    Raises:
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.
    """
    return TextFile.of_bytes(path.read_bytes())


def save_text_file(path: Path, file: TextFile) -> None:
    """Write a text, whole or not at all; nothing is written when the file is the same already.

    Raises:
        SaveError: It cannot be written.
    """
    try:
        data = file.to_bytes()
    except UnicodeEncodeError as error:
        line = file.text.count("\n", 0, error.start) + 1
        message = f"{path.name}: line {line} has half a character, which cannot be written as UTF-8."
        raise SaveError(message) from error
    save_bytes(path, data)


def save_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; a link's target is written, and the mode is kept.

    Raises:
        SaveError: It is read-only, or its folder cannot be written.
    """
    target = path.resolve()
    try:
        if target.is_file() and target.read_bytes() == data:
            return
        mode = _mode_of(target)
        if not mode & stat.S_IWUSR:
            raise SaveError(f"{path.name} is read-only; save it under another name.")
        _replace(target, data, mode)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SaveError(f"{path.name} could not be saved in {target.parent}: {reason}.") from error


def _mode_of(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return _NEW_FILE_MODE


def _replace(target: Path, data: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def save_hook(opened: OpenedHook) -> OpenedHook:
    """Write a hook where it came from: code file, hook object, or both.

    In the object only what changed is spelled anew. Its `config.code` follows the code, but an object
    that was out of date beside an unchanged code file stays as it is, and so does one of a checkout,
    whose tool copies the code file into it on push.

    Args:
        opened: With the code and the attributes to save, and at least one path.

    Returns:
        The hook as it now stands on disk.

    Raises:
        SaveError: A file could not be written, or there is no path.
    """
    if opened.code_path is None and opened.object_path is None:
        raise SaveError("The hook has no file yet; choose where to save it.")
    hook = opened.hook
    code_file = _file_before(opened.code_path)
    is_unchanged = code_file is not None and _with_plain_newlines(code_file.text) == hook.code
    if opened.object_path is not None:
        keep_code = is_unchanged or (code_file is not None and is_of_checkout(opened.object_path))
        hook = _save_object(opened.object_path, hook, keep_code=keep_code)
    if opened.code_path is not None and not is_unchanged:
        save_text_file(opened.code_path, (code_file or TextFile("")).edited(hook.code))
    return replace(opened, hook=hook)


def _file_before(path: Path | None) -> TextFile | None:
    """The file as it is on disk; None when there is none yet, or it is not text."""
    try:
        return load_text_file(path) if path is not None and path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def _save_object(path: Path, hook: Hook, *, keep_code: bool) -> Hook:
    attributes = _attributes_to_save(hook, path.stem, keep_code=keep_code)
    before = _file_before(path)
    try:
        after = replace(before, text=edited_json(before.text, attributes)) if before else None
    except ValueError:  # not JSON any more
        after = None
    new_text = json.dumps(attributes, indent=2, ensure_ascii=False) + "\n"
    save_text_file(path, after or TextFile(new_text))
    return replace(hook, attributes=attributes)


def _attributes_to_save(hook: Hook, name: str, *, keep_code: bool) -> dict[str, Any]:
    known = hook.config.get("code")
    is_same = _with_plain_newlines(known if isinstance(known, str) else "") == hook.code
    if hook.attributes and (keep_code or is_same):
        return dict(hook.attributes)
    attributes = hook.attributes or {
        "type": "function",
        "name": name,
        "events": [],
        "sideload": hook.sideload,
        "config": {"runtime": hook.runtime},
    }
    config = attributes.get("config")
    return {**attributes, "config": {**(config if isinstance(config, dict) else {}), "code": hook.code}}


def _with_plain_newlines(text: str) -> str:
    return _LINE_END.sub("\n", text)
