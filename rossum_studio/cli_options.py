"""Options that sub-commands share, and what they come to."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import BY_NAME, HookEvent, event_named
from rossum_studio.model.hook import MAX_TIMEOUT_S, Hook
from rossum_studio.model.mock import FOLDER, Mock, read_mocks
from rossum_studio.preferences.secret_store import SecretStore, owner_of
from rossum_studio.runtime.interpreters import find_interpreter
from rossum_studio.runtime.launch import DEFAULT_TIMEOUT_S, Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job
from rossum_studio.runtime.runner import run_job
from rossum_studio.runtime.webhook import with_webhooks
from rossum_studio.simulator.prepare import Wanted
from rossum_studio.simulator.secret_names import from_environment, secret_names


def event_of(name: str | None) -> HookEvent | None:
    """The event that was asked for; None leaves it to the hook.

    Raises:
        UnknownEventError: There is no such event.
    """
    return None if name is None else event_named(name)


def wanted_of(arguments: argparse.Namespace, hook: Path) -> Wanted:
    """What the options ask for."""
    return Wanted(
        hook=hook,
        event=event_of(arguments.event),
        annotation=arguments.annotation,
        schema=arguments.schema,
        settings=arguments.settings,
        secrets=arguments.secrets,
        extra=arguments.extra,
        edits=arguments.set,
        updated=arguments.updated,
        status=arguments.status,
        previous_status=arguments.previous_status,
        known_secrets=partial(known_secrets, hook),
    )


def known_secrets(path: Path, hook: Hook) -> dict[str, Any] | None:
    """A hook's own secrets, and above them those of the environment and of the keychain."""
    names = secret_names(hook)
    given = from_environment(names, os.environ)
    absent = [name for name in names if not given.get(name) and not hook.secrets.get(name)]
    owner = owner_of(hook.attributes.get("url"), path)
    stored = SecretStore().read(owner, absent) if absent else {}
    return {**hook.secrets, **stored, **given} if stored or given else None


def limits_of(arguments: argparse.Namespace, hook: Hook, event: HookEvent) -> Limits:
    """What was asked for, else the hook's own limits; a person waits 30 s whatever the hook says."""
    own = DEFAULT_TIMEOUT_S if event.is_interactive else min(hook.timeout_s, MAX_TIMEOUT_S)
    timeout_s = own if getattr(arguments, "timeout", None) is None else arguments.timeout
    memory_mb = hook.memory_mb if getattr(arguments, "memory", None) is None else arguments.memory
    return Limits(
        timeout_s, memory_mb, getattr(arguments, "internet", False), getattr(arguments, "children", False)
    )


def mocks_of(arguments: argparse.Namespace, hook: Path) -> tuple[Mock, ...]:
    """What answers the handler's requests.

    Raises:
        UnreadableFileError: A file of the folder is not as expected, or the folder is not there.
    """
    asked: Path | None = getattr(arguments, "mocks", None)
    if asked is not None and not asked.is_dir():
        raise UnreadableFileError(asked, "expected a folder of mocks")
    return read_mocks(asked if asked is not None else hook.parent / FOLDER)


def runner_of(arguments: argparse.Namespace) -> Callable[[Job], Outcome]:
    """What runs jobs and calls webhooks: with the platform's Python where there is one."""
    return with_webhooks(partial(run_job, interpreter=python_of(arguments)))


def python_of(arguments: argparse.Namespace) -> Path | None:
    """The platform's Python where there is one, else another with a warning."""
    found = find_interpreter(arguments.python)
    if found.warning:
        print(f"rossum-studio: {found.warning}", file=sys.stderr)
    return found.path


def write(data: bytes) -> None:
    """Print bytes and a line end."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """What a payload is built from."""
    add = parser.add_argument
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
    add("--extra", type=Path, metavar="FILE", help="JSON object merged into the payload")


_SET_HELP = "edit a datapoint first; KEY is an id, a schema_id or schema_id[ROW]; repeatable"


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Limits, and what is printed."""
    add = parser.add_argument
    add(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="at most 60; 0 is 30; default: the hook's, else 30",
    )
    add("--memory", type=_megabytes, metavar="MB", help="default: the hook's, else 256")
    add("--internet", action="store_true", help="allow network access")
    add("--mocks", type=Path, metavar="DIR", help="replies of services; default: mocks/ beside the hook")
    add("--children", action="store_true", help="allow the handler to start other programs")
    add("--python", type=Path, metavar="PATH", help="the Python that runs Python handlers; default: a 3.12")
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
