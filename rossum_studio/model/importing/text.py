"""Bytes of a file, refused in one sentence when they are not UTF-8 text."""

import codecs
from pathlib import Path

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.progress import Progress

_CHUNK = 1 << 20

_SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"SQLite format 3", "a database"),
)

_WIDE_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def read_bytes(path: Path, progress: Progress) -> bytes:
    """The bytes of a file.

    Raises:
        UnreadableFileError: There is no such file, or it may not be read.
        ImportCancelledError: The user gave up.
    """
    chunks = []
    try:
        if path.exists() and not path.is_file():
            raise UnreadableFileError(path, "is not a file; expected JSON or a handler")
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(_CHUNK):
                chunks.append(chunk)
                progress.add(len(chunk))
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise UnreadableFileError(path, _refusal(error)) from error
    return b"".join(chunks)


def _refusal(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "may not be read, permission is denied"
    reason = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read: {reason or error}"


def utf8_text(data: bytes, source: Path | str) -> bytes:
    """The data without a byte order mark, when it is UTF-8 text.

    Raises:
        UnreadableFileError: It is empty, another kind of file, or in another encoding.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFileError(source, f"is {kind}; expected JSON or a handler")
    encoding = _wide_encoding(data)
    if encoding:
        raise UnreadableFileError(source, f"is encoded in {encoding}; save it as UTF-8")
    text = data.removeprefix(codecs.BOM_UTF8)
    if not text.strip():
        raise UnreadableFileError(source, "is empty; expected JSON or a handler")
    _require_utf8(text, source)
    return text


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32, by the mark or by the zeros beside the first two letters."""
    for mark, name in _WIDE_ENCODINGS:
        if data.startswith(mark):
            return name
    zeros = tuple(byte == 0 for byte in data[:4])
    return "UTF-16" if zeros in ((False, True, False, True), (True, False, True, False)) else None


def _require_utf8(text: bytes, source: Path | str) -> None:
    if text.isascii():
        return
    # In pieces: decoding at once keeps other threads waiting.
    decoder, whole = codecs.getincrementaldecoder("utf-8")(), memoryview(text)
    for start in range(0, len(text), _CHUNK):
        try:
            decoder.decode(whole[start : start + _CHUNK], final=start + _CHUNK >= len(text))
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, start + error.start) + 1
            raise UnreadableFileError(source, "is not UTF-8; save it as UTF-8", f"line {line}") from error
