"""Answers questions about code in a process of its own: reading code keeps Python's one lock for long.

Started as `python -m rossum_studio.simulator.authoring.server`. On standard input and output each message is
its length in four bytes and then msgpack: a `Question`, and what the language's module answers to it. It ends
when its input does, so it never outlives whom it answers.
"""

import struct
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any, BinaryIO

import msgspec

from rossum_studio.model.schema import parse_schema
from rossum_studio.simulator.authoring.completion import Known

LENGTH = struct.Struct(">I")


class Told(msgspec.Struct, frozen=True):
    """What is known besides the code, as it travels.

    Args:
        schema: JSON of its content; empty when there is none.
        payload: JSON; empty when there is none.
    """

    schema: bytes = b""
    values: dict[str, str] = {}
    payload: bytes = b""
    settings: bytes = b"{}"
    secret_names: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """One question.

    Args:
        ask: `complete`, `call_help`, `hover`, `definition` or `symbols`.
        told: None when it is what was told last.
    """

    ask: str
    language: str
    code: str
    line: int = 1
    column: int = 0
    told: Told | None = None


def main() -> None:
    """Answer until nobody asks any more."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # nothing else may get between the answers
    decoder, known = msgspec.msgpack.Decoder(Question), Known()
    while (body := read_message(source)) is not None:
        question = decoder.decode(body)
        if question.told is not None:
            known = known_from(question.told)
        write_message(sink, msgspec.msgpack.encode(answer(question, known)))


def answer(question: Question, known: Known) -> object:
    """Ask the module of the language; None for what it has no answer to."""
    module, ask = _module(question.language), question.ask
    if ask == "symbols":
        return module.symbols(question.code)
    if not hasattr(module, ask):
        return None
    found: object = getattr(module, ask)(question.code, question.line, question.column, known)
    return found


def known_from(told: Told) -> Known:
    """Unpack what travelled."""
    return Known(
        schema=parse_schema(msgspec.json.decode(told.schema)) if told.schema else None,
        values=told.values,
        payload=_object(told.payload),
        settings=_object(told.settings),
        secret_names=told.secret_names,
    )


def read_message(source: BinaryIO) -> bytes | None:
    """The next message; None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


def write_message(sink: BinaryIO, body: bytes) -> None:
    """Send a message.

    Raises:
        OSError: Nobody reads it any more.
    """
    sink.write(LENGTH.pack(len(body)) + body)
    sink.flush()


def _object(text: bytes) -> Mapping[str, Any]:
    found = msgspec.json.decode(text) if text else {}
    return found if isinstance(found, dict) else {}


def _module(language: str) -> ModuleType:
    if language == "javascript":
        from rossum_studio.simulator.authoring import javascript

        return javascript
    from rossum_studio.simulator.authoring import python

    return python


if __name__ == "__main__":
    main()
