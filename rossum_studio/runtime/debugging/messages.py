"""What the protocols of all debuggers share: JSON objects, as replies to numbered requests."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MAX_MESSAGE = 64 * 1024 * 1024


class ProtocolError(ValueError):
    """What arrived is not what a debugger says."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: a body, or a message that says why there is none."""

    success: bool
    body: Mapping[str, Any]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened in the process."""

    name: str
    body: Mapping[str, Any]


type TakeReply = Callable[[Reply], None]
type TakeNotice = Callable[[Notice], None]


def parse_message(text: bytes) -> dict[str, Any]:
    """Return a message.

    Raises:
        ProtocolError: It is not a JSON object.
    """
    try:
        message = json.loads(text)
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    if not isinstance(message, dict):
        raise ProtocolError("a message is not an object")
    return message
