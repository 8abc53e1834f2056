"""Why a run failed, in words: exceptions without our own frames, and what in a response is not JSON.

Loaded by path from worker.py, so it imports nothing of ours.
"""

import json
import os
from collections.abc import Iterable, Iterator

MAX_TEXT = 256 * 1024
MAX_SOURCE = 500
MAX_FRAMES = 100  # of a traceback; the middle of a deeper one is left out
OUR_FOLDER = os.path.dirname(__file__) + os.sep  # noqa: PTH120 - pathlib costs every run its import

type Offence = tuple[str, str]  # a sentence, and the JSON pointer of the place


class SourceText:
    """Gives tracebacks the lines of a file that may be nowhere on disk."""

    def __init__(self, code: str) -> None:
        self._code = code

    def get_source(self, name: str) -> str:
        """Return the user's code."""
        return self._code


def describe_exception(error: BaseException, filename: str) -> dict[str, object]:
    """Return the exception as the host shows it.

    Args:
        error: What the user's file or handler raised.
        filename: Of the user's file, as given to compile().

    Returns:
        The body of an exception frame. `line` is that of the innermost frame in the user's file.
    """
    import traceback  # takes longer to import than most handlers run

    frames = [
        {
            "file": frame.filename,
            "line": frame.lineno or 0,
            "function": frame.name,
            "source": (frame.line or "")[:MAX_SOURCE],
            "is_user": frame.filename == filename,
        }
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith(OUR_FOLDER)
    ]
    user_lines = [frame["line"] for frame in frames if frame["is_user"]]
    if isinstance(error, SyntaxError) and error.filename == filename:
        user_lines.append(error.lineno or 1)
    if len(frames) > MAX_FRAMES:
        frames[MAX_FRAMES // 2 : -MAX_FRAMES // 2] = []
    return {
        **brief_exception(error),
        "line": user_lines[-1] if user_lines else None,
        "traceback": _traceback_text(error),
        "frames": frames,
        "empty_nodes": _empty_nodes(error, filename),
    }


def _empty_nodes(error: BaseException, filename: str) -> list[str]:
    """The schema_id of each datapoint without content that the innermost user frame had in a variable."""
    found: list[str] = []
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == filename:
            values = [value for value in step.tb_frame.f_locals.values() if isinstance(value, dict)]
            found = [
                str(value["schema_id"])[:MAX_SOURCE]
                for value in values
                if "schema_id" in value and "content" in value and value["content"] is None
            ]
        step = step.tb_next
    return found


def brief_exception(error: BaseException) -> dict[str, object]:
    """Return the exception without its traceback: all there is when even that cannot be made."""
    name, text = type(error).__name__, message_of(error)[:MAX_TEXT]
    return {"type": name, "message": text, "line": None, "traceback": f"{name}: {text}\n", "frames": []}


def message_of(error: BaseException) -> str:
    """Return the exception's text, whatever its class makes of it."""
    try:
        return str(error)
    except Exception as broken:
        return f"<no text: __str__ raised {type(broken).__name__}>"


def _traceback_text(error: BaseException) -> str:
    import traceback

    report = traceback.TracebackException.from_exception(error, compact=True)
    waiting: list[traceback.TracebackException | None] = [report]
    while waiting:
        part = waiting.pop()
        if part is not None:
            kept = [frame for frame in part.stack if not frame.filename.startswith(OUR_FOLDER)]
            part.stack = traceback.StackSummary.from_list(kept)
            waiting += [part.__cause__, part.__context__, *(part.exceptions or ())]
    return "".join(report.format())[:MAX_TEXT]


def explain_encoding_error(response: object, encoder: json.JSONEncoder, error: Exception) -> Offence:
    """Return what keeps a response from being JSON, and where.

    Args:
        response: What the encoder refused.
        encoder: Asked for a replacement of values JSON does not know, as it was the first time.
        error: What it raised; told when the walk finds no culprit.
    """
    fallback = f"The response cannot be serialised: {type(error).__name__}: {message_of(error)}", ""
    try:
        return next(_offences(response, encoder, "", ()), fallback)
    except RecursionError:
        return "The response is nested too deeply", ""


def _offences(
    value: object, encoder: json.JSONEncoder, pointer: str, parents: tuple[int, ...]
) -> Iterator[Offence]:
    """Walk the value depth first and yield everything that is not JSON."""
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, float):
        if value != value or abs(value) == float("inf"):
            yield f"{value!r} is not valid JSON at {_place(pointer)}", pointer
    elif id(value) in parents:
        yield f"{type(value).__name__} contains itself at {_place(pointer)}", pointer
    elif isinstance(value, dict | list | tuple):
        yield from _offences_within(value, encoder, pointer, (*parents, id(value)))
    else:
        yield from _offences_of_object(value, encoder, pointer, (*parents, id(value)))


def _offences_within(
    value: dict[object, object] | list[object] | tuple[object, ...],
    encoder: json.JSONEncoder,
    pointer: str,
    parents: tuple[int, ...],
) -> Iterator[Offence]:
    pairs: Iterable[tuple[object, object]] = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in pairs:
        if not isinstance(key, str | int | float | None):
            yield f"{type(key).__name__} is not a JSON object key at {_place(pointer)}", pointer
        token = str(key).replace("~", "~0").replace("/", "~1")
        yield from _offences(child, encoder, f"{pointer}/{token}", parents)


def _offences_of_object(
    value: object, encoder: json.JSONEncoder, pointer: str, parents: tuple[int, ...]
) -> Iterator[Offence]:
    try:
        replacement = encoder.default(value)
    except TypeError:
        yield f"{type(value).__name__} is not JSON serialisable at {_place(pointer)}", pointer
    except Exception as error:
        reason = f"{type(error).__name__}: {message_of(error)}"
        yield f"{type(value).__name__} cannot be serialised at {_place(pointer)}: {reason}", pointer
    else:
        yield from _offences(replacement, encoder, pointer, parents)


def _place(pointer: str) -> str:
    return pointer or "the top of the response"


def with_article(value: object) -> str:
    """Return the type of a value for use in a sentence: a list, an int."""
    name = type(value).__name__
    return f"an {name}" if name[0] in "aeiouAEIOU" else f"a {name}"
