"""The hooks that ran, one column each: what they received, changed and said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rossum_studio.gui.messages.field_names import FieldNames
from rossum_studio.model.annotation import Content
from rossum_studio.model.message import MessageSource
from rossum_studio.model.problem import Severity
from rossum_studio.runtime.chain_play import ChainReport, ChainRun
from rossum_studio.runtime.lifecycle_play import StepReport
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.evaluation import Change
from rossum_studio.simulator.operation_origin import line_that_writes

ROWS = ("Ended", "Received", "Changed", "Messages", "Blockers")
_MOST_LINES = 12
_TELLING = ("value", "row", "hidden", "options")


@dataclass(frozen=True, slots=True)
class Column:
    """One hook of one step.

    Args:
        title: Step, hook and event.
        cells: One text for each of `ROWS`.
        severity: The worst of what it said.
        report: Its run; None for a step in which no hook took part.
        step: The step's place among those taken; None for a chain alone.
    """

    title: str
    cells: tuple[str, ...]
    severity: Severity | None = None
    report: Report | None = None
    step: int | None = None


def columns_of_steps(taken: Iterable[StepReport]) -> tuple[Column, ...]:
    """The columns of all steps that were taken, in order."""
    return tuple(column for index, step in enumerate(taken) for column in _columns_of_step(step, index))


def columns_of_chain(report: ChainReport, label: str = "", step: int | None = None) -> tuple[Column, ...]:
    """The columns of one chain."""
    return tuple(_column(report, run, label, step) for run in report.runs)


def _columns_of_step(step: StepReport, index: int) -> Iterator[Column]:
    columns = [each for chain in step.chains for each in columns_of_chain(chain, step.step.label, index)]
    if columns:
        yield from columns
    else:
        title = f"{step.step.label}\nno function\n{step.step.event.name}"
        yield Column(title, (step.sentence, "", "", "", ""), None, None, index)


def _column(chain: ChainReport, run: ChainRun, label: str, step: int | None) -> Column:
    report = run.report
    content = report.evaluation.content
    names = FieldNames(report.scenario.schema, _before(report), content)
    first = label or f"Rank {run.link.rank + 1}"
    cells = (
        _ended(report),
        _lines(names.short(each, _schema_id(report, each)) + f" ({each})" for each in run.received),
        _lines(_changes(run, names)),
        _lines(_messages(report)),
        _lines(blocker.content for blocker in report.evaluation.automation_blockers),
    )
    title = f"{first}\n{run.link.title}\n{chain.chain.event.name}"
    return Column(title, cells, _worst(report), report, step)


def _ended(report: Report) -> str:
    status = report.evaluation.annotation_status
    moved = f"\n→ {status}" if status else ""
    return f"{report.headline}{moved}"


def _changes(run: ChainRun, names: FieldNames) -> Iterator[str]:
    evaluation, hook = run.report.evaluation, run.link.hook
    for result in evaluation.operations:
        line = line_that_writes(hook.code, hook.language, result.schema_id) if result.schema_id else None
        by = f" (line {line})" if line else ""
        if result.reason:
            yield f"rejected{by}: {result.op} {result.id}: {result.reason}"
        yield from (_change(each, names, by) for each in result.changes if each.attribute in _TELLING)
    computed = (each for each in evaluation.computed if each.attribute in _TELLING)
    yield from (_change(each, names, " (computed)") for each in computed)


def _change(change: Change, names: FieldNames, by: str) -> str:
    name = names.short(change.id, change.schema_id)
    if change.attribute == "row":
        return f"{name}: row {'removed' if change.after is None else 'added'} ({change.id}){by}"
    attribute = "" if change.attribute == "value" else f" {change.attribute}"
    return f"{name}{attribute}: {_text(change.before)} → {_text(change.after)}{by}"


def _messages(report: Report) -> Iterator[str]:
    for message in report.evaluation.messages.spoken.messages:
        if message.source in (MessageSource.HOOK, MessageSource.RUNTIME):
            place = f" ({message.schema_id})" if message.schema_id else ""
            yield f"{message.type.value}: {message.content}{place}"


def _worst(report: Report) -> Severity | None:
    found = [message.severity for message in report.evaluation.messages.spoken.messages]
    found += [Severity.ERROR] if report.exit_status else []
    return min(found, key=lambda severity: severity.rank, default=None)


def _before(report: Report) -> Content | None:
    annotation = report.scenario.annotation
    return annotation.content if annotation is not None else None


def _schema_id(report: Report, node_id: int) -> str | None:
    for content in (_before(report), report.evaluation.content):
        node = content.find(node_id) if content is not None else None
        if node is not None:
            return node.schema_id
    return None


def _text(value: object) -> str:
    return "empty" if value in (None, "") else str(value)


def _lines(lines: Iterable[str]) -> str:
    found = list(lines)
    more = [f"and {len(found) - _MOST_LINES} more"] if len(found) > _MOST_LINES else []
    return "\n".join([*found[:_MOST_LINES], *more])
