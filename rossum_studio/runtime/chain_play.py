"""All hooks of an event, one handing its document to the next.

Hooks of one rank run in parallel: each sees the document as it was before any of them, and their operations
are applied in ascending order of id, so that the later write wins.

Source: reference 6.5, 4.2, chapter 12 rows 9 and 10.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rossum_studio.model.masking import Masks
from rossum_studio.model.mock import FOLDER, Mock, read_mocks
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.runtime.event_play import ReadyRun, RunRequest
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.play import Play
from rossum_studio.runtime.report import Report, SettledRun, failure_of, make_report, with_api_writes
from rossum_studio.runtime.report_masking import masked, masked_evaluation, masks_of
from rossum_studio.runtime.settling import settle, with_content
from rossum_studio.simulator.chain import Chain, Link
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.evaluate import Answer, conclude_all, take_answer
from rossum_studio.simulator.evaluation import Change, Evaluation
from rossum_studio.simulator.operation_origin import line_that_writes
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.rossum_api.api import LocalRossum
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import Settled

_FOLLOWS = ("normalized_value", "row", "validation_sources")
"""Attributes that change with others, or with a row that nobody else can have written."""

type LimitsOf = Callable[[Link], Limits]
type MocksOf = Callable[[Link], tuple[Mock, ...]]


@dataclass(frozen=True, slots=True)
class ChangedBy:
    """One change, and who made it.

    Args:
        title: Of the hook after which it happened.
        is_computed: A formula or rule made it, following the hook.
        line: Of the hook's code, where it names the field.
    """

    change: Change
    title: str
    event: str
    is_computed: bool = False
    line: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            **self.change.as_json(),
            "hook": self.title,
            "event": self.event,
            "computed": self.is_computed,
            "line": self.line,
        }


@dataclass(frozen=True)
class ChainRun:
    """One hook of a chain, and its run.

    Args:
        received: Ids that its predecessors and the user had changed.
    """

    link: Link
    report: Report
    received: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChainReport:
    """What all hooks of an event came to together.

    Args:
        after: The document at the end; None on events without content.
        evaluation: Of all answers; None when no hook took part and the event has no content.
        problems: Of the chain itself: conflicts, predecessors that are not there.
    """

    chain: Chain
    runs: tuple[ChainRun, ...] = ()
    after: Settled | None = None
    evaluation: Evaluation | None = None
    problems: tuple[Problem, ...] = ()
    changed_by: Mapping[int, tuple[ChangedBy, ...]] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0 when every hook ran and none answered an error or anything invalid; else 1."""
        return max((run.report.exit_status for run in self.runs), default=0)

    def as_json(self) -> dict[str, Any]:
        """The shape of contract.md, 2, and beside it what the chain knows more."""
        evaluation = self.evaluation
        content = evaluation.content if evaluation is not None else None
        return {
            "runs": [
                {**run.report.as_json(), "hook": run.link.title, "received": list(run.received)}
                for run in self.runs
            ],
            "content": None if content is None else content.to_builtins(),
            "messages": [] if evaluation is None else [m.as_json() for m in evaluation.messages.messages],
            "annotation_status": None if evaluation is None else evaluation.annotation_status,
            "automation": evaluation.automation.as_json() if evaluation and evaluation.automation else None,
            "bypassed": [{"hook": each.title, "reason": each.reason} for each in self.chain.bypassed],
            "changed_by": [each.as_json() for entries in self.changed_by.values() for each in entries],
            "problems": [problem.as_json() for problem in self.problems],
        }


def path_of(link: Link) -> Path | None:
    """The file of a hook; None for one that was not saved."""
    return link.opened.code_path or link.opened.object_path


def mocks_beside(link: Link) -> tuple[Mock, ...]:
    """The mocks in the folder of a hook.

    Raises:
        UnreadableFileError: One of them is none.
    """
    path = path_of(link)
    return () if path is None else read_mocks(path.parent / FOLDER)


def play_chain(
    chain: Chain,
    scenario: Scenario,
    limits_of: LimitsOf,
    earlier: Settled | None = None,
    choices: Choices = DEFAULT_CHOICES,
    mocks_of: MocksOf = mocks_beside,
) -> Play[ChainReport]:
    """Run the hooks of a chain on its event.

    Args:
        scenario: The event's, whose hook is replaced by each of the chain's.
        earlier: The document before the user's edits, where that is known.

    Raises:
        UnreadableFileError: A mock of one of the hooks.
    """
    scenario = replace(scenario, event=chain.event)
    play = _ChainPlay(chain, scenario, limits_of, choices, mocks_of)
    return (yield from play.run(earlier))


class _ChainPlay:
    """One chain on its way."""

    def __init__(
        self, chain: Chain, scenario: Scenario, limits_of: LimitsOf, choices: Choices, mocks_of: MocksOf
    ) -> None:
        self._chain = chain
        self._scenario = scenario
        self._limits_of = limits_of
        self._choices = choices
        self._mocks_of = mocks_of
        self._rossum: LocalRossum | None = None
        self._status: str | None = None  # to which a handler moved the document through the API
        self._hidden: list[Masks] = []
        self._settled: Settled | None = None
        self._runs: list[ChainRun] = []
        self._answers: list[Answer] = []
        self._changed: dict[str, tuple[int, ...]] = {}
        self._computed: list[Sequence[Change]] = []
        self._changed_by: list[ChangedBy] = []

    def run(self, earlier: Settled | None) -> Play[ChainReport]:
        if self._has_content:
            changed = None if earlier is None else self._scenario.updated
            self._settled = yield from settle(self._scenario, earlier, changed, choices=self._choices)
            if self._scenario.updated:
                self._computed.append(self._settled.changes)
        for rank in self._chain.ranks:
            seen = self._settled
            for link in rank:
                yield from self._run_link(link, seen)
        return self._report()

    @property
    def _has_content(self) -> bool:
        return self._scenario.event.has_content and self._scenario.annotation is not None

    def _run_link(self, link: Link, seen: Settled | None) -> Play[None]:
        received = self._received(link)
        scenario = replace(self._scenario, hook=link.hook, updated=received)
        sent = scenario if seen is None else with_content(scenario, seen.content)
        limits, mocks = self._limits_of(link), self._mocks_of(link)
        request = RunRequest(sent, _filename(link), limits, mocks=mocks)
        payload = build_payload(sent, choices=self._choices)
        ready = ReadyRun(request, payload, seen, api_before=self._rossum)
        outcome = yield ready.job
        if ready.rossum is not None and ready.rossum.was_asked:
            self._rossum = ready.rossum
        merged = scenario if self._settled is None else with_content(scenario, self._settled.content)
        answer = take_answer(merged, outcome.response, failure_of(outcome), self._choices)
        if self._settled is not None:
            applied = answer.applied
            self._settled = yield from settle(
                with_content(merged, applied.content),
                self._settled,
                applied.updated,
                answer.created,
                self._choices,
            )
        settled = SettledRun(answer, self._settled)
        report = make_report(merged, ready.payload, outcome, (), request.filename, settled)
        if ready.rossum is not None:
            status = ready.rossum.annotation_status
            report = with_api_writes(report, ready.rossum.writes, status)
            self._status = status or self._status
        masks = masks_of(ready.payload)
        self._hidden.append(masks)
        self._note(link, answer, masked(report, masks), received)

    def _received(self, link: Link) -> tuple[int, ...]:
        """What the user and the hooks before this one changed, each id once."""
        before = (ids for key, ids in self._changed.items() if key in link.after)
        return tuple(dict.fromkeys((*self._scenario.updated, *(each for ids in before for each in ids))))

    def _note(self, link: Link, answer: Answer, report: Report, received: tuple[int, ...]) -> None:
        self._runs.append(ChainRun(link, report, received))
        self._answers.append(answer)
        self._changed[link.key] = report.evaluation.updated_datapoints
        computed = self._settled.changes if self._settled is not None else ()
        self._computed.append(computed)
        name = self._chain.event.name
        for result in answer.applied.results:
            line = _line_of(link, result.schema_id)
            self._changed_by += [ChangedBy(each, link.title, name, line=line) for each in result.changes]
        self._changed_by += [ChangedBy(change, link.title, name, is_computed=True) for change in computed]

    def _report(self) -> ChainReport:
        evaluation = None
        if self._answers or self._settled is not None:
            answers = self._answers or [take_answer(self._scenario, None, choices=self._choices)]
            evaluation = conclude_all(answers, self._settled, self._computed)
            if self._status is not None:
                evaluation = replace(evaluation, annotation_status=self._status)
            for masks in self._hidden:
                evaluation = masked_evaluation(evaluation, masks)
        changed_by: dict[int, list[ChangedBy]] = {}
        for each in self._changed_by:
            changed_by.setdefault(each.change.id, []).append(each)
        return ChainReport(
            self._chain,
            tuple(self._runs),
            self._settled,
            evaluation,
            (*self._chain.problems, *_conflicts(self._runs)),
            {node_id: tuple(entries) for node_id, entries in changed_by.items()},
        )


def _line_of(link: Link, schema_id: str | None) -> int | None:
    hook = link.hook
    return line_that_writes(hook.code, hook.language, schema_id) if schema_id else None


def _filename(link: Link) -> str:
    return str(path_of(link) or f"{link.title}.py")


def _conflicts(runs: Sequence[ChainRun]) -> Iterator[Problem]:
    """Datapoints that two hooks wrote without one running after the other."""
    writers: dict[tuple[int, str], ChainRun] = {}
    for run in runs:
        for change in _values_written(run.report):
            other = writers.setdefault((change.id, change.attribute), run)
            if other is not run and other.link.key not in run.link.after:
                yield _conflict(change, other, run)


def _values_written(report: Report) -> Iterator[Change]:
    """One change for each attribute that a hook wrote itself."""
    for result in report.evaluation.operations:
        yield from (
            change for change in result.changes if change.attribute not in ("normalized_value", "row")
        )


def _conflict(change: Change, first: ChainRun, second: ChainRun) -> Problem:
    message = (
        f'"{first.link.title}" and "{second.link.title}" both wrote {change.attribute} of {change.schema_id} '
        f"({change.id}), and neither runs after the other: Rossum promises no order. Here the later one wins."
    )
    return Problem(Severity.WARNING, Where.HOOK, "/run_after", message, "chain-conflict")
