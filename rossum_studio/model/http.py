"""Requests that a handler makes to other services, and what they are answered with.

Source: reference 10 for the Rossum API.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec

type Headers = tuple[tuple[str, str], ...]
"""Names and values in the order they came; a name may come twice, in any case."""


class AnsweredBy(StrEnum):
    """Who answered a request."""

    ROSSUM = "rossum"
    MOCK = "mock"
    NOBODY = "nobody"


def header(headers: Headers, name: str) -> str | None:
    """Return the first value of that name, whatever its case; None when there is none."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request, as it left the handler.

    Args:
        method: In capitals.
        url: Absolute, with the query.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)

    @property
    def host(self) -> str:
        """The host in small letters, without the port."""
        return urlsplit(self.url).hostname or ""

    @property
    def path(self) -> str:
        """The path, without the query."""
        return urlsplit(self.url).path


@dataclass(frozen=True, slots=True)
class HttpReply:
    """The answer to a request."""

    status: int
    headers: Headers = ()
    body: bytes = field(default=b"", repr=False)
    answered_by: AnsweredBy = AnsweredBy.ROSSUM

    @property
    def reason(self) -> str:
        """The words for the status, such as `Not Found`; empty for one without."""
        try:
            return HTTPStatus(self.status).phrase
        except ValueError:
            return ""


def json_reply(status: int, content: object, answered_by: AnsweredBy = AnsweredBy.ROSSUM) -> HttpReply:
    """Return an answer with that content as JSON."""
    return HttpReply(
        status, (("Content-Type", "application/json"),), msgspec.json.encode(content), answered_by
    )


type Answer = Callable[[HttpRequest], HttpReply]
"""What stands for all other services during one run. Called from several threads at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a handler and its answer, as the user is shown it.

    Args:
        started_s: Since the handler was called.
        duration_ms: Until the answer was on its way.
        line: Of the user's file; None when it is not known.
    """

    request: HttpRequest
    reply: HttpReply
    started_s: float
    duration_ms: float
    line: int | None = None

    def as_json(self) -> dict[str, object]:
        """The shape of the run report's `calls`."""
        return {
            "method": self.request.method,
            "url": self.request.url,
            "status": self.reply.status,
            "started_ms": self.started_s * 1000,
            "duration_ms": self.duration_ms,
            "answered_by": self.reply.answered_by.value,
            "line": self.line,
        }
