"""`rossum-studio chain`: all active hooks of a folder on one event, in the order of run_after."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rossum_studio.cli_options import (
    add_run_options,
    add_scenario_options,
    limits_of,
    mocks_of,
    runner_of,
    wanted_of,
    write,
)
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.project.names import id_of_url
from rossum_studio.model.project.project import Project, open_project
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.chain_play import ChainReport, path_of, play_chain
from rossum_studio.runtime.play import perform
from rossum_studio.simulator.chain import make_chain
from rossum_studio.simulator.prepare import Prepared, prepare_for

if TYPE_CHECKING:
    type Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_parser(commands: "Commands") -> None:
    """Declare the sub-command."""
    parser = commands.add_parser("chain", help="run all active hooks of a folder on one event, in order")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a checkout, a part of one, or any folder")
    add_scenario_options(parser)
    add_run_options(parser)
    parser.set_defaults(command=chain)


def chain(arguments: argparse.Namespace) -> int:
    """Run the hooks of a folder, each on what those before it left."""
    project = _open(arguments.folder)
    hooks = [OpenedHook(each.hook, each.code_path, each.path) for each in project.hooks]
    wanted = wanted_of(arguments, arguments.folder)
    prepared = prepare_for(hooks[0], wanted, lambda queue: _schema_of(project, queue))
    scenario = prepared.scenario
    event = _event(arguments, prepared, hooks)
    links = make_chain(hooks, event, _queue_of(prepared))
    play = play_chain(
        links,
        scenario,
        lambda link: limits_of(arguments, link.hook, event),
        mocks_of=lambda link: mocks_of(arguments, path_of(link) or arguments.folder / "hook"),
    )
    report = perform(play, runner_of(arguments))
    if arguments.json:
        text = json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False)
    else:
        text = "\n".join(_lines(report, prepared))
    write(text.encode("utf-8", "backslashreplace"))
    return report.exit_status


def _open(folder: Path) -> Project:
    if not folder.is_dir():
        raise UnreadableFileError(folder, "is no folder; expected one with hooks in it")
    project = open_project(folder)
    if not project.hooks:
        raise UnreadableFileError(folder, "holds no hooks; expected hook objects, or .py and .js files")
    return project


def _schema_of(project: Project, queue: object) -> Schema | None:
    """The schema of the document's queue, else the folder's, where it has one and only one."""
    schemas = [each for each in project.queues if each.schema is not None]
    own = [each for each in schemas if each.id is not None and each.id == id_of_url(queue)]
    found = own or (schemas if len(schemas) == 1 else [])
    return found[0].schema_with_rules if found else None


def _event(arguments: argparse.Namespace, prepared: Prepared, hooks: list[OpenedHook]) -> HookEvent:
    """The event asked for, else the first that any of the hooks subscribes to."""
    subscribed = [each.hook.first_event for each in hooks if each.hook.events]
    return prepared.scenario.event if arguments.event or not subscribed else subscribed[0]


def _queue_of(prepared: Prepared) -> str | None:
    """The queue of the document, unless its address was made up."""
    annotation = prepared.scenario.annotation
    found = annotation.attributes.get("queue") if annotation is not None else None
    return found if isinstance(found, str) else None


def _lines(report: ChainReport, prepared: Prepared) -> Iterator[str]:
    yield from (f"{problem.severity.value}  {problem.message}" for problem in prepared.problems)
    for number, run in enumerate(report.runs, 1):
        received = f", received {len(run.received)} changed ids" if run.received else ""
        yield f"{number}. {run.link.title} (rank {run.link.rank + 1}{received})"
        yield from (f"   {line}" for line in run.report.text().splitlines())
        yield ""
    yield from (f"Bypassed: {each.title} {each.reason}." for each in report.chain.bypassed)
    yield from (f"{problem.severity.value}  {problem.message}" for problem in report.problems)
    if report.evaluation is not None:
        yield "Together: " + " ".join(each.sentence for each in report.evaluation.consequences)
