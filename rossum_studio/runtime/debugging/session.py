"""What can be asked of a handler under the debugger, whatever its language, and what it tells.

A session is a state machine that moves no bytes: `feed` it what arrived on the debug descriptor, write what
`outgoing` returns, and act on `events`. Nothing here waits: a question returns an `Answer`, which is given
within a later `feed`. Lines count from 1 and are those of the user's file.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

MOVED_ON = "The handler has moved on."
NOT_PAUSED = "The handler is not paused."
ENDED = "The handler has ended."


class State(StrEnum):
    """What the handler is doing, as far as the session was told."""

    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class StopReason(StrEnum):
    """Why the handler stands still."""

    BREAKPOINT = "breakpoint"
    STEP = "step"
    PAUSE = "pause"
    EXCEPTION = "exception"


class ExceptionStops(StrEnum):
    """At which exceptions to stop."""

    OFF = "off"
    UNCAUGHT = "uncaught"
    ALL = "all"


class Purpose(StrEnum):
    """What an expression is evaluated for. On hover it must change nothing; in the console it may."""

    HOVER = "hover"
    WATCH = "watch"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A line to stop at.

    Attributes:
        id: Chosen by whoever sets it, and not used twice; what is told about the breakpoint names it.
        line: Where it was set.
        condition: Expression in the handler's language; it stops where that is true.
        hit_condition: At which of the times it is reached: `3` or `== 3`, `>= 3`, `> 3`, `<= 3`, `< 3`, or
            `% 3` for every third time. Only times count at which the condition is true.
        log_message: Write this instead of stopping; `{expression}` is replaced by its value.
    """

    id: int
    line: int
    condition: str = ""
    hit_condition: str = ""
    log_message: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A call that has not returned, in the user's file. `id` is good until the handler goes on."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A group of names that a frame sees. `reference` is what `children` takes."""

    name: str
    reference: str
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and what it stands for, or a part of a value.

    Attributes:
        name: As in the code; a key or an index within a value.
        value: One line for people.
        type: Of the value, in the language's words.
        reference: What `children` takes; empty when there is nothing inside. Good until the handler goes on.
        evaluate_name: Expression that yields the value in its frame; empty when there is none.
        container: What `set_value` takes; empty when it cannot be set.
    """

    name: str
    value: str
    type: str = ""
    reference: str = ""
    evaluate_name: str = ""
    container: str = ""


# What is told


@dataclass(frozen=True, slots=True)
class Stopped:
    """The handler stands still, about to execute a line.

    Attributes:
        line: Of the innermost frame in the user's file; 0 when there is none.
        text: A sentence for people, such as what was raised.
    """

    reason: StopReason
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Continued:
    """The handler goes on; frames and references are void."""


@dataclass(frozen=True, slots=True)
class BreakpointVerified:
    """What became of a breakpoint.

    Attributes:
        id: That of the breakpoint.
        line: Where it is now: the next line with code if its own has none.
        verified: Whether it can be reached.
        message: Why not, or why elsewhere, as a sentence; else empty.
    """

    id: int
    line: int
    verified: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A line that a breakpoint with a log message wrote. What the handler prints comes elsewhere."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Terminated:
    """Nothing more will happen in this session. The outcome says how the run ended."""


type Event = Stopped | Continued | BreakpointVerified | Output | Terminated


class Answer[T]:
    """What a question will be answered with, once: a value, or a sentence that says why there is none.

    Attributes:
        is_given: Whether it has been.
        value: The answer; None until it is given, and when it was refused.
        refusal: Why there is no answer; empty when there is one or it is still to come.
    """

    def __init__(self) -> None:
        self.is_given = False
        self.value: T | None = None
        self.refusal = ""
        self._taker: Callable[[T], None] | None = None
        self._on_refusal: Callable[[str], None] | None = None

    def then(self, take: Callable[[T], None], on_refusal: Callable[[str], None] | None = None) -> None:
        """Say, once, who takes the value, or the refusal: at once if given already, else within a `feed`."""
        self._taker, self._on_refusal = take, on_refusal
        self._hand_over()

    def give(self, value: T) -> None:
        """Answer. What is given after the first answer is ignored."""
        if not self.is_given:
            self.is_given, self.value = True, value
            self._hand_over()

    def refuse(self, sentence: str) -> None:
        """Say why there is no answer."""
        if not self.is_given:
            self.is_given, self.refusal = True, sentence
            self._hand_over()

    def _hand_over(self) -> None:
        if self.refusal:
            if self._on_refusal is not None:
                self._on_refusal(self.refusal)
        elif self.is_given and self._taker is not None:
            self._taker(self.value)  # type: ignore[arg-type]  # given: None only where T allows it


class DebugSession(ABC):
    """A handler under the debugger. Ask about frames and values only while it is paused.

    A command that does not fit the state is ignored; a question is refused with a sentence.
    """

    @property
    @abstractmethod
    def state(self) -> State:
        """What the handler is doing."""

    # The bytes

    @abstractmethod
    def feed(self, data: bytes) -> None:
        """Take what arrived on the debug descriptor."""

    @abstractmethod
    def outgoing(self) -> list[bytes]:
        """Return what to write to the debug descriptor, in order. It is handed out once."""

    @abstractmethod
    def events(self) -> list[Event]:
        """Return what happened since the last call, in order. Ask after every command and `feed`."""

    @abstractmethod
    def closed(self) -> None:
        """The handler's end of the debug descriptor is closed, or its process is gone."""

    # Commands

    @abstractmethod
    def set_breakpoints(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Have these breakpoints and no others. At any time, also before the handler runs."""

    @abstractmethod
    def set_exception_stops(self, stops: ExceptionStops) -> None:
        """Stop where exceptions are raised. At any time, also before the handler runs."""

    @abstractmethod
    def continue_(self) -> None:
        """Go on to the next stop."""

    @abstractmethod
    def step_over(self) -> None:
        """Go on to the next line of this function, or of its caller."""

    @abstractmethod
    def step_into(self) -> None:
        """Go on to the next line, into functions of the user's file that it calls."""

    @abstractmethod
    def step_out(self) -> None:
        """Go on until this function has returned."""

    @abstractmethod
    def pause(self) -> None:
        """Stop at the next line that is executed."""

    # Questions

    @abstractmethod
    def stack(self) -> Answer[tuple[Frame, ...]]:
        """Return the calls in the user's file, innermost first."""

    @abstractmethod
    def scopes(self, frame: Frame) -> Answer[tuple[Scope, ...]]:
        """Return the groups of names a frame sees, its own first."""

    @abstractmethod
    def variables(self, frame: Frame) -> Answer[tuple[Variable, ...]]:
        """Return the names of the frame itself."""

    @abstractmethod
    def children(self, reference: str) -> Answer[tuple[Variable, ...]]:
        """Return what is inside a value or a scope."""

    @abstractmethod
    def evaluate(self, frame: Frame, expression: str, purpose: Purpose) -> Answer[Variable]:
        """Return what an expression comes to in a frame; its name is the expression.

        On hover, expressions that could change something are refused.
        """

    @abstractmethod
    def set_value(self, variable: Variable, expression: str) -> Answer[Variable]:
        """Give a variable, or a part of a value, what an expression comes to; returns it as it is then."""
