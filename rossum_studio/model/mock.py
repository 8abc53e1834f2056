"""Answers of other services, written or recorded ahead: plain files beside a function, in its folder `mocks`.

A file holds one answer or a list of them:

    {"method": "GET", "url": "https://api.example.com/rates*", "status": 200, "headers": {}, "body": {}}

In `url`, `*` stands for anything, the query included; an address without it is that address alone, whatever
the order of its query. `body` is JSON, or text as it is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.http import AnsweredBy, HttpReply, HttpRequest
from rossum_studio.model.importing.progress import Progress
from rossum_studio.model.importing.syntax import syntax_error
from rossum_studio.model.importing.text import read_bytes, utf8_text
from rossum_studio.model.saving import save_bytes

FOLDER = "mocks"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_KEYS = {"method", "url", "status", "headers", "body"}


@dataclass(frozen=True)
class Mock:
    """One answer.

    Args:
        method: In capitals.
        url: Absolute; `*` stands for anything.
        body: JSON, or a text that is sent as it is.
    """

    method: str
    url: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: Any = None

    def answers(self, request: HttpRequest) -> bool:
        """Whether it is meant for the request."""
        if request.method != self.method:
            return False
        if "*" in self.url:
            return self._pattern.fullmatch(request.url) is not None
        return _parts(self.url) == _parts(request.url)

    @property
    def precision(self) -> tuple[bool, int]:
        """Of several that answer, the one with the highest is taken."""
        return "*" not in self.url, len(self.url)

    @property
    def reply(self) -> HttpReply:
        """What is answered."""
        names = {name.lower() for name, _ in self.headers}
        is_text = isinstance(self.body, str)
        kind = "text/plain; charset=utf-8" if is_text else "application/json"
        added = () if "content-type" in names or self.body is None else (("Content-Type", kind),)
        text = (
            self.body if is_text else "" if self.body is None else json.dumps(self.body, ensure_ascii=False)
        )
        return HttpReply(self.status, (*self.headers, *added), text.encode(), AnsweredBy.MOCK)

    def as_json(self) -> dict[str, Any]:
        """The shape of the file."""
        headers = {"headers": dict(self.headers)} if self.headers else {}
        return {"method": self.method, "url": self.url, "status": self.status, **headers, "body": self.body}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(".*".join(map(re.escape, self.url.split("*"))), re.DOTALL)


def _parts(url: str) -> tuple[str, str, str, list[tuple[str, str]]]:
    found = urlsplit(url)
    query = sorted(parse_qsl(found.query, keep_blank_values=True))
    return found.scheme, found.netloc.lower(), found.path or "/", query


def read_mocks(folder: Path) -> tuple[Mock, ...]:
    """Read every answer in a folder, in the order of its files; none where there is no folder.

    Raises:
        UnreadableFileError: Names the file, the place and what was expected.
    """
    files = sorted(folder.glob("*.json")) if folder.is_dir() else ()
    return tuple(mock for path in files for mock in _read_file(path))


def save_mock(folder: Path, mock: Mock) -> Path:
    """Write an answer into a file of its own, and return its path.

    Raises:
        SaveError: It cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = urlsplit(mock.url.replace("*", ""))
    words = re.findall(r"[A-Za-z0-9]+", f"{mock.method} {parts.netloc} {parts.path}")
    stem = "_".join(words).lower()[:60] or "mock"
    path = next(path for path in _names(folder, stem) if not path.exists())
    save_bytes(path, json.dumps(mock.as_json(), indent=2, ensure_ascii=False).encode() + b"\n")
    return path


def _names(folder: Path, stem: str) -> Iterator[Path]:
    yield folder / f"{stem}.json"
    number = 2
    while True:
        yield folder / f"{stem}_{number}.json"
        number += 1


def _read_file(path: Path) -> list[Mock]:
    text = utf8_text(read_bytes(path, Progress()), path)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise syntax_error(text, error, path) from None
    if isinstance(raw, list):
        return [_read(each, path, f"/{index}") for index, each in enumerate(raw)]
    return [_read(raw, path, "")]


def _read(raw: object, path: Path, pointer: str) -> Mock:
    def refuse(key: str, expected: str) -> UnreadableFileError:
        return UnreadableFileError(
            path, f"expected {expected}", f"{pointer}/{key}" if key else pointer or "/"
        )

    if not isinstance(raw, dict):
        raise refuse("", "an object with method, url, status and body")
    if unknown := sorted(raw.keys() - _KEYS):
        raise refuse(unknown[0], f"one of {', '.join(sorted(_KEYS))}")
    method, url, status = raw.get("method", "GET"), raw.get("url"), raw.get("status", 200)
    if not isinstance(method, str) or method.upper() not in METHODS:
        raise refuse("method", f"one of {', '.join(METHODS)}")
    if not isinstance(url, str) or not url.startswith(("http://", "https://", "*")):
        raise refuse("url", "an address that begins with http:// or https://")
    if type(status) is not int or not 100 <= status <= 599:
        raise refuse("status", "a number from 100 to 599")
    return Mock(method.upper(), url, status, _headers(raw.get("headers", {}), refuse), raw.get("body"))


def _headers(raw: object, refuse: Callable[[str, str], UnreadableFileError]) -> tuple[tuple[str, str], ...]:
    if not isinstance(raw, Mapping) or not all(isinstance(value, str) for value in raw.values()):
        raise refuse("headers", "an object of texts")
    return tuple(raw.items())
