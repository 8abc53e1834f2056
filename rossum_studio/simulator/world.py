"""What stands for all other services during a run: the mocks of the project, and nothing else.

Source: ux.md scenario 11.
"""

from rossum_studio.model.http import AnsweredBy, HttpReply, HttpRequest, json_reply
from rossum_studio.model.mock import Mock

NO_ANSWER = 502


class World:
    """Answers requests with the mock that fits best. Callable from several threads at once."""

    def __init__(self, mocks: tuple[Mock, ...]) -> None:
        self._mocks = sorted(mocks, key=lambda mock: mock.precision, reverse=True)

    def answer(self, request: HttpRequest) -> HttpReply:
        """Return the reply of a mock, or say that there is none."""
        found = next((mock for mock in self._mocks if mock.answers(request)), None)
        return (
            found.reply
            if found is not None
            else json_reply(NO_ANSWER, unanswered(request), AnsweredBy.NOBODY)
        )


def unanswered(request: HttpRequest) -> dict[str, str]:
    """What a handler reads in place of an answer."""
    return {"detail": f"No mock answers {request.method} {request.url}: nothing leaves this computer."}
