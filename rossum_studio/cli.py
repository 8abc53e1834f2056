"""The command line: one function for each sub-command. Works with no Qt installed."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from rossum_studio import __version__, cli_chain, cli_check, cli_packs, cli_replay
from rossum_studio.cli_options import (
    add_run_options,
    add_scenario_options,
    event_of,
    limits_of,
    mocks_of,
    runner_of,
    wanted_of,
    write,
)
from rossum_studio.model.errors import StudioError
from rossum_studio.model.webhook import is_webhook
from rossum_studio.runtime.event_play import RunRequest, get_ready, play_hook
from rossum_studio.runtime.launch import NotSupportedError
from rossum_studio.runtime.play import perform
from rossum_studio.runtime.runner import run_job
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.prepare import prepare_for, prepare_payload, read_file, read_object
from rossum_studio.simulator.replaying import open_any_hook, prepare_sent

SUBCOMMANDS = ("run", "payload", "check", "chain", "packs", "replay")
USAGE_ERROR = 2


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
    report = perform(play_hook(_request(arguments)), runner_of(arguments))
    write(report.encode() if arguments.json else report.text().encode("utf-8", "backslashreplace"))
    return report.exit_status


def payload(arguments: argparse.Namespace) -> int:
    """Print the payload that `run` would send, and run nothing but formulas."""
    write(perform(get_ready(_request(arguments)), run_job).payload.body)
    return 0


def _request(arguments: argparse.Namespace) -> RunRequest:
    sent = None
    if arguments.payload is not None:
        _refuse_with_payload(arguments)
        body = read_file(arguments.payload)
        read_object(body, arguments.payload)
        sent, event, hook = Payload(body), event_of(arguments.event), open_any_hook(arguments.hook)
        if is_webhook(hook.hook):
            prepared = prepare_sent(hook, body, arguments.payload, event)
        else:
            prepared = prepare_payload(arguments.hook, body, arguments.payload, event)
    else:
        hook = open_any_hook(arguments.hook)
        if (recorded := cli_replay.recorded_request(hook, arguments)) is not None:
            return recorded
        prepared = prepare_for(hook, wanted_of(arguments, arguments.hook))
    limits = limits_of(arguments, prepared.scenario.hook, prepared.scenario.event)
    return RunRequest(
        prepared.scenario,
        prepared.filename,
        limits,
        prepared.problems,
        sent,
        prepared.original,
        mocks_of(arguments, arguments.hook),
    )


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
    commands = parser.add_subparsers(title="sub-commands", metavar=" | ".join(SUBCOMMANDS))
    run_parser = commands.add_parser("run", help="run one hook once on one event, without a window")
    _add_hook_options(run_parser)
    add_run_options(run_parser)
    run_parser.set_defaults(command=run)
    payload_parser = commands.add_parser("payload", help="print the payload that run would send, run nothing")
    _add_hook_options(payload_parser)
    payload_parser.set_defaults(command=payload)
    cli_check.add_parser(commands)
    cli_chain.add_parser(commands)
    cli_packs.add_parser(commands)
    cli_replay.add_parser(commands)
    return parser


def _add_hook_options(parser: argparse.ArgumentParser) -> None:
    half = "a .py or .js file or a hook object; the other half beside it is used"
    parser.add_argument("hook", type=Path, metavar="HOOK", help=half)
    add_scenario_options(parser)
    parser.add_argument("--payload", type=Path, metavar="FILE", help="send this JSON object as it is")
