"""The command line: one function for each sub-command. Works with no Qt installed."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from rossum_studio import __version__
from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import BY_NAME, HookEvent, event_named
from rossum_studio.model.hook import MAX_TIMEOUT_S
from rossum_studio.runtime.launch import DEFAULT_TIMEOUT_S, Limits, NotSupportedError
from rossum_studio.runtime.report import make_report
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.payload import Payload, build_payload
from rossum_studio.simulator.prepare import Prepared, Wanted, prepare, prepare_payload, read_file, read_object

SUBCOMMANDS = ("run", "payload")
USAGE_ERROR = 2


@dataclass(frozen=True)
class _Request:
    """A prepared scenario and what is sent for it."""

    prepared: Prepared
    payload: Payload


def main(argv: Sequence[str]) -> int:
    """Run a sub-command; returns the exit status."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    command: Callable[[argparse.Namespace], int] | None = getattr(arguments, "command", None)
    if command is None:
        parser.error("expected a sub-command: " + " or ".join(SUBCOMMANDS))
    try:
        return command(arguments)
    except (StudioError, NotSupportedError) as error:
        print(f"rossum-studio: {error}", file=sys.stderr)
        return USAGE_ERROR


def run(arguments: argparse.Namespace) -> int:
    """Run one hook once on one event."""
    request = _request(arguments)
    prepared = request.prepared
    limits = _limits(arguments, prepared)
    hook = prepared.scenario.hook
    outcome = run_handler(hook.code, prepared.filename, request.payload.body, limits, language=hook.language)
    report = make_report(prepared.scenario, request.payload, outcome, prepared.problems, prepared.filename)
    _write(report.encode() if arguments.json else report.text().encode("utf-8", "backslashreplace"))
    return report.exit_status


def payload(arguments: argparse.Namespace) -> int:
    """Print the payload that `run` would send, and run nothing."""
    _write(_request(arguments).payload.body)
    return 0


def _request(arguments: argparse.Namespace) -> _Request:
    event = _event(arguments.event)
    if arguments.payload is not None:
        _refuse_with_payload(arguments)
        body = read_file(arguments.payload)
        read_object(body, arguments.payload)
        prepared = prepare_payload(arguments.hook, body, arguments.payload, event)
        return _Request(prepared, Payload(body))
    prepared = prepare(_wanted(arguments, event))
    return _Request(prepared, build_payload(prepared.scenario))


def _refuse_with_payload(arguments: argparse.Namespace) -> None:
    building = (
        "annotation",
        "schema",
        "settings",
        "secrets",
        "extra",
        "set",
        "updated",
        "status",
        "previous_status",
    )
    for name in building:
        if getattr(arguments, name):
            option = name.replace("_", "-")
            raise StudioError(f"--payload sends its file as it is; leave --{option} out.")


def _event(name: str | None) -> HookEvent | None:
    return None if name is None else event_named(name)


def _wanted(arguments: argparse.Namespace, event: HookEvent | None) -> Wanted:
    return Wanted(
        hook=arguments.hook,
        event=event,
        annotation=arguments.annotation,
        schema=arguments.schema,
        settings=arguments.settings,
        secrets=arguments.secrets,
        extra=arguments.extra,
        edits=arguments.set,
        updated=arguments.updated,
        status=arguments.status,
        previous_status=arguments.previous_status,
    )


def _limits(arguments: argparse.Namespace, prepared: Prepared) -> Limits:
    """What was asked for, else the hook's own limits; a person waits 30 s whatever the hook says."""
    hook, event = prepared.scenario.hook, prepared.scenario.event
    own = DEFAULT_TIMEOUT_S if event.is_interactive else min(hook.timeout_s, MAX_TIMEOUT_S)
    timeout_s = own if arguments.timeout is None else arguments.timeout
    memory_mb = hook.memory_mb if arguments.memory is None else arguments.memory
    return Limits(timeout_s, memory_mb, arguments.internet, arguments.children)


def _write(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="rossum-studio",
        description="Author and test Rossum hooks offline.",
        epilog="Without a sub-command the window opens; PATHs are opened as if dropped on it.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="sub-commands", metavar="run | payload")
    run_parser = commands.add_parser("run", help="run one hook once on one event, without a window")
    _add_scenario_options(run_parser)
    _add_run_options(run_parser)
    run_parser.set_defaults(command=run)
    payload_parser = commands.add_parser("payload", help="print the payload that run would send, run nothing")
    _add_scenario_options(payload_parser)
    payload_parser.set_defaults(command=payload)
    return parser


def _add_scenario_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "hook",
        type=Path,
        metavar="HOOK",
        help="a .py file or a hook object; the other half beside it is used",
    )
    add(
        "--event",
        metavar="EVENT.ACTION",
        help=f"default: the hook's first event; one of {', '.join(BY_NAME)}",
    )
    add("--annotation", type=Path, metavar="FILE", help="an annotation in any shape that Rossum exports")
    add(
        "--schema",
        type=Path,
        metavar="FILE",
        help="default: the payload's, else inferred from the annotation",
    )
    add("--settings", type=Path, metavar="FILE", help="JSON object in place of the hook's settings")
    add("--secrets", type=Path, metavar="FILE", help="JSON object in place of the hook's secrets")
    add("--set", type=_edit, action="append", default=[], metavar="KEY=VALUE", help=_SET_HELP)
    add(
        "--updated",
        type=int,
        action="append",
        default=[],
        metavar="ID",
        help="list this id as edited; repeatable",
    )
    add("--status", metavar="S", help="annotation status in the payload")
    add("--previous-status", metavar="S", help="annotation status before it")
    add("--payload", type=Path, metavar="FILE", help="send this JSON object as it is")
    add("--extra", type=Path, metavar="FILE", help="JSON object merged into the payload")


_SET_HELP = "edit a datapoint first; KEY is an id, a schema_id or schema_id[ROW]; repeatable"


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="at most 60; 0 is 30; default: the hook's, else 30",
    )
    add("--memory", type=_megabytes, metavar="MB", help="default: the hook's, else 256")
    add("--internet", action="store_true", help="allow network access")
    add("--children", action="store_true", help="allow the handler to start other programs")
    add("--json", action="store_true", help="print the report as one JSON object")


def _edit(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not separator or not key:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    return key, value


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= MAX_TIMEOUT_S:
        raise argparse.ArgumentTypeError(f"{text!r} is not between 0 and {MAX_TIMEOUT_S:.0f} seconds")
    return seconds


def _megabytes(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of megabytes")
    return int(text)
