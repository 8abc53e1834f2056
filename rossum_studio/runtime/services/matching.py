"""Which line of the user's file made which request: what was answered, joined with what the worker noted."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rossum_studio.model.http import Call, HttpReply, HttpRequest

MAX_PLACE = 500  # as worker.py has it


@dataclass(frozen=True, slots=True)
class Served:
    """A request and its answer.

    Attributes:
        started_s: When the request had arrived, by perf_counter.
        ended_s: When the answer was found.
    """

    request: HttpRequest
    reply: HttpReply
    started_s: float
    ended_s: float


@dataclass(frozen=True, slots=True)
class CallNote:
    """A request that the worker saw leave.

    Attributes:
        method: In capitals.
        place: Host and target as one text, cut where it is very long.
        line: Of the user's file; None when no line of it was being executed.
    """

    method: str
    place: str
    line: int | None


def calls_of(served: Collection[Served], notes: Iterable[CallNote], called_s: float) -> tuple[Call, ...]:
    """Return the requests in the order they came. Equal ones are told apart by their order.

    Args:
        called_s: When the handler was called, by the clock of `served`.
    """
    if not served:
        return ()
    lines: dict[tuple[str, str], deque[int | None]] = defaultdict(deque)
    for note in notes:
        lines[note.method, note.place].append(note.line)
    return tuple(_call(each, lines, called_s) for each in sorted(served, key=lambda each: each.started_s))


def _call(served: Served, lines: dict[tuple[str, str], deque[int | None]], called_s: float) -> Call:
    place = served.request.url.partition("://")[2][:MAX_PLACE]
    noted = lines[served.request.method, place]
    return Call(
        served.request,
        served.reply,
        started_s=max(0.0, served.started_s - called_s),
        duration_ms=(served.ended_s - served.started_s) * 1000,
        line=noted.popleft() if noted else None,
    )
