"""Records of the extension log, and saved pairs of a request and its response.

Source: reference 5.7 (the log record).
"""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.importing.recognise import Keys, Shallow, plain
from rossum_studio.model.recorded import Recorded, has_failed, result_of_record, without_secrets

_TIME_KEYS = ("timestamp", "start")
_CUT = "is not whole JSON; the log may have cut it off"
_NOT_LOGGED = "is empty; the hook's payload logging was off, expected the logged payload"


def logged_request(keys: Keys, source: Path | str) -> bytes:
    """The JSON of the request, as it was sent.

    Raises:
        UnreadableFileError: It was not logged, or is cut off.
    """
    request = keys.get("request")
    if request in (None, ""):
        raise UnreadableFileError(source, _NOT_LOGGED, "/request")
    if isinstance(request, str) and not _is_json(request):
        raise UnreadableFileError(source, _CUT, "/request")
    return request.encode() if isinstance(request, str) else msgspec.json.encode(request)


def recorded_call(keys: Keys, request: bytes, source: Path | str) -> Recorded:
    """The call that a record is about.

    Args:
        request: From `logged_request`.

    Raises:
        UnreadableFileError: The request is no object, or the answer is cut off.
    """
    record = {key: plain(value) for key, value in keys.items() if key not in ("request", "response")}
    expected = result_of_record(record, _logged_response(keys.get("response"), record, source))
    recorded_at = next((str(record[key]) for key in _TIME_KEYS if record.get(key)), "")
    try:
        return Recorded(without_secrets(request), expected, recorded_at)
    except msgspec.DecodeError:
        raise UnreadableFileError(source, "expected a payload object", "/request") from None


def _logged_response(value: Shallow, record: dict[str, Any], source: Path | str) -> Any:
    """The decoded answer; the text itself where a failed call left something else than JSON."""
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        return plain(value)
    if _is_json(value):
        return msgspec.json.decode(value)
    if has_failed(record):
        return value
    raise UnreadableFileError(source, _CUT, "/response")


def _is_json(text: str) -> bool:
    try:
        msgspec.json.decode(text, type=Raw)
    except ValueError:
        return False
    return True
