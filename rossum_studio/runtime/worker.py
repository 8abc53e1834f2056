"""The child's main: calls one Python handler once, reports over the channel, and is gone unless it is kept.

Started by path as `worker.py --channel <fd>`, so it imports nothing of ours but the files beside it, by path
too. Ahead of that, `--without-walls` leaves the isolation out, to measure what it costs, `--packages
<folders>` lends another Python packages of ours, `--library-pack <JSON>` tells of the handler's library pack,
and `--debugger <JSON>` of the debugger that the handler runs under. The frames it exchanges are described in
protocol.py. What takes long to import and is not always needed (orjson, txscript, traceback, asyncio) waits
until the host asks for it or something uses it; typing is never imported at all.
"""

import _thread
import faulthandler
import gc
import importlib
import json
import os
import sys
import types
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from time import perf_counter

CHANNEL_LOST = 74
ENTRY_POINT = "rossum_hook_request_handler"
MODULE_NAME = "rossum_hook"
WITHOUT_WALLS = "--without-walls"
PACKAGES = "--packages"
LIBRARY_PACK = "--library-pack"
DEBUGGER = "--debugger"
MAX_BLOCKED_REPORTS = 100
MAX_CALL_REPORTS = 1_000
MAX_TARGET = 500
CHUNK = 1024 * 1024
FRAME_BYTES = 16 * 1024  # of most: what a read makes room for beyond it costs time
REHEARSAL = """
import json
def rossum_hook_request_handler(payload):
    found, waiting = 0, list(payload["content"])
    while waiting:
        node = waiting.pop()
        if node["category"] == "datapoint" and not node.get("hidden"):
            found += bool(node["content"])
        else:
            waiting += [each for each in node["children"]]
    return {"messages": [{"type": "info", "content": f"{found} found"}], "operations": []}
"""

type Receive = Callable[[str], bytes]
type Send = Callable[..., None]
type Rest = Callable[[], None]
type UseChannel = Callable[[Callable[[int], None]], None]

loads = json.loads  # taken before a handler can replace it
scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def load_neighbour(name: str) -> types.ModuleType:
    """Import a file of this folder without putting the folder on the handler's path."""
    loader = SourceFileLoader(name, os.path.join(os.path.dirname(__file__), f"{name}.py"))  # noqa: PTH118, PTH120
    module = types.ModuleType(name)
    module.__file__ = loader.path
    loader.exec_module(module)
    return module


coverage = load_neighbour("worker_coverage")
diagnosis = load_neighbour("worker_diagnosis")
limits = load_neighbour("worker_limits")
guards = load_neighbour("worker_guard")
isolation = load_neighbour("worker_isolation")
later = load_neighbour("worker_later")
packages = load_neighbour("worker_packages")


class ResponseEncoder(json.JSONEncoder):
    """JSON as Rossum accepts it, out of reach of handlers that replace json.dumps or the encoder's methods.

    `default` stays inherited: txscript patches it so that its field values serialise.
    """

    encode = json.JSONEncoder.encode
    iterencode = json.JSONEncoder.iterencode


ENCODER = ResponseEncoder(allow_nan=False, separators=(",", ":"))


class MissingHandler(Exception):
    """The file has no entry point. Users see this name."""


def main() -> None:
    """Boot, take the payload, run the handler, report, leave; or do it again, if we are to stay."""
    told = argument(LIBRARY_PACK)
    library = packages.Library(**loads(told)) if told else packages.Library()
    lent = argument(PACKAGES).split(os.pathsep) if PACKAGES in sys.argv else packages.own_packages()
    receive, send, rest, use_channel = open_channel(int(sys.argv[-1]))
    run = Run(send, rest, library)
    if DEBUGGER in sys.argv:
        told = loads(argument(DEBUGGER))
        run.debugger = load_neighbour("worker_debug").Debugger(**told, keep_at=limits.high_descriptor() - 2)
        lent = [*lent, run.debugger.folder]
    layers = boot(run, WITHOUT_WALLS not in sys.argv, lent, use_channel, **loads(receive("boot")))
    if run.debugger is not None:
        run.debugger.connect()
    sys.argv = [MODULE_NAME]
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = {"runtime": runtime, "version": sys.version.split()[0], "layers": layers}
    send("ready", dumps(found | {"services_refused": run.services.refusal if run.services else ""}))
    parse = getattr(sys.modules.get("orjson"), "loads", loads)
    packages.hide_own_modules()
    if run.is_ahead:
        rehearse()
    while True:
        serve(run, receive, send, parse)


def rehearse() -> None:
    """Do what every run does, so that the run finds the pages of compiler and encoder in memory."""
    names: dict[str, Callable[[object], object]] = {}
    exec(compile(REHEARSAL, "", "exec", dont_inherit=True), names)
    encode_response(names[ENTRY_POINT]({"content": [{"category": "datapoint", "content": None}]}))
    limits.memory_in_mb("VmHWM")


def argument(name: str) -> str:
    """Return what follows an option we were started with; empty when it was left out."""
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else ""


def serve(run: "Run", receive: Receive, send: Send, parse: Callable[[bytes], object]) -> None:
    """Take a payload, run the handler, report. Comes back only if we are to stay for another call."""
    run.start_over()
    payload = load_payload(receive("payload"), send, parse)
    run.get_ready()
    asked, _ = scan(receive("run").decode(), 0)  # every run waits for it: the shortest way
    if told := asked.pop("later", None):
        payload = later.brought_up_to_date(payload, **told)
    run.perform(payload, **asked)


# The channel


def open_channel(fd: int) -> tuple[Receive, Send, Rest, UseChannel]:
    """Move the channel out of the handler's way and return how to read and write frames, to rest, to do more.

    Nonce and descriptor live in these closures only. The nonce is that of the first frame. A small frame that
    `waits` leaves with the next one, so that the host wakes up once for both. Who rests waits for the host to
    end us: to leave takes a millisecond of a processor that the host may be about to judge the run on.
    """
    read, write, leave, lock = os.read, os.write, os._exit, _thread.allocate_lock()
    channel = os.dup2(fd, limits.high_descriptor(), inheritable=False)
    os.close(fd)
    buffer = bytearray()
    prefix = ahead = b""

    def fill(count: int) -> None:
        chunk = read(channel, min(max(count, FRAME_BYTES), CHUNK))
        if not chunk:  # the host is gone, or has no use for us any more
            leave(CHANNEL_LOST)
        buffer.extend(chunk)

    def take(count: int) -> bytes:
        while len(buffer) < count:
            fill(count - len(buffer))
        taken = bytes(memoryview(buffer)[:count])
        del buffer[:count]
        return taken

    def receive(kind: str) -> bytes:
        nonlocal prefix
        while (end := buffer.find(b"\n")) < 0:
            fill(0)
        marker, nonce, received, length = take(end + 1).split(b" ")
        assert received.decode() == kind, f"expected a {kind} frame, got {received!r}"
        prefix = marker + b" " + nonce + b" "
        return take(int(length))

    def send(kind: str, body: bytes, waits: bool = False) -> None:
        nonlocal ahead
        with lock:
            try:
                header = ahead + prefix + f"{kind} {len(body)}\n".encode()
                ahead = header + body if waits else b""
                if waits:
                    return
                parts = (header + body,) if len(body) < CHUNK else (header, body)
                for part in parts:
                    view = memoryview(part)
                    while view:
                        view = view[write(channel, view) :]
            except OSError:
                leave(CHANNEL_LOST)

    def rest() -> None:
        try:
            while read(channel, 1):
                pass
        finally:
            leave(0)

    return receive, send, rest, lambda act: act(channel)


def dumps(value: object) -> bytes:
    """Return our own, well-behaved values as JSON."""
    return ENCODER.encode(value).encode()


# Boot


def boot(
    run: "Run",
    with_walls: bool,
    lent: list[str],
    use_channel: UseChannel,
    host_pid: int,
    allow_network: bool,
    preload: list[str],
    timeout_s: float,
    memory_mb: int,
    ahead: bool,
    keep: bool,
    allow_children: bool = False,
    certificates: str = "",
) -> list[str]:
    """Tie our life to the host's, set limits, import what the host expects to need, raise the walls.

    Returns:
        Names of the layers of isolation that stand.
    """
    if not isolation.die_with_host(host_pid):
        os._exit(CHANNEL_LOST)
    run.timeout_s, run.memory_mb, run.is_ahead, run.keeps = timeout_s, memory_mb, ahead, keep
    limits.limit_files_and_threads()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # what was printed outlives a kill
    faulthandler.enable()
    if certificates:
        run.services = load_neighbour("worker_services").Services(certificates, use_channel)
        run.requests = load_neighbour("worker_requests")
        run.requests.trust(certificates)
    sys.meta_path.append(packages.RossumPythonFinder)
    sys.meta_path.insert(0, packages.LentPackages(lent, run.library))
    for name in preload:
        with suppress(ImportError):
            importlib.import_module(name)
    packages.set_import_path(run.library)
    if not with_walls:
        return []
    return isolate(run, allow_network, allow_children, lent)


def isolate(run: "Run", allow_network: bool, allow_children: bool, lent: list[str]) -> list[str]:
    """Raise the walls, and put a guard before them who explains."""
    places = (*lent, run.library.place) if run.library.place else tuple(lent)
    policy = isolation.Policy(allow_network, allow_children, readable=places, services=run.services)
    sys.dont_write_bytecode = True
    readable, writable = isolation.readable_places(policy), isolation.writable_places()
    isolation.forget_unreadable_packages(readable)
    layers: list[str] = isolation.apply(policy, load_neighbour)
    misses = run.requests.watch(policy.ports, run.report_call) if run.requests and policy.ports else None
    guards.guard(allow_network, allow_children, readable, writable, run.report_blocked, misses)
    return layers


def load_payload(body: bytes, send: Send, parse: Callable[[bytes], object]) -> object:
    """Parse the payload and hide it from the garbage collector, which would walk it again and again.

    The collector waits longer the more there is, for what it cannot see as for what it can.
    """
    started = perf_counter()
    gc.disable()
    try:
        payload = parse(body)
    except (ValueError, RecursionError) as error:
        send("rejected", dumps({"message": str(error)}))
        os._exit(0)
    gc.freeze()
    gc.set_threshold(max(gc.get_threshold()[0], gc.get_freeze_count() // 4), *gc.get_threshold()[1:])
    gc.enable()
    send("loaded", dumps({"load_ms": milliseconds_since(started)}))
    return payload


# The run


class Run:
    """The calls of one handler, one as a rule, and what is reported about each.

    What the report needs is taken hold of here, before the user's code can replace it.
    """

    def __init__(self, send: Send, rest: Rest, library: packages.Library) -> None:  # type: ignore[name-defined]
        self._send, self._rest = send, rest
        self.library = library
        self.debugger: types.SimpleNamespace | None = None  # a Debugger of worker_debug
        self.services: types.SimpleNamespace | None = None  # a Services of worker_services
        self.requests: types.ModuleType | None = None
        self.timeout_s, self.memory_mb, self.is_ahead, self.keeps = 0.0, 0, False, False
        self._lift_memory_limit: Callable[[], None] = lambda: None
        self._filename = self._code = ""
        self._handler: Callable[[object], object] | None = None
        self._baseline_mb = self._data_mb = 0.0
        self._boot_mb = self._before_payload_mb = self._payload_mb = 0.0
        self._getpid, self._open, self._close, self._leave = os.getpid, os.open, os.close, os._exit
        self._pid = os.getpid()
        self._streams = (sys.stdout, sys.stderr)
        self._reserve_fd = -1
        self._lines = coverage.Lines()
        self._notes_lines = False
        self.start_over()

    def start_over(self) -> None:
        """Forget what was noted about the call before, if there was one."""
        self._warnings: list[str] = []
        self._load_ms = self._duration_ms = 0.0
        self._lines.start_over()
        self._blocked_reports = self._call_reports = 0
        if self._reserve_fd < 0:  # the report may import when all other descriptors are used up
            with suppress(OSError):
                self._reserve_fd = self._open(os.devnull, os.O_RDONLY)
        self._before_payload_mb = limits.memory_in_mb("VmData")

    def get_ready(self) -> None:
        """Set the limits of the call that comes: ahead of it, so that it costs a spare nothing."""
        self._note_memory_in_use()
        limits.limit_cpu(self.timeout_s, self.keeps)
        if self.debugger is None:
            self._limit_memory()

    def _limit_memory(self) -> None:
        self._lift_memory_limit = limits.limit_memory(self.memory_mb, self._data_mb, self.keeps)

    def _note_memory_in_use(self) -> None:
        """Measure what the limit comes on top of.

        The payload is free, what earlier calls left behind is not: a cache that grows meets the limit.
        """
        self._baseline_mb = limits.memory_in_mb("VmRSS")
        self._boot_mb = self._boot_mb or self._before_payload_mb
        self._payload_mb = max(self._payload_mb, limits.memory_in_mb("VmData") - self._before_payload_mb)
        self._data_mb = self._boot_mb + self._payload_mb

    def perform(
        self,
        payload: object,
        code: str,
        filename: str,
        notes_lines: bool = False,
    ) -> None:
        """Load the code, call the handler and send the frame that says how it ended. Comes back if we keep.

        Args:
            notes_lines: Note which lines run; it makes a short run a fifth longer.
        """
        self._filename, self._notes_lines = filename, notes_lines
        if self.debugger is not None:
            self.debugger.wait(payload, filename)
            self._limit_memory()  # what the debugger needed to get here is its own
        try:
            kind, body = self._call(payload, code)
        except MemoryError:
            kind, body = "memory", b""
        self._lift_memory_limit()
        self._finish(kind, body, self.keeps and kind != "memory")

    def _call(self, payload: object, code: str) -> tuple[str, bytes]:
        try:
            handler = self._handler or self._load(code)
            response = self._answer(handler, payload)
        except MemoryError:
            raise
        except BaseException as error:
            return "exception", self._describe(error)
        return encode_response(response)

    def _load(self, code: str) -> Callable[[object], object]:
        """Execute the user's file as a module and return its entry point."""
        started = perf_counter()
        module = types.ModuleType(MODULE_NAME)
        module.__file__ = self._filename
        module.__loader__ = diagnosis.SourceText(code)  # tracebacks ask it for the lines
        sys.modules[MODULE_NAME] = module
        self._code = code
        if "linecache" in sys.modules:
            self._show_lines()
        compiled = compile(code, self._filename, "exec", dont_inherit=True)
        if self._notes_lines:
            self._lines.watch(compiled)
        exec(compiled, vars(module))
        self._load_ms = milliseconds_since(started)
        handler = getattr(module, ENTRY_POINT, None)
        if handler is None:
            raise MissingHandler(f"The file defines no function {ENTRY_POINT}.")
        if not callable(handler):
            raise MissingHandler(f"{ENTRY_POINT} is {diagnosis.with_article(handler)}, not a function.")
        self._handler = handler
        return handler  # type: ignore[no-any-return]

    def _answer(self, handler: Callable[[object], object], payload: object) -> object:
        started = perf_counter()
        try:
            response = handler(payload)
            if isinstance(response, dict) or not isinstance(response, Awaitable):  # the second is slow
                return response
            self._warnings.append(
                f"{ENTRY_POINT} is async. It was awaited here, but Rossum documents plain functions only: "
                "call asyncio.run inside one."
            )
            return wait_for(response)
        finally:
            self._duration_ms = milliseconds_since(started)

    def _show_lines(self) -> None:
        """Have tracebacks show the code that ran, and not look for a file of that name."""
        import linecache

        lines = self._code.splitlines(keepends=True)
        linecache.cache[self._filename] = (len(self._code), None, lines, self._filename)

    def _describe(self, error: BaseException) -> bytes:
        with suppress(OSError):
            self._close(self._reserve_fd)
        self._reserve_fd = -1
        try:
            self._show_lines()
            missing = self.library.explain(error)
            return dumps(diagnosis.describe_exception(error, self._filename) | {"missing_library": missing})
        except Exception:  # the handler broke what a traceback is made with
            return dumps(diagnosis.brief_exception(error))

    def report_blocked(self, subject: str, call: str, target: str) -> None:
        """Tell the host what was refused, and which line of the user's file asked for it."""
        self._blocked_reports += 1
        if self._blocked_reports <= MAX_BLOCKED_REPORTS:
            line = guards.calling_line(self._filename)
            body = {"subject": subject, "call": call, "target": target[:MAX_TARGET], "line": line}
            self._send("blocked", dumps(body))

    def report_call(self, method: str, place: str) -> None:
        """Tell the host which line of the user's file is making a request."""
        self._call_reports += 1
        if self._call_reports <= MAX_CALL_REPORTS:
            line = guards.calling_line(self._filename, or_main_thread=True)
            self._send("call", dumps({"method": method, "place": place[:MAX_TARGET], "line": line}))

    def _finish(self, kind: str, body: bytes, stays: bool) -> None:
        """Send the verdict; by then all that was printed is in the pipes."""
        if self._getpid() != self._pid:  # a forked copy of us has no say
            self._leave(0)
        if self.debugger is not None:
            self.debugger.flush()
        for stream in self._streams:
            with suppress(OSError, ValueError):
                stream.flush()
        with suppress(MemoryError):  # a thread of the handler's may still be taking what there is
            self._send("measured", dumps(self._measures(stays)), waits=True)
        self._send(kind, body)
        if not stays:
            self._rest()

    def _measures(self, stays: bool) -> dict[str, object]:
        return {
            "load_ms": self._load_ms,
            "duration_ms": self._duration_ms,
            "baseline_memory_mb": self._baseline_mb,
            "peak_memory_mb": limits.memory_in_mb("VmHWM"),
            "warnings": self._warnings,
            "lines": self._lines.ran(),
            "kept": stays,
        }


def encode_response(response: object) -> tuple[str, bytes]:
    """Return the frame for what the handler returned: a result, or why it cannot be one."""
    if response is None:
        return "result", b"null"
    if not isinstance(response, dict):
        found = diagnosis.with_article(response)
        return invalid(f"The handler returned {found}; Rossum expects an object", "")
    try:
        return "result", ENCODER.encode(response).encode()
    except MemoryError:
        raise
    except Exception as error:
        return invalid(*diagnosis.explain_encoding_error(response, ENCODER, error))


def invalid(message: str, pointer: str) -> tuple[str, bytes]:
    """Return the frame of a response that Rossum would not take."""
    return "invalid", dumps({"message": message, "pointer": pointer})


def wait_for(awaitable: Awaitable[object]) -> object:
    """Run an event loop until the awaitable has its value."""
    import asyncio

    async def outer() -> object:
        return await awaitable

    return asyncio.run(outer())


def milliseconds_since(started: float) -> float:
    """Return the time since a reading of perf_counter."""
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
