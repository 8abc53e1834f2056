"""How a run ended, and the judgement that leads there from what was seen of it. No process, no clock."""

import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Literal

import msgspec

from rossum_studio.model.http import Call
from rossum_studio.model.runtime_name import other_python
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.protocol import CHANNEL_LOST, MAX_BODY, Frame, Kind

MEGABYTE = 1024 * 1024
REFUSALS = {
    "network": "network access is off for this run",
    "files": "a run may use only the files in its own folder",
    "children": "starting other programs is off for this run",
    "signals": "a run may not signal other processes",
}
BUT_HTTP = ", except for HTTP and HTTPS requests"
STRAYED = ("SIGSEGV", "SIGBUS")
NOTHING = b"null"  # the body of a result without a response
NEVER_SETTLED = 13  # the status of Node.js when an await is left that nothing can end
OUT_OF_MEMORY = ("heap out of memory", "process out of memory", "JavaScript out of memory", "bad_alloc")


class Status(StrEnum):
    """How a run ended. The first six are those of the run report; only the window can stop a run."""

    OK = "ok"
    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    MEMORY_LIMIT = "memory_limit"
    CRASHED = "crashed"
    INVALID_RESPONSE = "invalid_response"
    STOPPED = "stopped"


class Cut(StrEnum):
    """Why a run ended without a verdict of the worker. The values are what a user reads."""

    STOPPED = "Stopped"
    TIMED_OUT = "Timed out"
    BOOT_TIMED_OUT = "The process did not start in time"
    NOT_STARTED = "The process could not be started"
    CHANNEL_CLOSED = "The process closed the channel its result travels on"
    MEMORY_EXCEEDED = "Memory limit exceeded"
    OUTPUT_FLOOD = "The process was killed: it printed more than anyone can read"
    FRAME_TOO_LONG = "The response is too long"
    DAMAGED = "The result was damaged on its way"


@dataclass(frozen=True, slots=True)
class TraceFrame:
    """One frame of a traceback, outermost first. `source` is the text of the line."""

    file: str
    line: int
    function: str
    source: str
    is_user: bool


@dataclass(frozen=True, slots=True)
class MissingLibrary:
    """A module that an import statement did not find.

    Attributes:
        module: The top-level one.
        pack: The library pack of the hook; None when it has none.
        is_in_pack: The pack has it and is not installed on this computer.
    """

    module: str
    pack: str | None = None
    is_in_pack: bool = False


@dataclass(frozen=True, slots=True)
class HandlerException:
    """What the user's file or handler raised.

    Attributes:
        type: Name of its class; `MissingHandler` when the file has no entry point.
        message: Its text, maybe empty.
        line: Of the innermost frame in the user's file; None when there is none.
        traceback: As Python prints it, without the frames of the worker.
        frames: The same as values, outermost first.
        empty_nodes: `schema_id` of datapoints whose `content` is null, where the line had one in hand.
        missing_library: What a failed import looked for.
    """

    type: str
    message: str
    line: int | None
    traceback: str
    frames: tuple[TraceFrame, ...] = ()
    empty_nodes: tuple[str, ...] = ()
    missing_library: MissingLibrary | None = None

    @property
    def summary(self) -> str:
        """Return type and message on one line, as the last line of a traceback."""
        first_line = self.message.partition("\n")[0]
        return f"{self.type}: {first_line}" if first_line else self.type


@dataclass(frozen=True, slots=True)
class Blocked:
    """Something the handler tried and this run does not allow.

    Attributes:
        call: What was called, such as socket.connect.
        target: What it aimed at, such as host:port.
        line: Of the user's file; None when no line of it was being executed.
        subject: What it is about: network, files, children or signals.
        remark: What else is known about why, to go behind the reason.
    """

    call: str
    target: str
    line: int | None
    subject: Literal["network", "files", "children", "signals"] = "network"
    remark: str = ""

    @property
    def sentence(self) -> str:
        """Return what happened, and why."""
        return f"{self.call} to {self.target} was refused: {REFUSALS[self.subject]}{self.remark}."

    @property
    def code(self) -> str:
        """Return what a problem about it is called."""
        return f"{self.subject}-blocked"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What ran the handler, as `python3.12` and exactly, and the layers of isolation around it.

    Attributes:
        services_refused: Why its requests could not be answered here, if they were to be.
    """

    runtime: str = "python3.12"
    version: str = ""
    layers: tuple[str, ...] = ()
    services_refused: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """What the worker measured of itself.

    Attributes:
        load_ms: Executing the user's file.
        duration_ms: The handler's call alone.
        baseline_memory_mb: Resident memory before the user's file: interpreter and parsed payload.
        peak_memory_mb: Highest resident memory; 0 where the system does not tell.
        warnings: What the worker did that the platform may not do.
        lines: Of the user's file, those that ran; empty where that is not measured.
        kept: Whether the worker waits for another call; else it is leaving.
    """

    load_ms: float = 0.0
    duration_ms: float = 0.0
    baseline_memory_mb: float = 0.0
    peak_memory_mb: float = 0.0
    warnings: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    kept: bool = False


class Evidence(msgspec.Struct, frozen=True):
    """What was seen of a run that is over. A struct, as every run waits for it to be put together.

    Attributes:
        ending: The frame that ended it, or why there is none.
        limits: Those of the run.
        returncode: The worker's own exit status, negative for a signal; None when it was killed.
        note: What is known beyond the ending, such as why the process could not be started.
        cuts: What is not in stdout and stderr, a sentence each.
        call_number: Counts the calls in this process.
    """

    ending: Frame | Cut
    limits: Limits
    returncode: int | None = None
    note: str = ""
    runtime: Runtime = Runtime()
    measures: Measures = Measures()
    blocked: tuple[Blocked, ...] = ()
    stdout: str = ""
    stderr: str = ""
    cuts: tuple[str, ...] = ()
    call_number: int = 1
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run, judged.

    Attributes:
        status: How it ended.
        response: What the handler returned, an empty object for nothing; None unless status is ok.
        response_bytes: The same as the worker's JSON text.
        exception: What was raised; None unless status is exception.
        detail: The reason, for the statuses crashed and invalid_response; else empty.
        pointer: JSON pointer of the place in the response that is invalid; empty for all of it.
        duration_ms: The handler's call alone; the limit when it timed out, 0 when it was never measured.
        load_ms: Executing the user's file.
        total_ms: From the request to the parsed response; 0 until somebody who has a clock says it.
        baseline_memory_mb: In use before the user's file; the memory limit comes on top.
        peak_memory_mb: Highest memory in use.
        warnings: What the platform may do otherwise.
        layers: Of isolation that stood around the run.
        call_number: 1 in a fresh process; more when the process served calls before this one.
        lines: Of the user's file, those that ran, if the limits ask for it.
        calls: Requests that were answered on this computer, in the order they came.
        services_refused: Why requests could not be answered on this computer, if they were to be.
    """

    status: Status
    response: dict[str, Any] | None = None
    response_bytes: bytes = b""
    exception: HandlerException | None = None
    detail: str = ""
    pointer: str = ""
    duration_ms: float = 0.0
    load_ms: float = 0.0
    total_ms: float = 0.0
    stdout: str = ""
    stderr: str = ""
    blocked: tuple[Blocked, ...] = ()
    warnings: tuple[str, ...] = ()
    baseline_memory_mb: float = 0.0
    peak_memory_mb: float = 0.0
    runtime: str = "python3.12"
    runtime_version: str = ""
    layers: tuple[str, ...] = ()
    timeout_s: float = Limits().timeout_s
    memory_mb: int = Limits().memory_mb
    call_number: int = 1
    lines: tuple[int, ...] = ()
    calls: tuple[Call, ...] = ()
    services_refused: str = ""

    def taking(self, total_ms: float) -> "Outcome":
        """Return the outcome with the time from the request to now, when all of it is known."""
        return replace(self, total_ms=total_ms)

    @property
    def runtime_warning(self) -> str:
        """Return how the Python that ran the handler differs from the platform's; empty when it does not."""
        return other_python(self.runtime, self.runtime_version)

    @property
    def reuse_note(self) -> str:
        """Return which call in the same process this was; empty in a fresh one."""
        if self.call_number == 1:
            return ""
        return f"Call {self.call_number} in the same process: what earlier calls left in memory stayed."

    @property
    def returned_nothing(self) -> bool:
        """Return whether the handler ended without returning anything."""
        return self.response_bytes == NOTHING

    @property
    def sentence(self) -> str:
        """Return the one line that tells a user how the run ended."""
        match self.status:
            case Status.OK:
                return f"Completed in {self.duration_ms:.1f} ms"
            case Status.EXCEPTION:
                return self._exception_sentence()
            case Status.TIMEOUT:
                return f"Timed out (limit {self.timeout_s:g} s)"
            case Status.MEMORY_LIMIT:
                return f"Memory limit {self.memory_mb} MB exceeded"
            case Status.INVALID_RESPONSE:
                return f"Invalid response: {self.detail}"
            case Status.STOPPED:
                return "Stopped"
            case Status.CRASHED:
                return self.detail

    def _exception_sentence(self) -> str:
        assert self.exception is not None
        place = f" (line {self.exception.line})" if self.exception.line is not None else ""
        return f"The function failed: {self.exception.summary}{place}"


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The part of an outcome that follows from how the run ended."""

    status: Status
    detail: str = ""
    pointer: str = ""
    response: dict[str, Any] | None = None
    exception: HandlerException | None = None


class _Reason(msgspec.Struct):
    message: str
    pointer: str = ""


def with_output(outcome: Outcome, lines: Sequence[str]) -> Outcome:
    """Return the outcome with lines behind what was printed, such as those that breakpoints wrote."""
    if not lines:
        return outcome
    before = outcome.stdout if outcome.stdout.endswith("\n") or not outcome.stdout else f"{outcome.stdout}\n"
    return replace(outcome, stdout=before + "".join(f"{line}\n" for line in lines))


def classify(evidence: Evidence) -> Outcome:
    """Judge a run. The first ending seen counts; what came after it does not."""
    verdict = _judge(evidence)
    ending, measures = evidence.ending, evidence.measures
    timed_out = verdict.status is Status.TIMEOUT
    return Outcome(
        status=verdict.status,
        response=verdict.response,
        response_bytes=ending.body if isinstance(ending, Frame) and verdict.status is Status.OK else b"",
        exception=verdict.exception,
        detail=verdict.detail,
        pointer=verdict.pointer,
        duration_ms=evidence.limits.timeout_s * 1000 if timed_out else measures.duration_ms,
        load_ms=measures.load_ms,
        stdout=evidence.stdout,
        stderr=evidence.stderr,
        blocked=tuple(_with_remark(each, evidence) for each in evidence.blocked),
        warnings=(*measures.warnings, *evidence.cuts),
        baseline_memory_mb=measures.baseline_memory_mb,
        peak_memory_mb=measures.peak_memory_mb,
        lines=measures.lines,
        runtime=evidence.runtime.runtime,
        runtime_version=evidence.runtime.version,
        layers=evidence.runtime.layers,
        timeout_s=evidence.limits.timeout_s,
        memory_mb=evidence.limits.memory_mb,
        call_number=evidence.call_number,
        calls=evidence.calls,
        services_refused=evidence.runtime.services_refused,
    )


def _with_remark(blocked: Blocked, evidence: Evidence) -> Blocked:
    """Add what a run could have reached instead of the network, or why it could not."""
    if blocked.subject != "network" or not evidence.limits.services:
        return blocked
    refused = evidence.runtime.services_refused
    remark = f", and requests cannot be answered on this computer: {refused}" if refused else BUT_HTTP
    return replace(blocked, remark=remark)


def _judge(evidence: Evidence) -> _Verdict:
    if isinstance(evidence.ending, Cut):
        return _judge_cut(evidence.ending, evidence)
    try:
        return _judge_frame(evidence.ending)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        return _Verdict(Status.CRASHED, f"{Cut.DAMAGED}: {error}")


def _judge_frame(frame: Frame) -> _Verdict:
    if frame.kind == Kind.RESULT:
        response = _DECODER.decode(frame.body.decode())
        if response is None:
            return _Verdict(Status.OK, response={})
        if not isinstance(response, dict):
            raise ValueError("expected an object")
        return _Verdict(Status.OK, response=response)
    if frame.kind == Kind.MEMORY:
        return _Verdict(Status.MEMORY_LIMIT)
    if frame.kind == Kind.EXCEPTION:
        return _Verdict(Status.EXCEPTION, exception=parse_body(frame, HandlerException))
    reason = parse_body(frame, _Reason)
    if frame.kind == Kind.REJECTED:
        return _Verdict(Status.CRASHED, f"The payload is not JSON: {reason.message}")
    return _Verdict(Status.INVALID_RESPONSE, reason.message, reason.pointer)


def _judge_cut(cut: Cut, evidence: Evidence) -> _Verdict:
    match cut:
        case Cut.STOPPED:
            return _Verdict(Status.STOPPED)
        case Cut.TIMED_OUT:
            return _Verdict(Status.TIMEOUT)
        case Cut.MEMORY_EXCEEDED:
            return _Verdict(Status.MEMORY_LIMIT)
        case Cut.FRAME_TOO_LONG:
            limit = f"the limit is {MAX_BODY // MEGABYTE} MB"
            return _Verdict(Status.INVALID_RESPONSE, f"{cut}: {evidence.note}, {limit}")
        case Cut.CHANNEL_CLOSED:
            return _judge_exit(evidence)
        case _:
            return _Verdict(Status.CRASHED, ": ".join(part for part in (cut, evidence.note) if part))


def _judge_exit(evidence: Evidence) -> _Verdict:
    returncode = evidence.returncode
    if returncode is None or returncode == CHANNEL_LOST:
        return _Verdict(Status.CRASHED, str(Cut.CHANNEL_CLOSED))
    if evidence.runtime.runtime.startswith("nodejs") and (verdict := _judge_exit_of_node(evidence)):
        return verdict
    if returncode == -signal.SIGXCPU:  # the system's clock for a worker whose host cannot stop it
        return _Verdict(Status.TIMEOUT)
    if returncode < 0:
        name = _signal_name(-returncode)
        meaning = ": compiled code touched memory that is not its own" if name in STRAYED else ""
        return _Verdict(Status.CRASHED, f"The process died (signal {name}){meaning}")
    return _Verdict(
        Status.CRASHED, f"The process exited with status {returncode} before the handler returned"
    )


def _judge_exit_of_node(evidence: Evidence) -> _Verdict | None:
    """Tell the ends that only V8 has: it dies of a full heap and says so on stderr."""
    if evidence.returncode == NEVER_SETTLED:
        detail = "The process exited before the handler returned: its promise never settled"
        return _Verdict(Status.CRASHED, detail)
    died = evidence.returncode in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL)
    if died and any(text in evidence.stderr for text in OUT_OF_MEMORY):
        return _Verdict(Status.MEMORY_LIMIT)
    return None


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def parse_body[T](frame: Frame, shape: type[T]) -> T:
    """Return a frame's JSON body as a dataclass.

    Raises:
        ValueError: It is not JSON, or not of that shape.
    """
    return msgspec.convert(json.loads(frame.body), shape)


def parse_measures(frame: Frame) -> Measures:
    """Return what the worker measured. Every run waits for it, so it takes the short way where that goes.

    Raises:
        ValueError: It is not JSON, or not of that shape.
    """
    try:
        return _MEASURES.decode(frame.body)
    except msgspec.DecodeError:  # a warning may name a key with a lone surrogate
        return parse_body(frame, Measures)


_MEASURES = msgspec.json.Decoder(Measures)
_DECODER = json.JSONDecoder()
