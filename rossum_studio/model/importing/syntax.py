"""Where JSON is broken and what was expected there, in one sentence."""

import re
from pathlib import Path

import msgspec

from rossum_studio.model.errors import UnreadableFileError

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|["{}\[\]]', re.DOTALL)
_OPENERS = {b"{": "object", b"[": "list"}
_BYTE = re.compile(r" \(byte (\d+)\)$")
_WORD = re.compile(rb"[-+\w.']+")
_HALF_CHARACTER = re.compile(rb"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|[c-fC-F])")

_EXPECTED = {
    "object keys must be strings": "expected a key in double quotes",
    "trailing comma in object": "a comma follows the last entry of the object",
    "trailing comma in array": "a comma follows the last entry of the list",
    "trailing characters": "expected the end of the file after the JSON",
}

_VALUES = "expected an object, list, text, number, true, false or null"


def syntax_error(data: bytes, error: ValueError | RecursionError, source: Path | str) -> UnreadableFileError:
    """The sentence for JSON that could not be decoded.

    Args:
        data: What was decoded.
        error: What msgspec said.
    """
    said = str(error)
    if isinstance(error, RecursionError):
        return UnreadableFileError(source, "is nested too deeply")
    if isinstance(error, msgspec.ValidationError):
        said = said.partition(" - at ")[0].replace("`", "")
        return UnreadableFileError(source, said[:1].lower() + said[1:])
    found = _BYTE.search(said)
    if found is None:
        return _truncated(data, source)
    position = min(int(found[1]), len(data))
    what = said[: found.start()].removeprefix("JSON is malformed: ")
    if "surrogate" in what:
        return _half_character(data, source)
    return UnreadableFileError(source, _reason(what, data, position), _place(data, position))


def _reason(what: str, data: bytes, position: int) -> str:
    if what != "invalid character":
        return _EXPECTED.get(what, what)
    if data[position : position + 1] < b" ":
        return r"a line break or control character inside a text; expected it written as \n or \u0009"
    start = position
    while start and _WORD.fullmatch(data[start - 1 : start]):
        start -= 1
    word = _WORD.match(data, start)
    shown = (word[0] if word else data[position : position + 1]).decode("utf-8", "replace")
    return f"{shown[:40]!r} is not JSON; {_VALUES}"


def _place(data: bytes, position: int) -> str:
    line_start = data.rfind(b"\n", 0, position) + 1
    column = len(data[line_start:position].decode("utf-8", "replace")) + 1
    return f"line {data.count(b'\n', 0, position) + 1}, column {column}"


def _truncated(data: bytes, source: Path | str) -> UnreadableFileError:
    opened: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(data):
        text = token[0]
        if text in _OPENERS:
            opened.append((_OPENERS[text], token.start()))
        elif text in b"}]" and opened:
            opened.pop()
        elif text == b'"':
            opened.append(("text", token.start()))
            break
    if not opened:
        return _half_character(data, source)
    kind, start = opened[-1]
    line = data.count(b"\n", 0, start) + 1
    reason = f"the file ends inside the {kind} that began in line {line}"
    return UnreadableFileError(source, reason, _place(data, len(data.rstrip())))


def _half_character(data: bytes, source: Path | str) -> UnreadableFileError:
    """Msgspec often takes a lone surrogate for the end of the data."""
    found = _HALF_CHARACTER.search(data)
    place = _place(data, found.start()) if found else ""
    return UnreadableFileError(source, r"a \u escape stands for half a character; expected a pair", place)
