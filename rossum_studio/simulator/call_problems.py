"""What is doubtful about the requests of a run."""

from collections.abc import Iterator, Sequence

from rossum_studio.model.http import AnsweredBy, Call
from rossum_studio.model.problem import Problem, Severity, Where

MOST_A_SECOND = 2
"""Source: practice.md, rate limits of the Rossum API."""


def call_problems(calls: Sequence[Call], filename: str) -> Iterator[Problem]:
    """Yield requests that nobody answered, and one problem when they came too fast.

    Args:
        filename: What problems call the handler's file.
    """
    for call in calls:
        if call.reply.answered_by is AnsweredBy.NOBODY:
            message = (
                f"Blocked: {call.request.method} {call.request.url}. Nothing leaves this computer, and no "
                "mock answers it: write one into mocks/, or use Mock This Call."
            )
            yield Problem(Severity.WARNING, Where.CODE, _place(call, filename), message, "call-unanswered")
    if (fast := _too_fast(calls)) is not None:
        message = f"More than {MOST_A_SECOND} requests within a second: Rossum answers such with 429."
        yield Problem(Severity.WARNING, Where.CODE, _place(fast, filename), message, "too-many-requests")


def _too_fast(calls: Sequence[Call]) -> Call | None:
    """The first request that is one too many within a second."""
    started = sorted(calls, key=lambda call: call.started_s)
    for first, call in zip(started, started[MOST_A_SECOND:], strict=False):
        if call.started_s - first.started_s < 1.0:
            return call
    return None


def _place(call: Call, filename: str) -> str:
    return f"{filename}:{call.line}" if call.line is not None else filename
