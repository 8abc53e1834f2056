"""The debugger inside a Python worker: debugpy's pydevd, talking to the host over a descriptor it inherits.

Loaded by path from worker.py, so it imports nothing of ours. Everything is imported before the walls are
raised; pydevd's threads start after that, so that they stand inside. No port is opened: `start_client`, which
would connect to one, is replaced by what takes the descriptor. That is no public interface of debugpy, whose
minor version is therefore pinned.

Source: microsoft.github.io/debug-adapter-protocol.
"""

import _thread
import importlib
import os
import socket
import sys
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

OWN_SETTINGS = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYDEVD_USE_FRAME_EVAL": "NO"}
LOG_MARK = "\x1elog "  # ahead of the line and the text that a breakpoint writes
LONGEST_FLUSH_S = 2.0
MAX_CHILDREN = 300
FIELDS = ("Fields", "TableRow")
DOCUMENT = "TxScriptAnnotationContent"
SEQUENCES = ("Table", "TableRows", "TableColumn", "ValuesColumn")
"""Classes of txscript."""

type Child = tuple[str, object, str | None]  # name, value, what follows the parent's name in an expression


class Debugger:
    """What stops the handler of this process when the host says so."""

    def __init__(self, fd: int, folder: str, keep_at: int) -> None:
        """Import pydevd and say how it shows values.

        Args:
            fd: Our end of the debug descriptor.
            folder: That of the package debugpy, which may be another Python's.
            keep_at: Where to keep the descriptor, out of reach of loops over the usual ones.
        """
        self.folder = folder
        kept = os.dup2(fd, keep_at, inheritable=False)
        os.close(fd)
        self._socket = HeldSocket(kept)
        os.environ.update(OWN_SETTINGS)
        sys.path.insert(0, os.path.dirname(folder))  # noqa: PTH120 - see worker.py
        importlib.import_module("debugpy._vendored.force_pydevd")  # which is how pydevd becomes importable
        sys.path.pop(0)
        for name in OWN_SETTINGS:
            del os.environ[name]
        self._pydevd: Any = sys.modules["pydevd"]
        adjust(self._pydevd.PyDB)
        self._types = FieldTypes()
        show_values(self._types)

    def connect(self) -> None:
        """Listen to the host from here on. The walls must stand: threads begin."""
        self._pydevd.start_client = lambda _host, _port: self._socket
        self._pydevd.settrace(
            host="host",
            port=0,
            suspend=False,
            wait_for_ready_to_run=False,
            patch_multiprocessing=False,
            notify_stdin=False,
        )

    def wait(self, payload: object, filename: str) -> None:
        """Let the host say where to stop before the handler of that file runs."""
        self._types.payload = payload
        take_as_it_is(filename)
        self._socket.let_go()
        self._pydevd._wait_for_attach()

    def flush(self) -> None:
        """Wait until all that the host is to hear has been sent."""
        last = LastWord()
        self._pydevd.get_global_debugger().writer.add_command(last)
        last.said.wait(LONGEST_FLUSH_S)


def vendored(name: str) -> Any:
    """Return a module of pydevd, which debugpy brings along."""
    return importlib.import_module(f"_pydevd_bundle.{name}")


class HeldSocket(socket.socket):
    """A socket that nothing is read from before it is let go."""

    def __init__(self, fd: int) -> None:
        super().__init__(fileno=fd)
        self._held = _thread.allocate_lock()
        self._held.acquire()

    def let_go(self) -> None:
        """Have what waits go on reading."""
        self._held.release()

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Wait until reading is allowed, then read."""
        with self._held:
            pass
        return super().recv(size, flags)


class PromptEvent:
    """What a paused thread waits for; it does not wait when there is something to do.

    pydevd waits once more after each command, also after the one that ends the pause: 0.2 s for every step.
    """

    def __init__(self, event: threading.Event, queue: Any, is_paused: Callable[[], bool]) -> None:
        self._event, self._queue, self._is_paused = event, queue, is_paused
        self.set, self.clear, self.is_set = event.set, event.clear, event.is_set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for a command."""
        return not self._is_paused() or not self._queue.empty() or self._event.wait(timeout)


def adjust(pydb: Any) -> None:
    """Have pydevd go on at once, take a condition and a hit count together, and say which line logs."""
    api, constants = vendored("pydevd_api").PyDevdAPI, vendored("pydevd_constants")
    events_of = pydb.get_internal_queue_and_event
    resume = api.request_resume_thread

    def is_paused() -> bool:
        thread: Any = threading.current_thread()
        return bool(thread.additional_info.pydev_state == constants.STATE_SUSPEND)

    def queue_and_event(self: Any, thread_id: str) -> tuple[Any, PromptEvent]:
        queue, event = events_of(self, thread_id)
        return queue, PromptEvent(event, queue, is_paused)

    def resume_at_once(self: Any, thread_id: str) -> None:
        resume(self, thread_id)
        for event in constants.get_global_debugger()._thread_events.values():
            event.set()

    def condition_holds(self: Any, info: Any, line_breakpoint: Any, frame: types.FrameType) -> bool:
        condition = line_breakpoint.condition
        try:
            holds = not condition or bool(eval(condition, frame.f_globals, frame.f_locals))
        except Exception as error:
            text = f"{LOG_MARK}{line_breakpoint.line} The condition failed: {type(error).__name__}: {error}"
            self.writer.add_command(self.cmd_factory.make_io_message(text, "1"))
            return True
        counts = bool(line_breakpoint.hit_condition)
        return holds and (not counts or bool(line_breakpoint.handle_hit_condition(frame)))

    def write_log(self: Any, line_breakpoint: Any, info: Any, frame: types.FrameType) -> None:
        try:
            text = eval(line_breakpoint.expression, frame.f_globals, frame.f_locals)
        except Exception as error:
            text = f"{type(error).__name__}: {error}"
        info.pydev_message = f"{LOG_MARK}{line_breakpoint.line} {text}"

    pydb.get_internal_queue_and_event = queue_and_event
    api.request_resume_thread = resume_at_once
    pydb.handle_breakpoint_condition = condition_holds
    pydb.handle_breakpoint_expression = write_log


def take_as_it_is(filename: str) -> None:
    """Have pydevd leave the name alone: that file need not exist, and on disk may be an older one."""
    file_utils: Any = sys.modules["pydevd_file_utils"]
    exists = file_utils.exists

    def lines_of(_filename: str) -> Iterable[int]:
        raise FileNotFoundError

    file_utils.NORM_PATHS_CONTAINER[filename] = (filename, filename)
    file_utils.exists = lambda name: name == filename or exists(name)
    vendored("pydevd_api")._get_code_lines = lines_of


class LastWord:
    """A command that sends nothing, and tells when its turn has come."""

    id = as_dict = None

    def __init__(self) -> None:
        self.said = threading.Event()

    def send(self, _socket: object) -> None:
        """Note that all that came before has been sent."""
        self.said.set()


# How values are shown


class FieldTypes:
    """The types of fields, as far as the payload has the schema. Looked up when somebody first asks."""

    def __init__(self) -> None:
        self.payload: object = None
        self._types: dict[object, object] | None = None

    def of(self, schema_id: object) -> object:
        """Return the type of a field; None when it is not known."""
        if self._types is None:
            self._types = {}
            with suppress(AttributeError, LookupError, TypeError):  # a payload that is none
                for schema in self.payload["schemas"]:  # type: ignore[index]
                    self._types.update(types_in(schema["content"]))
        return self._types.get(schema_id)


def types_in(node: object) -> Iterator[tuple[object, object]]:
    """Walk a schema, whose multivalues have one child and no list."""
    for each in node if isinstance(node, list) else [node]:
        if isinstance(each, dict):
            yield each.get("id"), each.get("type")
            yield from types_in(each.get("children", []))


def describe_node(node: dict[object, object], types: FieldTypes) -> str | None:
    """Return one line about a node of the document; None when it is not one."""
    schema_id, content, children = node.get("schema_id"), node.get("content"), node.get("children")
    if type(schema_id) is not str:
        return None
    if type(content) is dict and "value" in content:
        known = types.of(schema_id)
        return f"{schema_id} = {content['value']}" + (f" ({known})" if known else "")
    category = node.get("category")
    if type(children) is list and type(category) is str:
        count = len(children)
        return f"{schema_id} ({category}, {count} {'child' if count == 1 else 'children'})"
    return None


class Texts:
    """A datapoint is shown as its field and value. A `StrPresentationProvider` of pydevd."""

    def __init__(self, types: FieldTypes) -> None:
        self._types = types
        self._default = vendored("pydevd_safe_repr").SafeRepr

    def can_provide(self, kind: type, name: str) -> bool:
        """Whether values of a class are shown our way."""
        return kind is dict or is_of_txscript(kind, "Fields")

    def get_str(self, value: object) -> str:
        """Return a value on one line."""
        if not isinstance(value, dict):
            return f"{len(field_names(value))} fields"
        return describe_node(value, self._types) or str(self._default()(value))


class Parts:
    """What is inside dicts, lists and the objects of txscript. A `TypeResolveProvider` of pydevd."""

    def can_provide(self, kind: type, name: str) -> bool:
        """Whether the parts of values of a class are found our way."""
        return kind in (dict, list, tuple) or is_of_txscript(kind, *FIELDS, *SEQUENCES, DOCUMENT)

    def resolve(self, value: object, attribute: str) -> object:
        """Return one part."""
        return self.get_dictionary(value)[attribute]

    def get_dictionary(self, value: object) -> dict[str, object]:
        """Return the parts by name."""
        return {name: part for name, part, _ in children_of(value)}

    def get_contents_debug_adapter_protocol(self, value: object, fmt: object = None) -> list[Child]:
        """Return the parts in their order."""
        return list(children_of(value))


def show_values(types: FieldTypes) -> None:
    """Teach pydevd to show documents as documents."""
    providers = vendored("pydevd_extension_api")
    instances_of = vendored("pydevd_extension_utils").extensions_of_type
    instances_of(providers.StrPresentationProvider).insert(0, Texts(types))
    instances_of(providers.TypeResolveProvider).insert(0, Parts())


def is_of_txscript(kind: type, *names: str) -> bool:
    """Whether a class is one of those of txscript, without importing it."""
    return kind.__name__ in names and kind.__module__.partition(".")[0] == "txscript"


def children_of(value: object) -> Iterator[Child]:
    """Return the parts of a value, not more than anybody wants to scroll through."""
    parts = iter(parts_of(value))
    for _, part in zip(range(MAX_CHILDREN), parts, strict=False):
        yield part
    more = sum(1 for _ in parts)
    if more:
        yield "...", NotShown(f"{more} more"), None


def parts_of(value: object) -> Iterable[Child]:
    """Return the parts of a dict or a sequence, or the fields of a document or a row."""
    if isinstance(value, dict):
        return ((repr(key), each, f"[{key!r}]") for key, each in value.items())
    if isinstance(value, list | tuple) or is_of_txscript(type(value), *SEQUENCES):
        elements: Iterable[object] = value  # type: ignore[assignment]
        return ((f"[{place}]", each, f"[{place}]") for place, each in enumerate(elements))
    if is_of_txscript(type(value), DOCUMENT):
        return ((name, each, f".{name}") for name, each in vars(value).items() if name[0] != "_")
    return ((name, field_value(value, name), f".{name}") for name in field_names(value))


def field_names(fields: object) -> list[str]:
    """Return the fields of txscript's `field` object, without those of its rows, or of one row."""
    hidden = vars(fields)
    if "_data" not in hidden:
        return list(hidden["_field"].schema["children"])
    nodes = hidden["_data"].schema.values()
    return [name for node in nodes if node["category"] == "section" for name in node["children"]]


def field_value(fields: object, name: str) -> object:
    """Return what the handler would read; txscript raises where the document lacks the field."""
    try:
        return getattr(fields, name)
    except Exception as error:
        return NotShown(str(error))


class NotShown:
    """Stands for what cannot be shown, and says why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __repr__(self) -> str:
        return self._reason
