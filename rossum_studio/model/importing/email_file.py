"""An e-mail saved as a file becomes the keys that `email.received` sends.

Source: reference 4.4 (bodies are cut to 4 kB), 4.5, 4.8; the file format is RFC 5322.
"""

import mimetypes
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from rossum_studio.model.errors import UnreadableFileError

_HEADERS = ("from", "to", "reply-to", "subject", "message-id", "date")
_OPTIONAL_HEADERS = ("authentication-results",)
_MAX_BODY_BYTES = 4096
_OUTLOOK = b"\xd0\xcf\x11\xe0"
_EXPECTED = "expected an e-mail saved as .eml, with headers such as From and Subject"

# What the standard library lets out of its parsers of headers and bodies when these are malformed.
_MALFORMED = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError)


def event_keys_of_email(data: bytes, source: Path) -> dict[str, Any]:
    """The keys `headers`, `body` and `files`, for the payload of an event.

    A file's `document` is its address on the platform, which the e-mail cannot know; the payload
    that these keys go into fills it in.

    Raises:
        UnreadableFileError: It is no e-mail.
    """
    if data.startswith(_OUTLOOK):
        raise UnreadableFileError(source, f"is a message file of Outlook; {_EXPECTED}")
    message = _parsed(data, source)
    if not any(_header(message, name) for name in _HEADERS):
        raise UnreadableFileError(source, f"is no e-mail; {_EXPECTED}")
    parts = list(_leaves(message))
    plain, html = (_first_body(parts, subtype) for subtype in ("plain", "html"))
    files = [part for part in parts if part is not plain and part is not html]
    return {
        "headers": _headers(message),
        "body": {"body_text_plain": _text(plain), "body_text_html": _text(html)},
        "files": [_file(part, number) for number, part in enumerate(files, start=1)],
    }


def _parsed(data: bytes, source: Path) -> EmailMessage:
    try:
        return message_from_bytes(data.lstrip(), policy=default)
    except (*_MALFORMED, RecursionError) as error:
        raise UnreadableFileError(source, f"cannot be read as an e-mail ({error}); {_EXPECTED}") from None


def _headers(message: EmailMessage) -> dict[str, str]:
    found = {name: _header(message, name) for name in _HEADERS}
    optional = {name: _header(message, name) for name in _OPTIONAL_HEADERS}
    return found | {name: value for name, value in optional.items() if value}


def _header(message: EmailMessage, name: str) -> str:
    """A header on one line; empty when it is missing or cannot be read."""
    try:
        return _printable(str(message.get(name, "")))
    except _MALFORMED:
        return ""


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold something; an e-mail that was attached is one part."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        yield message
        return
    for part in message.get_payload():
        yield from _leaves(cast(EmailMessage, part))


def _first_body(parts: list[EmailMessage], subtype: str) -> EmailMessage | None:
    """The first text of this kind that is not a file."""
    for part in parts:
        is_text = part.get_content_type() == f"text/{subtype}"
        if is_text and not _filename(part) and _disposition(part) != "attachment":
            return part
    return None


def _text(part: EmailMessage | None) -> str:
    """The text of a body, cut where the platform cuts it."""
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except _MALFORMED:  # a character set that does not exist, for one
        text = _decoded_payload(part).decode("utf-8", "replace")
    text = _printable(text).replace("\r\n", "\n")
    return text.encode()[:_MAX_BODY_BYTES].decode("utf-8", "ignore")


def _decoded_payload(part: EmailMessage) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except _MALFORMED:
        return b""
    return found if isinstance(found, bytes) else b""


def _file(part: EmailMessage, number: int) -> dict[str, Any]:
    name, mime_type = _filename(part), part.get_content_type()
    if mime_type == "application/octet-stream":  # what programs send that do not know
        mime_type = mimetypes.guess_type(name)[0] or mime_type
    return {
        "id": str(number),
        "filename": name or f"attachment-{number}{_suffix(mime_type)}",
        "mime_type": mime_type,
        "n_pages": 1,
        "height_px": None,
        "width_px": None,
    }


def _filename(part: EmailMessage) -> str:
    try:
        return _printable(part.get_filename() or "")
    except _MALFORMED:
        return ""


def _disposition(part: EmailMessage) -> str | None:
    try:
        return part.get_content_disposition()
    except _MALFORMED:
        return None


def _suffix(mime_type: str) -> str:
    return ".eml" if mime_type == "message/rfc822" else mimetypes.guess_extension(mime_type) or ""


def _printable(text: str) -> str:
    """The text without halves of characters, which stand for bytes of an unknown character set."""
    return text.encode("utf-8", "replace").decode()
