"""A JavaScript handler under the debugger: the Chrome DevTools Protocol, as V8 speaks it in the worker."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.runtime.debugging import cdp
from rossum_studio.runtime.debugging.javascript_breakpoints import JavascriptBreakpoints, url_pattern
from rossum_studio.runtime.debugging.javascript_values import (
    ASSIGN,
    DESCRIBE,
    PARTS,
    Remote,
    argument_of,
    expression_of,
    has_names,
    has_parts,
    key_of,
    text_of,
    type_of,
)
from rossum_studio.runtime.debugging.messages import Notice, Reply
from rossum_studio.runtime.debugging.paused import PausableSession, refused
from rossum_studio.runtime.debugging.session import (
    Answer,
    Breakpoint,
    ExceptionStops,
    Frame,
    Output,
    Purpose,
    Scope,
    State,
    StopReason,
    Variable,
)

MORE = "..."  # as worker_debug.js calls the parts of a value that are too many to show
NOT_SETTABLE = "This value cannot be set."
NOT_HARMLESS = "This could change something, so it is not evaluated on hover."

MOST_PAUSES = 50
"""How often a wish to pause is repeated: code that only waits for something would be asked for ever."""

_METHODS = {
    "continue": "Debugger.resume",
    "over": "Debugger.stepOver",
    "into": "Debugger.stepInto",
    "out": "Debugger.stepOut",
}
_GROUP = {"objectGroup": "paused"}  # of what V8 keeps for us, to be let go all at once
_STATES = {ExceptionStops.OFF: "none", ExceptionStops.UNCAUGHT: "uncaught", ExceptionStops.ALL: "all"}
_OWN = ("local", "block", "catch", "with", "eval")
_OUTER = {"closure": "Module", "module": "Module"}

type Take = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a reference stands for.

    Attributes:
        frame_id: Of the frame it was seen in.
        object_id: V8's name for it; it has one for the names of a scope as well.
        expression: Yields it in the frame; empty when nothing does.
        scope: Its number among the scopes of the frame; None when it is a value.
        has_names: Whether its parts can be set by name.
        others: More scopes, further out, that are shown with it.
    """

    frame_id: str
    object_id: str
    expression: str = ""
    scope: int | None = None
    has_names: bool = True
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """A step on its way. V8 stops at every statement of a line, people want the next line.

    Attributes:
        method: That makes it.
        left: The stack it started from.
    """

    method: str
    left: tuple[Frame, ...]

    def is_at(self, stack: tuple[Frame, ...]) -> bool:
        """Whether it is on the line it started from still."""
        same_depth = len(stack) == len(self.left) > 0
        return same_depth and (stack[0].name, stack[0].line) == (self.left[0].name, self.left[0].line)


class JavascriptSession(PausableSession):
    """Sends what the worker waits for at once; the handler runs when that has been written."""

    def __init__(
        self,
        code: str,
        filename: str,
        breakpoints: Iterable[Breakpoint] = (),
        exception_stops: ExceptionStops = ExceptionStops.OFF,
    ) -> None:
        """Say where to stop.

        Args:
            code: The handler's source.
            filename: What the run calls it.
        """
        super().__init__()
        self._client = cdp.Client()
        self._breakpoints = JavascriptBreakpoints(self._client, code, filename, self._tell)
        self._frames: dict[str, Mapping[str, Any]] = {}
        self._places: dict[str, _Place] = {}
        self._has_asked_to_pause = False
        self._pauses_left = 0
        self._step: _Step | None = None
        pattern = f"^(?!{url_pattern(filename)}$)"
        self._client.request("Debugger.setBlackboxPatterns", {"patterns": [pattern]})
        self.set_exception_stops(exception_stops)
        self.set_breakpoints(breakpoints)
        self._client.request("Runtime.getIsolateId", take=self._run)

    def _run(self, _reply: Reply) -> None:
        """All that was asked has been answered, and what that led to is on its way."""
        self._start()
        self._client.request("Rossum.run")

    # The bytes

    def _feed(self, data: bytes) -> None:
        self._client.feed(data, self._on_notice)

    def outgoing(self) -> list[bytes]:
        """Return what to write to the debug descriptor."""
        return self._client.outgoing()

    def _on_notice(self, notice: Notice) -> None:
        body = notice.body
        match notice.name:
            case "Debugger.paused":
                self._on_paused(body)
            case "Debugger.scriptParsed":
                self._breakpoints.on_script(str(body["scriptId"]), str(body["url"]))
                if self._has_asked_to_pause:
                    self._ask_to_pause()
            case "Debugger.breakpointResolved":
                self._breakpoints.on_resolved(body["breakpointId"], body["location"])
            case "Rossum.logged":
                self._tell(Output(str(body["text"]), int(body["line"])))

    # Commands

    def set_breakpoints(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Have these breakpoints and no others."""
        self._breakpoints.replace(breakpoints)

    def set_exception_stops(self, stops: ExceptionStops) -> None:
        """Stop where exceptions are raised."""
        self._client.request("Debugger.setPauseOnExceptions", {"state": _STATES[stops]})

    def _resume(self, how: str) -> None:
        self._places.clear()
        self._client.request("Runtime.releaseObjectGroup", _GROUP)
        self._has_asked_to_pause = False
        method = _METHODS[how]
        self._step = _Step(method, self._left) if how in ("over", "into") else None
        self._client.request(method)

    def _ask_to_pause(self) -> None:
        self._has_asked_to_pause = True
        self._pauses_left = MOST_PAUSES
        self._request_pause()

    def _request_pause(self, _reply: Reply | None = None) -> None:
        """Ask, and again until it stops: V8 forgets what is asked while it is not in the user's file."""
        is_open = self._has_asked_to_pause and self.state is not State.PAUSED
        if is_open and self._breakpoints.has_script and self._pauses_left > 0:
            self._pauses_left -= 1
            self._client.request("Debugger.pause", take=self._request_pause)

    # Stopping

    def _on_paused(self, body: Mapping[str, Any]) -> None:
        hit = body.get("hitBreakpoints")
        frames = [each for each in body["callFrames"] if self._is_of_user(each)]
        if not frames or (hit and not self._breakpoints.stop_at(hit)):
            self._client.request("Debugger.resume")
            return
        self._frames = {each["callFrameId"]: each for each in frames}
        stack = tuple(
            Frame(each["callFrameId"], _name_of(each), int(each["location"]["lineNumber"]) + 1)
            for each in frames
        )
        reason, text = self._reason(body)
        if reason is StopReason.STEP and self._step is not None and self._step.is_at(stack):
            self._client.request(self._step.method)
        else:
            self._pause(reason, stack, text)

    def _is_of_user(self, frame: Mapping[str, Any]) -> bool:
        return self._breakpoints.is_of_user(str(frame["location"]["scriptId"]))

    def _reason(self, body: Mapping[str, Any]) -> tuple[StopReason, str]:
        if body.get("reason") in ("exception", "promiseRejection"):
            return StopReason.EXCEPTION, text_of(body.get("data") or {})
        if body.get("hitBreakpoints"):
            return StopReason.BREAKPOINT, ""
        return (StopReason.PAUSE if self._has_asked_to_pause else StopReason.STEP), ""

    # Questions

    def scopes(self, frame: Frame) -> Answer[tuple[Scope, ...]]:
        """Return the groups of names a frame sees, its own first."""
        answer = Answer[tuple[Scope, ...]]()
        self._expect(answer)
        if not answer.is_given:
            answer.give(tuple(self._scopes_of(frame.id)))
        return answer

    def _scopes_of(self, frame_id: str) -> Iterable[Scope]:
        """Blocks are shown with the function they are in."""
        own: list[str] = []
        outer: list[Scope] = []
        for number, scope in enumerate(self._frames[frame_id]["scopeChain"]):
            reference = self._refer(_Place(frame_id, scope["object"]["objectId"], scope=number))
            if scope["type"] in _OWN:
                own.append(reference)
            elif scope["type"] in _OUTER:
                outer.append(Scope(_OUTER[scope["type"]], reference))
        if own:
            yield Scope("Locals", self._refer(_Place(frame_id, "", others=tuple(own))), is_local=True)
        yield from outer

    def children(self, reference: str) -> Answer[tuple[Variable, ...]]:
        """Return what is inside a value or a scope."""
        answer = Answer[tuple[Variable, ...]]()
        self._expect(answer)
        place = self._places.get(reference)
        if answer.is_given or place is None:
            answer.refuse("There is nothing to show.")
            return answer
        gathered: dict[str, Variable] = {}
        wanted = list(place.others or (reference,))

        def take(found: tuple[Variable, ...]) -> None:
            for variable in found:  # an inner block hides names of an outer one
                gathered.setdefault(variable.name, variable)
            wanted.pop()
            if not wanted:
                answer.give(tuple(gathered.values()))

        for each in list(wanted):
            self._parts_of(each).then(take, answer.refuse)
        return answer

    def _parts_of(self, reference: str) -> Answer[tuple[Variable, ...]]:
        place = self._places[reference]
        answer = Answer[tuple[Variable, ...]]()
        self._expect(answer)

        def take_list(body: Mapping[str, Any]) -> None:
            arguments = {"objectId": body["result"]["objectId"], "ownProperties": True}
            self._send("Runtime.getProperties", arguments, take_parts, answer)

        def take_parts(body: Mapping[str, Any]) -> None:
            values = [each["value"] for each in body["result"] if str(each["name"]).isdigit()]
            triples = zip(values[::3], values[1::3], values[2::3], strict=True)
            answer.give(tuple(self._part(place, reference, *each) for each in triples))

        arguments = {"objectId": place.object_id, "functionDeclaration": PARTS, **_GROUP}
        self._send("Runtime.callFunctionOn", arguments, take_list, answer)
        return answer

    def _part(self, place: _Place, reference: str, name: Remote, text: Remote, value: Remote) -> Variable:
        named = str(name["value"])
        if not place.has_names or named == MORE:
            return self._variable(place.frame_id, named, str(text["value"]), value, "")
        expression = named if place.scope is not None else expression_of(place.expression, named)
        return self._variable(place.frame_id, named, str(text["value"]), value, expression, reference)

    def _variable(
        self, frame_id: str, name: str, text: str, value: Remote, expression: str, container: str = ""
    ) -> Variable:
        reference = ""
        if has_parts(value):
            place = _Place(frame_id, value["objectId"], expression, has_names=has_names(value))
            reference = self._refer(place)
        return Variable(name, text, type_of(value), reference, expression, container)

    def evaluate(self, frame: Frame, expression: str, purpose: Purpose) -> Answer[Variable]:
        """Return what an expression comes to in a frame."""
        answer = Answer[Variable]()
        self._expect(answer)

        def take(value: Remote) -> None:
            self._describe(frame.id, expression, value, expression, "").then(answer.give, answer.refuse)

        self._evaluate(frame.id, expression, purpose is Purpose.HOVER, take, answer)
        return answer

    def set_value(self, variable: Variable, expression: str) -> Answer[Variable]:
        """Give a variable, or a part of a value, what an expression comes to."""
        place = self._places.get(variable.container)
        if place is None:
            return refused(NOT_SETTABLE)
        answer = Answer[Variable]()
        self._expect(answer)

        def take(value: Remote) -> None:
            method, arguments = _assignment(place, variable.name, value)
            self._send(method, arguments, lambda _body: show(value), answer)

        def show(value: Remote) -> None:
            found = self._describe(
                place.frame_id, variable.name, value, variable.evaluate_name, variable.container
            )
            found.then(answer.give, answer.refuse)

        self._evaluate(place.frame_id, expression, False, take, answer)
        return answer

    def _evaluate(
        self,
        frame_id: str,
        expression: str,
        is_harmless: bool,
        take: Callable[[Remote], None],
        answer: Answer[Variable],
    ) -> None:
        arguments = {
            "callFrameId": frame_id,
            "expression": expression,
            "throwOnSideEffect": is_harmless,
            "silent": True,
            **_GROUP,
        }
        self._send("Debugger.evaluateOnCallFrame", arguments, lambda body: take(body["result"]), answer)

    def _describe(
        self, frame_id: str, name: str, value: Remote, expression: str, container: str
    ) -> Answer[Variable]:
        """Show a value as lists of values show it."""
        answer = Answer[Variable]()
        self._expect(answer)

        def give(text: str) -> None:
            answer.give(self._variable(frame_id, name, text, value, expression, container))

        if "objectId" not in value:
            give(text_of(value))
        else:
            arguments = {
                "objectId": value["objectId"],
                "functionDeclaration": DESCRIBE,
                "returnByValue": True,
            }
            self._send(
                "Runtime.callFunctionOn", arguments, lambda body: give(str(body["result"]["value"])), answer
            )
        return answer

    def _send(self, method: str, arguments: Mapping[str, object], take: Take, answer: Answer[Any]) -> None:
        """Ask about what is paused; a failure, and what the code throws, refuses the answer."""

        def take_reply(reply: Reply) -> None:
            if answer.is_given:
                return
            thrown = reply.body.get("exceptionDetails")
            if not reply.success:
                answer.refuse(reply.message or "The debugger gave no reason.")
            elif thrown is not None:
                answer.refuse(_refusal_of(thrown))
            else:
                take(reply.body)

        if not answer.is_given:
            self._client.request(method, arguments, take_reply)

    def _refer(self, place: _Place) -> str:
        reference = str(len(self._places) + 1)
        self._places[reference] = place
        return reference


def _assignment(place: _Place, name: str, value: Remote) -> tuple[str, dict[str, object]]:
    """Return the request that gives a name of a scope, or a part of an object, a value."""
    argument = argument_of(value)
    if place.scope is not None:
        return "Debugger.setVariableValue", {
            "scopeNumber": place.scope,
            "variableName": name,
            "newValue": argument,
            "callFrameId": place.frame_id,
        }
    return "Runtime.callFunctionOn", {
        "objectId": place.object_id,
        "functionDeclaration": ASSIGN,
        "arguments": [{"value": key_of(name)}, argument],
    }


def _name_of(frame: Mapping[str, Any]) -> str:
    name = str(frame.get("functionName") or "")
    return name.removeprefix("exports.").removeprefix("module.") or "(anonymous)"


def _refusal_of(thrown: Mapping[str, Any]) -> str:
    text = text_of(thrown.get("exception") or {}) or str(thrown.get("text", ""))
    return NOT_HARMLESS if "Possible side-effect" in text else text
