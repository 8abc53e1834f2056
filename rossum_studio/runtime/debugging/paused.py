"""What sessions have in common whatever the language: the state, the events, answers that come too late."""

from abc import abstractmethod
from typing import Any

from rossum_studio.runtime.debugging.messages import ProtocolError
from rossum_studio.runtime.debugging.session import (
    ENDED,
    MOVED_ON,
    NOT_PAUSED,
    Answer,
    Continued,
    DebugSession,
    Event,
    Frame,
    Scope,
    State,
    Stopped,
    StopReason,
    Terminated,
    Variable,
)


class PausableSession(DebugSession):
    """A session but for its protocol. Subclasses report what they learn to `_start`, `_pause` and `_tell`."""

    def __init__(self) -> None:
        self._state = State.STARTING
        self._events: list[Event] = []
        self._pending: set[Answer[Any]] = set()
        self._stack: tuple[Frame, ...] = ()
        self._left: tuple[Frame, ...] = ()  # the stack of the pause before

    @property
    def state(self) -> State:
        """What the handler is doing."""
        return self._state

    def events(self) -> list[Event]:
        """Return what happened since the last call."""
        events, self._events = self._events, []
        return events

    def feed(self, data: bytes) -> None:
        """Take what arrived on the debug descriptor."""
        if self._state is State.ENDED:
            return
        try:
            self._feed(data)
        except ProtocolError:  # a handler wrote to a descriptor it found
            self.closed()

    def closed(self) -> None:
        """The handler's end is closed, or its process is gone."""
        if self._state is not State.ENDED:
            self._state = State.ENDED
            self._refuse_pending(ENDED)
            self._tell(Terminated())

    def stack(self) -> Answer[tuple[Frame, ...]]:
        """Return the calls in the user's file, innermost first."""
        answer = Answer[tuple[Frame, ...]]()
        self._expect(answer)
        answer.give(self._stack)
        return answer

    def variables(self, frame: Frame) -> Answer[tuple[Variable, ...]]:
        """Return the names of the frame itself."""
        answer = Answer[tuple[Variable, ...]]()
        self._expect(answer)

        def go_on(found: tuple[Scope, ...]) -> None:
            self.children(found[0].reference).then(answer.give, answer.refuse)

        if not answer.is_given:
            self.scopes(frame).then(go_on, answer.refuse)
        return answer

    def continue_(self) -> None:
        """Go on to the next stop."""
        self._go_on("continue")

    def step_over(self) -> None:
        """Go on to the next line of this function, or of its caller."""
        self._go_on("over")

    def step_into(self) -> None:
        """Go on to the next line, into functions of the user's file that it calls."""
        self._go_on("into")

    def step_out(self) -> None:
        """Go on until this function has returned."""
        self._go_on("out")

    def pause(self) -> None:
        """Stop at the next line that is executed."""
        if self._state is State.RUNNING:
            self._ask_to_pause()

    @abstractmethod
    def _feed(self, data: bytes) -> None:
        """Take bytes; a ProtocolError ends the session."""

    @abstractmethod
    def _resume(self, how: str) -> None:
        """Have the handler go on: `continue`, or `over`, `into` or `out`."""

    @abstractmethod
    def _ask_to_pause(self) -> None:
        """Have the handler stop where it is."""

    def _go_on(self, how: str) -> None:
        if self._state is State.PAUSED:
            self._state = State.RUNNING
            self._left, self._stack = self._stack, ()
            self._refuse_pending(MOVED_ON)
            self._tell(Continued())
            self._resume(how)

    def _start(self) -> None:
        """The handler is about to run."""
        if self._state is State.STARTING:
            self._state = State.RUNNING

    def _pause(self, reason: StopReason, stack: tuple[Frame, ...], text: str = "") -> None:
        """The handler stands still."""
        self._state, self._stack = State.PAUSED, stack
        self._tell(Stopped(reason, stack[0].line if stack else 0, text))

    def _tell(self, event: Event) -> None:
        self._events.append(event)

    def _expect(self, answer: Answer[Any]) -> None:
        """Have it refused once the handler goes on, and at once if that is not paused."""
        if self._state is State.PAUSED:
            self._pending.add(answer)
        else:
            answer.refuse(ENDED if self._state is State.ENDED else NOT_PAUSED)

    def _refuse_pending(self, sentence: str) -> None:
        pending, self._pending = self._pending, set()
        for answer in pending:
            answer.refuse(sentence)


def refused[T](sentence: str) -> Answer[T]:
    """Return an answer that is a refusal."""
    answer = Answer[T]()
    answer.refuse(sentence)
    return answer
