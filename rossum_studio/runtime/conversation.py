"""What host and worker say to each other during one run, as a state machine that moves no bytes itself.

A worker that is kept after its run has a conversation for each call. Whoever owns the process (the blocking
runner, the window's event loop) carries bytes to and fro, watches the clock, and asks `finished` after each
step. Then it ends the process and asks for the outcome.
"""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from enum import Enum, auto

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import (
    Blocked,
    Cut,
    Evidence,
    Measures,
    Outcome,
    Runtime,
    classify,
    parse_body,
    parse_measures,
)
from rossum_studio.runtime.output import CapturedOutput
from rossum_studio.runtime.protocol import (
    Frame,
    FrameReader,
    FrameTooLongError,
    Kind,
    encode_header,
    json_frame,
    with_member,
)
from rossum_studio.runtime.services.certificates import authority
from rossum_studio.runtime.services.matching import CallNote, Served, calls_of

MEGABYTE = 1024 * 1024
BOOT_TIMEOUT_S = 30.0
EXIT_GRACE_S = 0.5
FLOOD_BYTES = 256 * MEGABYTE
MAX_NOTES = 1_000
ONE_WRITE_BYTES = 64 * 1024
ORJSON_PAYS_FROM = MEGABYTE  # below, importing it takes longer than it saves

_TXSCRIPT_EVAL = re.compile(r"\bfrom txscript import eval\b")
_TXSCRIPT = re.compile(r"\b(txscript|rossum_python)\b")


class Phase(Enum):
    """How far a run has come. A spare waits in READY or LOADED; a run passes through."""

    BOOTING = auto()
    READY = auto()
    LOADING = auto()
    LOADED = auto()
    RUNNING = auto()
    ENDED = auto()


class Line:
    """What the conversations with one worker have in common.

    Attributes:
        nonce: 32 hex digits that frames are marked with.
        reader: Holds what has arrived in part.
        runtime: Unknown until the worker is ready.
        calls: Conversations so far.
    """

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.reader = FrameReader(nonce)
        self.runtime = Runtime()
        self.calls = 0


class Conversation:
    """One run of one handler, from the first frame to the outcome."""

    def __init__(
        self,
        code: str | None,
        filename: str,
        payload: bytes | None,
        limits: Limits,
        nonce: str | None = None,
        keep: bool = False,
        line: Line | None = None,
    ) -> None:
        """Queue the frames that boot the worker and hand it what is known already.

        Args:
            code: The handler's source; None when `begin` will tell it.
            filename: What tracebacks and breakpoints call it; it need not exist.
            payload: JSON text, sent as it is; None when `give_payload` will.
            limits: Of this run.
            nonce: 32 hex digits to mark frames with; random when None.
            keep: Whether to have a worker that is booted wait for another call after each.
            line: To a worker that waits for this call; None when one is to be booted.
        """
        self.limits = limits
        self.phase = Phase.BOOTING if line is None else Phase.READY
        self._line = line or Line(nonce or secrets.token_hex(16))
        self._line.calls += 1
        self._call_number = self._line.calls
        self._outgoing: list[bytes] = []
        self._has_payload = False
        self._run_frame: Frame | None = None
        self._ending: Frame | Cut | None = None
        self._note = ""
        self._returncode: int | None = None
        self._measures = Measures()
        self._blocked: list[Blocked] = []
        self._notes: list[CallNote] = []
        self._served: Sequence[Served] = ()
        self._served_count = 0
        self._running_since_s = 0.0
        self._stdout, self._stderr = CapturedOutput(), CapturedOutput()
        if line is None:
            self._send(boot_frame(limits, preload_for(code, payload), ahead=code is None, keep=keep))
        if payload is not None:
            self.give_payload(payload)
        if code is not None:
            self.begin(code, filename, limits)

    @classmethod
    def ahead(cls, limits: Limits) -> "Conversation":
        """Boot a worker before it is known what it will run, and on what."""
        return cls(None, "", None, limits)

    def next_call(self, code: str, filename: str, payload: bytes, limits: Limits) -> "Conversation":
        """Return the conversation of another call to the worker that this one has left waiting."""
        assert self.is_kept
        return Conversation(code, filename, payload, limits, line=self._line)

    def give_payload(self, payload: bytes) -> None:
        """Hand over the payload, once, at any time before the run."""
        self._send(Frame(Kind.PAYLOAD, payload))
        self._has_payload = True
        if self.phase is Phase.READY:
            self.phase = Phase.LOADING

    def begin(self, code: str, filename: str, limits: Limits, told: bytes | None = None) -> None:
        """Say what to run, once, at any time; it runs when the payload is loaded.

        Args:
            limits: Of the run; those that the worker booted with may have more time.
            told: `Later.told`, when the worker has a payload that this one is told from.
        """
        self.limits = limits
        body = {
            "code": code,
            "filename": filename,
            **({"notes_lines": True} if limits.coverage else {}),
        }
        frame = json_frame(Kind.RUN, body)
        self._run_frame = frame if told is None else with_member(frame, "later", told)
        if self.phase is Phase.LOADED:
            self._run(self._run_frame)

    @property
    def finished(self) -> bool:
        """Whether the run is over: kill the group, then ask for the outcome."""
        return self.phase is Phase.ENDED

    @property
    def has_verdict(self) -> bool:
        """Whether the worker itself said how the run ended; it has nothing to add."""
        return isinstance(self._ending, Frame)

    @property
    def is_kept(self) -> bool:
        """Whether the run is over and the worker waits for another call: do not kill it."""
        return self.has_verdict and self._measures.kept

    @property
    def running(self) -> bool:
        """Whether the handler has been told to run and has not come back."""
        return self.phase is Phase.RUNNING

    @property
    def time_limit_s(self) -> float:
        """How long the current phase may take from its beginning."""
        return self.limits.timeout_s if self.running else BOOT_TIMEOUT_S

    @property
    def exit_grace_s(self) -> float:
        """How long to wait for the worker's own exit status before killing it."""
        return EXIT_GRACE_S if self._ending is Cut.CHANNEL_CLOSED else 0.0

    def outgoing(self) -> list[bytes]:
        """Return what to write to the channel, in order. It is handed out once."""
        chunks, self._outgoing = self._outgoing, []
        return chunks

    def feed_channel(self, data: bytes) -> None:
        """Take bytes that arrived on the channel."""
        if self.finished:
            return
        try:
            frames, too_long = self._line.reader.feed(data), None
        except FrameTooLongError as error:
            frames, too_long = error.frames, error
        for frame in frames:
            self._take(frame)
        if too_long is not None:
            self._end(Cut.FRAME_TOO_LONG, f"{too_long.length / MEGABYTE:.0f} MB")

    def feed_stdout(self, data: bytes) -> None:
        """Take what the worker printed. Also after the end: the pipe may hold more."""
        self._feed_output(self._stdout, data)

    def feed_stderr(self, data: bytes) -> None:
        """Take what the worker printed to stderr. Also after the end."""
        self._feed_output(self._stderr, data)

    def channel_closed(self) -> None:
        """The worker's end is closed: it died, or the handler closed every descriptor it found."""
        self._end(Cut.CHANNEL_CLOSED)

    def timed_out(self) -> None:
        """The current phase took longer than time_limit_s."""
        self._end(Cut.TIMED_OUT if self.running else Cut.BOOT_TIMED_OUT)

    def memory_exceeded(self) -> None:
        """The run was seen to take more memory than it may."""
        self._end(Cut.MEMORY_EXCEEDED)

    def stopped(self) -> None:
        """The user does not want to wait."""
        self._end(Cut.STOPPED)

    def not_started(self, error: OSError) -> None:
        """There is no process to talk to."""
        self._end(Cut.NOT_STARTED, str(error))

    def exited(self, returncode: int | None) -> None:
        """Take the worker's own exit status; None when it was killed."""
        self._returncode = returncode

    def take_served(self, served: Sequence[Served], count: int, running_since_s: float | None) -> None:
        """Take what was answered during the run.

        Args:
            count: How much it was, as not all of very much is kept.
            running_since_s: When the worker was told to run, by the clock of the answers; None if never.
        """
        self._served, self._served_count = served, count
        self._running_since_s = running_since_s or 0.0

    def outcome(self) -> Outcome:
        """Judge the run, which must be finished. How long it took is for the owner to say."""
        assert self._ending is not None
        called_s = self._running_since_s + self._measures.load_ms / 1000
        evidence = Evidence(
            ending=self._ending,
            limits=self.limits,
            returncode=self._returncode,
            note=self._note,
            runtime=self._line.runtime,
            measures=self._measures,
            blocked=tuple(self._blocked),
            stdout=self._stdout.text,
            stderr=self._stderr.text,
            cuts=tuple(self._cuts()),
            call_number=self._call_number,
            calls=calls_of(self._served, self._notes, called_s),
        )
        return classify(evidence)

    def _take(self, frame: Frame) -> None:
        if self.finished:
            return
        try:
            self._act_on(frame)
        except ValueError as error:
            self._end(Cut.DAMAGED, str(error))

    def _act_on(self, frame: Frame) -> None:
        match frame.kind:
            case Kind.READY if self.phase is Phase.BOOTING:
                self._line.runtime = parse_body(frame, Runtime)
                self.phase = Phase.LOADING if self._has_payload else Phase.READY
            case Kind.LOADED if self.phase is Phase.LOADING:
                self.phase = Phase.LOADED
                if self._run_frame is not None:
                    self._run(self._run_frame)
            case Kind.BLOCKED:
                self._blocked.append(parse_body(frame, Blocked))
            case Kind.CALL if len(self._notes) < MAX_NOTES:
                self._notes.append(parse_body(frame, CallNote))
            case Kind.MEASURED:
                self._measures = parse_measures(frame)
            case Kind.REJECTED | Kind.RESULT | Kind.EXCEPTION | Kind.INVALID | Kind.MEMORY:
                self._end(frame)

    def _cuts(self) -> Iterator[str]:
        """Say of what there was more than what is kept."""
        if self._stdout.total or self._stderr.total:
            yield from _cuts("Output", self._stdout)
            yield from _cuts("Output to stderr", self._stderr)
        if self._served_count > len(self._served):
            yield f"{self._served_count} requests were answered; only {len(self._served)} of them are listed."

    def _feed_output(self, output: CapturedOutput, data: bytes) -> None:
        output.feed(data)
        if self._stdout.total + self._stderr.total > FLOOD_BYTES:
            self._end(Cut.OUTPUT_FLOOD, f"the limit is {FLOOD_BYTES // MEGABYTE} MB")

    def _run(self, run_frame: Frame) -> None:
        self._send(run_frame)
        self.phase = Phase.RUNNING

    def _send(self, frame: Frame) -> None:
        header = encode_header(self._line.nonce, frame)
        is_short = len(frame.body) < ONE_WRITE_BYTES  # then it wakes the worker once only
        self._outgoing += [header + frame.body] if is_short else [header, frame.body]

    def _end(self, ending: Frame | Cut, note: str = "") -> None:
        if self._ending is None:
            self._ending, self._note = ending, note
            self.phase = Phase.ENDED


def _cuts(name: str, output: CapturedOutput) -> Iterator[str]:
    """Say that a stream was longer than what is kept of it."""
    if output.cut_bytes:
        kept, produced = output.head_bytes / MEGABYTE, output.total / MEGABYTE
        yield f"{name} cut at {kept:.0f} MB, {produced:.0f} MB produced."


def boot_frame(limits: Limits, preload: list[str], *, ahead: bool, keep: bool) -> Frame:
    """Return the first frame a worker gets; it needs neither code nor payload."""
    body = {
        "host_pid": os.getpid(),
        "timeout_s": limits.timeout_s,
        "memory_mb": limits.memory_mb,
        "ahead": ahead,
        "keep": keep,
        "allow_network": limits.allow_network,
        "allow_children": limits.allow_children,
        "preload": preload,
    }
    if limits.services:
        body["certificates"] = str(authority().path)
    return json_frame(Kind.BOOT, body)


def preload_for(code: str | None, payload: bytes | None) -> list[str]:
    """Return the modules this run will want at once; the others stay unimported.

    What is not known yet (None) may want any of them.
    """
    wanted = ["orjson"] if payload is None or len(payload) >= ORJSON_PAYS_FROM else []
    if code is None or _TXSCRIPT_EVAL.search(code):
        return [*wanted, "txscript.eval"]
    return wanted + (["txscript"] if _TXSCRIPT.search(code) else [])
