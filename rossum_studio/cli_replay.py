"""`rossum-studio replay`: one hook on many documents, or on calls that the platform recorded.

    rossum-studio replay HOOK DIR                    run the hook on every annotation in DIR
    rossum-studio replay HOOK DIR --save FILE        keep what came of it
    rossum-studio replay HOOK DIR --baseline FILE    say which results changed since
    rossum-studio replay HOOK --recorded DIR         repeat recorded calls, compare the answers

Exit status: 0 when all agree (without anything to compare with: no run failed or answered an error), 1 when
some differ, 2 for bad input. `--json` prints one object:

    {"count": 3, "agreeing": 2, "differing": 1, "share": 0.667,      (null with nothing to compare with)
     "results": [{"name": "a.json", "event": "annotation_content.updated", "status": "ok", "exit_status": 0,
                  "headline": "...", "agrees": true, "differences": [...]}],
     "new": ["in no baseline.json"], "gone": ["only in the baseline.json"],
     "unreadable": [{"name": "b.json", "message": "..."}]}

`differences` are those of `comparison` in the run report: `part`, `verdict` (`changed`, `missing`, `extra`),
`path` (a JSON pointer into the answer), `id`, `schema_id`, `expected`, `actual`.

Source: contract, `replay`; reference 5.7.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rossum_studio.cli_options import add_run_options, event_of, limits_of, python_of, write
from rossum_studio.cli_replay_results import Replayed
from rossum_studio.model.baseline import read_baseline, save_baseline
from rossum_studio.model.errors import StudioError, UnreadableFileError
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import OpenedDocument, OpenedHook
from rossum_studio.model.importing.recognise import holds_record
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.recorded import CallResult
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.batch import BatchRunner
from rossum_studio.runtime.event_play import RunRequest, play_hook
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job, perform
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.webhook import with_webhooks
from rossum_studio.simulator.prepare import read_file, read_object
from rossum_studio.simulator.replaying import (
    Instead,
    documents_in,
    open_any_hook,
    prepare_document,
    recorded_payload,
    recorded_problems,
)

if TYPE_CHECKING:
    type Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_OTHER_PAYLOAD = ("event", "set", "updated", "status", "previous_status", "extra")


def add_parser(commands: "Commands") -> None:
    """Declare the sub-command."""
    parser = commands.add_parser("replay", help="run a hook on many documents, or on recorded calls")
    add = parser.add_argument
    add("hook", type=Path, metavar="HOOK", help="a .py or .js file or a hook object")
    add("folder", type=Path, metavar="DIR", nargs="?", help="annotations in any shape that Rossum exports")
    add("--recorded", type=Path, metavar="DIR", help="log records; answers are compared with the recorded")
    add("--baseline", type=Path, metavar="FILE", help="say which results differ from these")
    add("--save", type=Path, metavar="FILE", help="keep the results, to be a baseline later")
    add("--event", metavar="EVENT.ACTION", help=f"default: the hook's first; one of {', '.join(BY_NAME)}")
    add("--schema", type=Path, metavar="FILE", help="default: each document's own, else inferred")
    add("--settings", type=Path, metavar="FILE", help="JSON object in place of the hook's settings")
    add("--secrets", type=Path, metavar="FILE", help="JSON object in place of the hook's secrets")
    add_run_options(parser)
    parser.set_defaults(command=replay)


def replay(arguments: argparse.Namespace) -> int:
    """Run the hook on each document and say what came of it."""
    _refuse_contradictions(arguments)
    replaying = _Replaying(
        open_any_hook(arguments.hook),
        instead_of(arguments),
        read_baseline(arguments.baseline) if arguments.baseline is not None else None,
        arguments,
    )
    replayed = Replayed(replaying.baseline)
    with BatchRunner(python_of(arguments)) as runner:
        run = with_webhooks(runner.run)
        for name, document in replaying.documents():
            for line in replayed.take(name, replaying.replay(name, document, run)):
                if not arguments.json:
                    _print_line(line)
    if not replayed.entries and not replayed.unreadable:
        raise replaying.nothing_found()
    if arguments.save is not None:
        save_baseline(arguments.save, replayed.results)
    _write_summary(replayed, arguments)
    return replayed.exit_status


@dataclass(frozen=True)
class _Replaying:
    hook: OpenedHook
    instead: Instead
    baseline: Mapping[str, CallResult] | None
    arguments: argparse.Namespace

    def documents(self) -> Iterator[tuple[str, OpenedDocument | UnreadableFileError]]:
        """What to run on; of a folder of recorded calls the calls only."""
        wants_records = self.arguments.recorded is not None
        for name, found in documents_in(self.arguments.recorded or self.arguments.folder):
            if not wants_records or isinstance(found, UnreadableFileError) or found.recorded is not None:
                yield name, found

    def replay(
        self, name: str, document: OpenedDocument | UnreadableFileError, run: Callable[[Job], Outcome]
    ) -> Report | UnreadableFileError:
        """Run the hook on one document."""
        if isinstance(document, UnreadableFileError):
            return document
        request = self._request(document)
        if self.baseline is not None:
            request = replace(request, expected=self.baseline.get(name))
        return perform(play_hook(request), run)

    def _request(self, document: OpenedDocument) -> RunRequest:
        if self.arguments.recorded is not None:
            return request_of_record(self.hook, document, self.instead, self.arguments)
        prepared = prepare_document(self.hook, replace(document, recorded=None), self.instead)
        limits = limits_of(self.arguments, prepared.scenario.hook, prepared.scenario.event)
        return RunRequest(prepared.scenario, prepared.filename, limits, prepared.problems)

    def nothing_found(self) -> UnreadableFileError:
        """Why nothing was run."""
        recorded, folder = self.arguments.recorded, self.arguments.folder
        if recorded is not None:
            reason = "holds no recorded calls; expected log records or pairs of request and response"
            return UnreadableFileError(recorded, reason)
        return UnreadableFileError(folder, "holds no annotations; expected JSON files with one each")


def request_of_record(
    hook: OpenedHook, document: OpenedDocument, instead: Instead, arguments: argparse.Namespace
) -> RunRequest:
    """The same call again, to be compared with what came of it on the platform."""
    recorded = document.recorded
    assert recorded is not None
    prepared = prepare_document(hook, document, instead)
    secrets = hook.hook.secrets if instead.secrets is None else instead.secrets
    noted = recorded_problems(recorded, hook) if instead.settings is None else ()
    scenario = prepared.scenario
    return RunRequest(
        scenario,
        prepared.filename,
        limits_of(arguments, scenario.hook, scenario.event),
        (*prepared.problems, *noted),
        recorded_payload(recorded, instead.settings, secrets),
        expected=recorded.expected,
    )


def recorded_request(hook: OpenedHook, arguments: argparse.Namespace) -> RunRequest | None:
    """The call that `--annotation` recorded; None when it did not, or another payload is asked for."""
    if arguments.annotation is None or any(getattr(arguments, name, None) for name in _OTHER_PAYLOAD):
        return None
    if not holds_record(read_file(arguments.annotation)):
        return None
    opened = open_paths([arguments.annotation])
    if opened.errors:
        raise opened.errors[0]
    document = opened.documents[0] if opened.documents else opened.choices[0].open()
    if document.recorded is None:
        return None
    request = request_of_record(hook, document, instead_of(arguments), arguments)
    if opened.choices:
        message = f"The file holds {len(opened.choices)} records; the first is used. replay runs all."
        note = Problem(Severity.INFO, Where.ANNOTATION, "", message, "first-of-several")
        request = replace(request, problems=(note, *request.problems))
    return request


def instead_of(arguments: argparse.Namespace) -> Instead:
    """What the options put in place of what the files have."""
    return Instead(
        event_of(arguments.event),
        None if arguments.schema is None else _schema_in(arguments.schema),
        None
        if arguments.settings is None
        else read_object(read_file(arguments.settings), arguments.settings),
        None if arguments.secrets is None else read_object(read_file(arguments.secrets), arguments.secrets),
    )


def _refuse_contradictions(arguments: argparse.Namespace) -> None:
    if (arguments.folder is None) == (arguments.recorded is None):
        raise StudioError(
            "replay needs one folder: DIR with annotations, or --recorded DIR with log records."
        )
    if arguments.recorded is None:
        return
    for name in ("baseline", "event"):
        if getattr(arguments, name) is not None:
            raise StudioError(f"--recorded compares with the recorded calls as they are; leave --{name} out.")


def _schema_in(path: Path) -> Schema:
    opened = open_paths([path])
    if opened.errors:
        raise opened.errors[0]
    found = [each.schema for each in opened.schemas]
    found += [document.schema for document in opened.documents if document.schema is not None]
    if not found:
        raise UnreadableFileError(path, "holds no schema; expected a schema object or its content list")
    return found[0]


def _print_line(line: str) -> None:
    write(line.encode("utf-8", "backslashreplace"))


def _write_summary(replayed: Replayed, arguments: argparse.Namespace) -> None:
    if arguments.json:
        text = json.dumps(replayed.as_json(), ensure_ascii=False, allow_nan=False)
        write(text.encode("utf-8", "backslashreplace"))
        return
    for line in replayed.summary():
        _print_line(line)
