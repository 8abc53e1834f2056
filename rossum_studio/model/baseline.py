"""Results of a hook on many documents, kept in a file to compare later ones with.

The file is JSON with one entry a document, sorted by name, so that version control shows what changed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.syntax import syntax_error
from rossum_studio.model.importing.text import read_bytes, utf8_text
from rossum_studio.model.recorded import CallResult, Failure
from rossum_studio.model.saving import save_bytes

TITLE = "the baseline"
_VERSION = 1


def read_baseline(path: Path) -> dict[str, CallResult]:
    """The results in a file, by the name of the document.

    Raises:
        UnreadableFileError: It is no baseline.
    """
    text = utf8_text(read_bytes(path, Progress()), path)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise syntax_error(text, error, path) from None
    results = found.get("results") if isinstance(found, dict) else None
    if not isinstance(results, dict):
        reason = 'is no baseline; expected an object with "results", as --save writes it'
        raise UnreadableFileError(path, reason)
    if found.get("version") != _VERSION:
        raise UnreadableFileError(path, f"is of another version; expected {_VERSION}", "/version")
    return {name: _result_of(entry, path, name) for name, entry in results.items()}


def save_baseline(path: Path, results: Mapping[str, CallResult]) -> None:
    """Write results.

    Raises:
        SaveError: The file cannot be written.
    """
    entries = {name: _entry_of(results[name]) for name in sorted(results)}
    text = json.dumps({"version": _VERSION, "results": entries}, indent=2, ensure_ascii=False)
    save_bytes(path, f"{text}\n".encode("utf-8", "backslashreplace"))


def _entry_of(result: CallResult) -> dict[str, Any]:
    if result.failure is None:
        return {"response": result.response}
    failure = result.failure
    return {
        "response": result.response,
        "failure": failure.message,
        "status_code": failure.status_code,
        "is_timeout": failure.is_timeout,
    }


def _result_of(entry: Any, path: Path, name: str) -> CallResult:
    response = entry.get("response") if isinstance(entry, dict) else None
    failure = entry.get("failure") if isinstance(entry, dict) else None
    if not isinstance(response, dict) and not isinstance(failure, str):
        reason = 'expected an object with a "response" or a "failure"'
        raise UnreadableFileError(path, reason, f"/results/{name}")
    used = response if isinstance(response, dict) else None
    if not isinstance(failure, str):
        return CallResult(used, title=TITLE)
    code = entry.get("status_code")
    known_code = code if type(code) is int else None
    return CallResult(used, Failure(failure, known_code, entry.get("is_timeout") is True), TITLE)
