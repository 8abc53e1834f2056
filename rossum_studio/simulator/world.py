"""What stands for all other services during a run: Rossum's own API, and the mocks of the project.

Source: reference 10; ux.md scenario 11.
"""

from rossum_studio.model.http import AnsweredBy, HttpReply, HttpRequest, json_reply
from rossum_studio.model.mock import Mock
from rossum_studio.simulator.rossum_api.api import LocalRossum

NO_ANSWER = 502


class World:
    """Answers with the mock that fits best, else as Rossum. Callable from several threads at once."""

    def __init__(self, mocks: tuple[Mock, ...], rossum: LocalRossum | None = None) -> None:
        self._mocks = sorted(mocks, key=lambda mock: mock.precision, reverse=True)
        self._rossum = rossum

    def answer(self, request: HttpRequest) -> HttpReply:
        """Return the reply of a mock or of Rossum, or say that there is none."""
        found = next((mock for mock in self._mocks if mock.answers(request)), None)
        if found is not None:
            return found.reply
        if self._rossum is not None and request.host == self._rossum.host:
            return self._rossum.answer(request)
        return json_reply(NO_ANSWER, unanswered(request), AnsweredBy.NOBODY)


def unanswered(request: HttpRequest) -> dict[str, str]:
    """What a handler reads in place of an answer."""
    return {"detail": f"No mock answers {request.method} {request.url}: nothing leaves this computer."}
