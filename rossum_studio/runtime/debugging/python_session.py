"""A Python handler under the debugger: the Debug Adapter Protocol, as pydevd in the worker speaks it."""

import ast
import glob
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rossum_studio.runtime.debugging import dap
from rossum_studio.runtime.debugging.hits import BAD_HITS, HitCount
from rossum_studio.runtime.debugging.messages import Notice, Reply
from rossum_studio.runtime.debugging.paused import PausableSession, refused
from rossum_studio.runtime.debugging.python_lines import PythonLines
from rossum_studio.runtime.debugging.session import (
    Answer,
    Breakpoint,
    BreakpointVerified,
    ExceptionStops,
    Frame,
    Output,
    Purpose,
    Scope,
    StopReason,
    Variable,
)

NO_CODE = "This line has no code."
MOVED = "Line {} has no code; it stops at line {}."
BAD_CONDITION = "The condition is not a Python expression: {}."
ONLY_NAMES = "Only names, their parts and constants are evaluated on hover."

_EXCEPTION_FILTERS = {
    ExceptionStops.OFF: [],
    ExceptionStops.UNCAUGHT: ["userUnhandled"],
    ExceptionStops.ALL: ["raised"],
}
_REASONS = {
    "breakpoint": StopReason.BREAKPOINT,
    "exception": StopReason.EXCEPTION,
    "pause": StopReason.PAUSE,
}
_COMMANDS = {"continue": "continue", "over": "next", "into": "stepIn", "out": "stepOut"}
_CONTEXTS = {Purpose.HOVER: "watch", Purpose.WATCH: "watch", Purpose.CONSOLE: "repl"}
_LOG_MARK = "\x1elog "  # as worker_debug.py has it
_HIDDEN = {"special": "hide", "function": "hide", "class": "hide", "protected": "inline"}
_HARMLESS = (
    ast.Expression,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Constant,
    ast.Tuple,
    ast.UnaryOp,
    ast.USub,
    ast.Load,
)
_ROSSUM_TYPES = {
    "StringValue": "string",
    "NumberValue": "number",
    "DateValue": "date",
    "BooleanValue": "boolean",
    "NoneValue": "empty",
}  # of what txscript calls the values of fields

type Take = Callable[[Mapping[str, Any]], None]


class PythonSession(PausableSession):
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
        self._filename = filename
        self._lines = PythonLines(code, filename)
        self._client = dap.Client()
        self._thread: object = None
        self._open(breakpoints, exception_stops)

    def _open(self, breakpoints: Iterable[Breakpoint], exception_stops: ExceptionStops) -> None:
        self._client.request("initialize", {"adapterID": "rossum", "pathFormat": "path"})
        rules = [{"path": glob.escape(self._filename), "include": True}, {"path": "**", "include": False}]
        self._client.request("attach", {"rules": rules, "variablePresentation": _HIDDEN})
        self.set_breakpoints(breakpoints)
        self.set_exception_stops(exception_stops)
        self._client.request("configurationDone", take=lambda _reply: self._start())

    # The bytes

    def _feed(self, data: bytes) -> None:
        self._client.feed(data, self._on_event)

    def outgoing(self) -> list[bytes]:
        """Return what to write to the debug descriptor."""
        return self._client.outgoing()

    def _on_event(self, event: Notice) -> None:
        match event.name:
            case "stopped":
                self._on_stopped(event.body)
            case "output":
                text = str(event.body.get("output", ""))
                if text.startswith(_LOG_MARK):  # else an error in a condition, or a print in the console
                    line, _, text = text.removeprefix(_LOG_MARK).removesuffix("\n").partition(" ")
                    self._tell(Output(text, int(line)))

    # Commands

    def set_breakpoints(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Have these breakpoints and no others."""
        bound = [placed for each in breakpoints if (placed := self._bind(each)) is not None]
        self._client.request("setBreakpoints", {"source": {"path": self._filename}, "breakpoints": bound})

    def _bind(self, breakpoint_: Breakpoint) -> dict[str, object] | None:
        """Return a breakpoint as it is requested, and say what became of it; None when it cannot be."""
        line = self._lines.place(breakpoint_.line)
        objection = NO_CODE if line is None else _objection_to(breakpoint_)
        if line is None or objection:
            place = breakpoint_.line if line is None else line
            self._tell(BreakpointVerified(breakpoint_.id, place, verified=False, message=objection))
            return None
        message = "" if line == breakpoint_.line else MOVED.format(breakpoint_.line, line)
        self._tell(BreakpointVerified(breakpoint_.id, line, verified=True, message=message))
        return _requested(breakpoint_, line)

    def set_exception_stops(self, stops: ExceptionStops) -> None:
        """Stop where exceptions are raised."""
        self._client.request("setExceptionBreakpoints", {"filters": _EXCEPTION_FILTERS[stops]})

    def _resume(self, how: str) -> None:
        self._client.request(_COMMANDS[how], {"threadId": self._thread})

    def _ask_to_pause(self) -> None:
        self._client.request("pause", {"threadId": "*"})

    # Stopping

    def _on_stopped(self, body: Mapping[str, Any]) -> None:
        self._thread = body.get("threadId")
        reason = _REASONS.get(str(body.get("reason")), StopReason.STEP)
        if reason is StopReason.EXCEPTION:
            arguments = {"threadId": self._thread}
            self._client.request(
                "exceptionInfo", arguments, lambda reply: self._take_stack(reason, _raised(reply))
            )
        else:
            self._take_stack(reason, "")

    def _take_stack(self, reason: StopReason, text: str) -> None:
        """Ask where it stands; only then it counts as paused."""

        def take(reply: Reply) -> None:
            self._pause(reason, tuple(self._frames(reply.body.get("stackFrames", ()))), text)

        self._client.request("stackTrace", {"threadId": self._thread}, take)

    def _frames(self, found: Iterable[Mapping[str, Any]]) -> Iterable[Frame]:
        """Keep those of the user's file."""
        for each in found:
            if (each.get("source") or {}).get("path") == self._filename:
                yield Frame(str(each["id"]), str(each["name"]), int(each["line"]))

    # Questions

    def scopes(self, frame: Frame) -> Answer[tuple[Scope, ...]]:
        """Return the groups of names a frame sees, its own first."""

        def read(body: Mapping[str, Any]) -> tuple[Scope, ...]:
            return tuple(
                Scope(str(each["name"]), _join(frame.id, each["variablesReference"]), place == 0)
                for place, each in enumerate(body["scopes"])
            )

        return self._ask("scopes", {"frameId": int(frame.id)}, read)

    def children(self, reference: str) -> Answer[tuple[Variable, ...]]:
        """Return what is inside a value or a scope."""
        frame_id, number = _split(reference)

        def read(body: Mapping[str, Any]) -> tuple[Variable, ...]:
            found = body["variables"]
            return tuple(_variable(frame_id, reference, each) for each in found)

        return self._ask("variables", {"variablesReference": number}, read)

    def evaluate(self, frame: Frame, expression: str, purpose: Purpose) -> Answer[Variable]:
        """Return what an expression comes to in a frame."""
        if purpose is Purpose.HOVER and not is_harmless(expression):
            return refused(ONLY_NAMES)
        arguments = {"expression": expression, "frameId": int(frame.id), "context": _CONTEXTS[purpose]}

        def read(body: Mapping[str, Any]) -> Variable:
            found = {**body, "name": expression, "value": body.get("result", ""), "evaluateName": expression}
            return _variable(frame.id, "", found)

        return self._ask("evaluate", arguments, read)

    def set_value(self, variable: Variable, expression: str) -> Answer[Variable]:
        """Give a variable, or a part of a value, what an expression comes to."""
        if not variable.container:
            return refused("This value cannot be set.")
        frame_id, _ = _split(variable.container)
        frame = Frame(frame_id, "", 0)
        answer = Answer[Variable]()
        self._expect(answer)
        checked = self.evaluate(frame, expression, Purpose.WATCH)
        arguments = {"expression": variable.evaluate_name, "value": expression, "frameId": int(frame_id)}

        def read(body: Mapping[str, Any]) -> Variable:
            return _variable(frame_id, variable.container, {**body, **_named_as(variable)})

        def go_on(_: Variable) -> None:
            self._ask("setExpression", arguments, read).then(answer.give, answer.refuse)

        checked.then(go_on, answer.refuse)
        return answer

    def _ask[T](
        self, command: str, arguments: Mapping[str, object], read: Callable[[Mapping[str, Any]], T]
    ) -> Answer[T]:
        """Send a request about what is paused."""
        answer = Answer[T]()
        self._expect(answer)

        def take(reply: Reply) -> None:
            self._pending.discard(answer)
            if reply.success:
                answer.give(read(reply.body))
            else:
                answer.refuse(_last_line(reply.message))

        if not answer.is_given:
            self._client.request(command, arguments, take)
        return answer


def is_harmless(expression: str) -> bool:
    """Whether an expression only looks at something: no calls, no operators that objects can define."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    return all(isinstance(node, _HARMLESS) for node in ast.walk(tree))


def _objection_to(breakpoint_: Breakpoint) -> str:
    """Say what is wrong with a breakpoint's condition or hit count; nothing when they are fine."""
    if breakpoint_.hit_condition.strip() and HitCount.parse(breakpoint_.hit_condition) is None:
        return BAD_HITS.format(breakpoint_.hit_condition.strip())
    if breakpoint_.condition.strip():
        try:
            compile(breakpoint_.condition.strip(), "condition", "eval")
        except (SyntaxError, ValueError, RecursionError) as error:
            return BAD_CONDITION.format(getattr(error, "msg", error))
    return ""


def _requested(breakpoint_: Breakpoint, line: int) -> dict[str, object]:
    requested: dict[str, object] = {"line": line}
    if condition := breakpoint_.condition.strip():
        requested["condition"] = condition
    if hits := HitCount.parse(breakpoint_.hit_condition):
        requested["hitCondition"] = f"{hits.operator} {hits.count}"
    if breakpoint_.log_message:
        requested["logMessage"] = breakpoint_.log_message
    return requested


def _raised(reply: Reply) -> str:
    """Return what was raised, as the last line of a traceback. A note may follow the name of its class."""
    name, _, _ = str(reply.body.get("exceptionId", "")).partition(" ")
    text = str(reply.body.get("description", ""))
    name = name.strip().rpartition(".")[2]
    return f"{name}: {text}" if text else name


def _variable(frame_id: str, container: str, found: Mapping[str, Any]) -> Variable:
    """Read a variable of the protocol. Keys come quoted, so that they differ from numbers."""
    number = found.get("variablesReference")
    evaluate_name = str(found.get("evaluateName") or "")
    kind = str(found.get("type") or "")
    return Variable(
        name=_unquoted(str(found["name"])),
        value=str(found["value"]),
        type=_ROSSUM_TYPES.get(kind, kind),
        reference=_join(frame_id, number) if number else "",
        evaluate_name=evaluate_name,
        container=container if evaluate_name else "",
    )


def _named_as(variable: Variable) -> dict[str, str]:
    return {"name": variable.name, "evaluateName": variable.evaluate_name}


def _unquoted(name: str) -> str:
    try:
        key = ast.literal_eval(name) if name[:1] in ("'", '"') else name
    except (SyntaxError, ValueError):
        return name
    return str(key)


def _join(frame_id: str, number: object) -> str:
    return f"{frame_id}/{number}"


def _split(reference: str) -> tuple[str, int]:
    frame_id, _, number = reference.partition("/")
    return frame_id, int(number)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "The debugger gave no reason."
