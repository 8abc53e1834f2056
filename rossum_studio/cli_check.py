"""`rossum-studio check`: what is wrong with a hook, or with all hooks of a folder, without running any.

Source: contract, chapters 1 and 2.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rossum_studio.cli_options import event_of, write
from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.finding import Finding, Fix, TextRange
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.project.parts import ProjectHook
from rossum_studio.model.project.project import Project, open_project
from rossum_studio.model.saving import save_hook
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.static_check import Assumed, check_everything, fix_everything
from rossum_studio.simulator.checking.fixing import AppliedFix
from rossum_studio.simulator.checking.hook_graph import check_hook_graph
from rossum_studio.simulator.prepare import Wanted, prepare_for, read_file, read_object

if TYPE_CHECKING:
    type Commands = argparse._SubParsersAction[argparse.ArgumentParser]

_COUNTED = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NO_NEWS = "annotation-filled"
_IN_OBJECT = "/config/code"


@dataclass(frozen=True, slots=True)
class _Located:
    """A finding and the file it is in; None when it is about several."""

    finding: Finding
    file: Path | None


@dataclass(frozen=True, slots=True)
class _Mended:
    """A fix that was applied, and to which file."""

    file: Path
    fix: AppliedFix


@dataclass(frozen=True, slots=True)
class _Subject:
    """A hook to check, and the schema of its documents with its file."""

    opened: OpenedHook
    schema: Schema | None = None
    schema_file: Path | None = None

    def file_of(self, where: Where) -> Path | None:
        """The file that a problem of some kind is in."""
        if where is Where.CODE:
            return self.opened.code_path or self.opened.object_path
        return self.opened.object_path if where is Where.HOOK else self.schema_file


def add_parser(commands: "Commands") -> None:
    """Declare the sub-command."""
    parser = commands.add_parser("check", help="find problems of a hook without running it")
    add = parser.add_argument
    add("hook", type=Path, metavar="HOOK", help="a .py or .js file, a hook object, or a folder with hooks")
    add("--schema", type=Path, metavar="FILE", help="default: the annotation's, or the one in the folder")
    add("--annotation", type=Path, metavar="FILE", help="a document whose schema the code is checked against")
    add(
        "--event",
        metavar="EVENT.ACTION",
        help=f"check for this event, not for those of the hook; one of {', '.join(BY_NAME)}",
    )
    add("--settings", type=Path, metavar="FILE", help="JSON object in place of the hook's settings")
    add("--secrets", type=Path, metavar="FILE", help="JSON object in place of the hook's secrets")
    add("--fix", action="store_true", help="apply the safe fixes to the files, and say what was done")
    add("--json", action="store_true", help="print one JSON object; its lines count from 1, columns from 0")
    parser.set_defaults(command=check)


def check(arguments: argparse.Namespace) -> int:
    """Check one hook or the hooks of a folder."""
    assumed = _assumed(arguments)
    if arguments.hook.is_dir():
        subjects, located = _folder(arguments)
    else:
        subjects, located = _file(arguments)
    mended: list[_Mended] = []
    for subject in subjects:
        if arguments.fix:
            subject, fixes = _mend(subject, assumed)
            mended += fixes
        located += _check(subject, assumed)
    located += [_Located(Finding(problem), None) for problem in _graph(subjects)]
    located = sorted(dict.fromkeys(located), key=lambda one: one.finding.problem.severity.rank)
    if arguments.json:
        text = json.dumps(_as_json(located, mended if arguments.fix else None), ensure_ascii=False)
    else:
        text = "\n".join(_lines(located, mended))
    write(text.encode("utf-8", "backslashreplace"))
    return int(any(each.finding.problem.severity is Severity.ERROR for each in located))


def _assumed(arguments: argparse.Namespace) -> Assumed:
    given = [
        None if path is None else read_object(read_file(path), path)
        for path in (arguments.settings, arguments.secrets)
    ]
    return Assumed(event_of(arguments.event), *given)


def _file(arguments: argparse.Namespace) -> tuple[list[_Subject], list[_Located]]:
    found = open_paths([arguments.hook])
    if found.errors:
        raise found.errors[0]
    if not found.hooks:
        expected = "is no hook; expected a .py or .js file, a hook object or a folder with hooks"
        raise UnreadableFileError(arguments.hook, expected)
    schema, located = _schema(arguments, found.hooks[0])
    return [_Subject(found.hooks[0], schema, arguments.schema or arguments.annotation)], located


def _folder(arguments: argparse.Namespace) -> tuple[list[_Subject], list[_Located]]:
    project = open_project(arguments.hook)
    if not project.hooks:
        expected = "holds no hooks; expected hook objects, or .py and .js files"
        raise UnreadableFileError(arguments.hook, expected)
    hooks = [OpenedHook(each.hook, each.code_path, each.path) for each in project.hooks]
    schema, located = _schema(arguments, hooks[0])
    located += [_Located(Finding(problem), None) for problem in project.problems]
    if schema is not None:
        file = arguments.schema or arguments.annotation
        return [_Subject(hook, schema, file) for hook in hooks], located
    return [_in_project(project, *pair) for pair in zip(project.hooks, hooks, strict=True)], located


def _in_project(project: Project, hook: ProjectHook, opened: OpenedHook) -> _Subject:
    """A hook with the schema of its queue; none when it has several, which may differ in their fields."""
    queues = [queue for queue in project.queues_of(hook) if queue.schema is not None]
    return _Subject(opened, queues[0].schema, queues[0].schema_path) if len(queues) == 1 else _Subject(opened)


def _schema(arguments: argparse.Namespace, opened: OpenedHook) -> tuple[Schema | None, list[_Located]]:
    """The schema asked for, and what was found while it was read."""
    wanted = Wanted(arguments.hook, annotation=arguments.annotation, schema=arguments.schema)
    prepared = prepare_for(opened, wanted)
    problems = [problem for problem in prepared.problems if problem.code != _NO_NEWS]
    return prepared.scenario.schema, [_Located(Finding(each), arguments.annotation) for each in problems]


def _mend(subject: _Subject, assumed: Assumed) -> tuple[_Subject, list[_Mended]]:
    """Apply the fixes and write the files."""
    fixed = fix_everything(subject.opened, subject.schema, assumed)
    if not fixed.applied:
        return subject, []
    saved = save_hook(replace(subject.opened, hook=fixed.hook))
    subject = replace(subject, opened=saved)
    return subject, [_Mended(_mended_file(subject, fix), fix) for fix in fixed.applied]


def _mended_file(subject: _Subject, fix: AppliedFix) -> Path:
    found = subject.file_of(Where.HOOK if fix.line is None else Where.CODE)
    assert found is not None  # it was written
    return found


def _check(subject: _Subject, assumed: Assumed) -> Iterable[_Located]:
    report = check_everything(subject.opened, subject.schema, assumed)
    return [_Located(finding, subject.file_of(finding.problem.where)) for finding in report.findings]


def _graph(subjects: Sequence[_Subject]) -> tuple[Problem, ...]:
    return check_hook_graph([subject.opened for subject in subjects]) if len(subjects) > 1 else ()


def _lines(located: list[_Located], mended: list[_Mended]) -> Iterable[str]:
    for each in mended:
        yield f"{each.file}{'' if each.fix.line is None else f':{each.fix.line}'} fixed: {each.fix.title}"
    for one in located:
        problem = one.finding.problem
        place = ":".join(part for part in (str(one.file or ""), _place(one)) if part)
        yield " ".join(
            part for part in (place, f"{problem.severity} {problem.code}: {problem.message}") if part
        )
    yield _total(located)


def _place(located: _Located) -> str:
    """Where in the file a finding is, with columns from 1, as editors count."""
    finding, file = located.finding, located.file
    if finding.place is None:
        return finding.problem.path
    place = f"{finding.place.line}:{finding.place.column + 1}"
    return f"{_IN_OBJECT}:{place}" if file is not None and file.suffix == ".json" else place


def _total(located: list[_Located]) -> str:
    found = [each.finding.problem.severity for each in located]
    counts = [(found.count(severity), word) for severity, word in _COUNTED.items()]
    parts = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
    return f"{', '.join(parts)}." if parts else "No problems found."


def _as_json(located: list[_Located], mended: list[_Mended] | None) -> dict[str, Any]:
    found: dict[str, Any] = {"problems": [_problem_json(each) for each in located]}
    if mended is not None:
        found["fixed"] = [
            {"file": str(each.file), "line": each.fix.line, "title": each.fix.title} for each in mended
        ]
    return found


def _problem_json(located: _Located) -> dict[str, Any]:
    finding = located.finding
    return {
        **finding.problem.as_json(),
        "file": None if located.file is None else str(located.file),
        **_range_json(finding.place),
        "fixes": [_fix_json(fix) for fix in finding.fixes],
    }


def _range_json(place: TextRange | None) -> dict[str, int | None]:
    keys = ("line", "column", "end_line", "end_column")
    return {key: None if place is None else getattr(place, key) for key in keys}


def _fix_json(fix: Fix) -> dict[str, Any]:
    edits = [{**_range_json(edit.place), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "edits": edits, "sideload": list(fix.sideload)}
