"""What happens on an event, as a sequence of jobs for workers. It starts no process and waits for none.

A play is a generator: it yields jobs and is sent their outcomes. The command line runs them one after the
other and waits; the window runs them on its event loop.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from enum import StrEnum

from rossum_studio.model.http import Answer
from rossum_studio.runtime.later import Later
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome


class Role(StrEnum):
    """What a job is for."""

    HOOK = "hook"
    FORMULAS = "formulas"


@dataclass(frozen=True, slots=True)
class Job:
    """Code to be called once with a payload, in a process of its own.

    Args:
        filename: What tracebacks call the code.
        payload: JSON.
        language: `python` or `javascript`.
        later: The way to this payload from one that a worker may have parsed ahead.
        answer: Replies to its requests, if its limits have services; without it they are refused. Formulas
            make none.
    """

    code: str
    filename: str
    payload: bytes
    limits: Limits
    language: str = "python"
    role: Role = Role.HOOK
    answer: Answer | None = None
    later: Later | None = None

    def __post_init__(self) -> None:
        if self.role is Role.FORMULAS and self.limits.services:
            object.__setattr__(self, "limits", replace(self.limits, services=False))


type Play[Result] = Generator[Job, Outcome, Result]


def perform[Result](play: Play[Result], run: Callable[[Job], Outcome]) -> Result:
    """Run the jobs of a play one after the other, and return what it comes to."""
    try:
        job = next(play)
        while True:
            job = play.send(run(job))
    except StopIteration as stopped:
        result: Result = stopped.value
        return result
