"""A call that was made before: what was sent, and what came of it.

The platform keeps such calls in its extension log, where a body is a text with JSON in it.

Source: reference 5.7 (the log record), 4.3 (token and secrets).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw

TOKEN_KEY = "rossum_authorization_token"
SECRETS_KEY = "secrets"

_TIMEOUT = re.compile(r"\btime(d)?[ -]?out\b", re.IGNORECASE)
_TIMEOUT_CODES = (408, 504)
_decode_keys = msgspec.json.Decoder(dict[str, Raw]).decode


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a call came back without an answer.

    Args:
        message: What was said about it, maybe empty.
        status_code: Of the HTTP answer; None where it is not known.
    """

    message: str
    status_code: int | None = None
    is_timeout: bool = False

    @property
    def sentence(self) -> str:
        """One line: "failed with status 500: CallFunctionException, KeyError: 'total'"."""
        if self.is_timeout:
            return "timed out"
        code = f" with status {self.status_code}" if self.status_code is not None else ""
        first_line = self.message.strip().partition("\n")[0]
        return f"failed{code}: {first_line}" if first_line else f"failed{code}"


@dataclass(frozen=True, slots=True)
class CallResult:
    """What came of a call: an answer, or why there is none.

    Args:
        response: What is used of the answer; None when it failed without saying anything usable.
        title: What a user calls it.
    """

    response: Mapping[str, Any] | None = None
    failure: Failure | None = None
    title: str = "the platform's answer"

    @property
    def summary(self) -> str:
        """One line: "1 message, 2 operations"."""
        if self.failure is not None:
            return self.failure.sentence
        answer = self.response or {}
        parts = [(key, answer[key]) for key in _COUNTED if isinstance(answer.get(key), list) and answer[key]]
        counts = [_count(len(found), _COUNTED[key]) for key, found in parts]
        others = [f'"{key}"' for key in answer if key not in _COUNTED]
        return ", ".join([*counts, *others]) or "an empty answer"


_COUNTED = {"messages": "message", "operations": "operation", "automation_blockers": "automation blocker"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call as it was recorded.

    Args:
        payload: The JSON that was sent, byte for byte but for token and secrets, which are empty texts.
        expected: What came of it.
        recorded_at: As the record says it; empty when it does not.
    """

    payload: bytes = field(repr=False)
    expected: CallResult
    recorded_at: str = ""


def without_secrets(payload: bytes | Raw) -> bytes:
    """The payload with an empty text for the token and for each secret; all else stays as it is spelled.

    Raises:
        ValueError: It is not a JSON object.
    """
    keys: dict[str, Any] = _decode_keys(payload)
    if TOKEN_KEY in keys and msgspec.json.decode(keys[TOKEN_KEY]):
        keys[TOKEN_KEY] = ""
    secrets = msgspec.json.decode(keys.get(SECRETS_KEY, Raw(b"null")))
    if isinstance(secrets, Mapping):
        keys[SECRETS_KEY] = dict.fromkeys(secrets, "")
    return msgspec.json.encode(keys)


def result_of_record(record: Mapping[str, Any], response: object) -> CallResult:
    """What a record says came of the call.

    Args:
        record: Its other keys; a bare pair of request and response has none.
        response: The logged answer: decoded JSON, a text that is none, or None for an empty one.
    """
    if not has_failed(record):
        return _result_of_answer({} if response is None else response)
    code = _status_code(record)
    message = str(record.get("message") or "") or (response if isinstance(response, str) else "")
    is_timeout = code in _TIMEOUT_CODES or _TIMEOUT.search(message) is not None
    # Of a failed call the platform uses messages only (reference 5.7).
    said = response.get("messages") if isinstance(response, Mapping) else None
    used = {"messages": said} if isinstance(said, list) else None
    return CallResult(used, Failure(message, code, is_timeout))


def has_failed(record: Mapping[str, Any]) -> bool:
    """Whether the record is about a call without a usable answer."""
    code = _status_code(record)
    is_bad = code is not None and not 200 <= code < 300
    return is_bad or record.get("status") == "failed" or record.get("log_level") == "ERROR"


def _result_of_answer(response: object) -> CallResult:
    if isinstance(response, Mapping):
        return CallResult(response)
    return CallResult(failure=Failure("The answer is no JSON object."))


def _status_code(record: Mapping[str, Any]) -> int | None:
    code = record.get("status_code")
    return code if type(code) is int and code > 0 else None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
