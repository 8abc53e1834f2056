"""One hook on one event: formulas, payload, handler, operations, formulas again, rules, checks, report.

Source: reference 4.6, 8.6, chapter 12 row 23.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from rossum_studio.model.annotation import Content
from rossum_studio.model.difference import edits_between
from rossum_studio.model.http import Answer as Answering
from rossum_studio.model.library_pack import pack_of
from rossum_studio.model.mock import Mock
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.recorded import CallResult
from rossum_studio.model.schema import Schema
from rossum_studio.model.webhook import is_webhook
from rossum_studio.runtime.later import later_than
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job, Play
from rossum_studio.runtime.report import (
    Report,
    SettledRun,
    compared,
    failure_of,
    make_report,
    with_api_writes,
)
from rossum_studio.runtime.report_masking import masked, masks_of
from rossum_studio.runtime.settling import settle, with_content
from rossum_studio.runtime.webhook import used_of, webhook_job
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.evaluate import Answer, take_answer
from rossum_studio.simulator.evaluation import Change
from rossum_studio.simulator.payload import Payload, build_payload
from rossum_studio.simulator.rossum_api.api import LocalRossum
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import Settled
from rossum_studio.simulator.world import World


@dataclass(frozen=True)
class RunRequest:
    """What to run.

    Args:
        filename: What tracebacks call the code.
        problems: Known before the run, shown with its result.
        payload: Sent as it is; None builds it from the scenario.
        original: The document before the user's edits; None when it was not edited.
        mocks: What answers the handler's requests; without any, it has no network at all.
        expected: What came of the same call before; the report says how it differs.
    """

    scenario: Scenario
    filename: str
    limits: Limits
    problems: Sequence[Problem] = ()
    payload: Payload | None = None
    original: Content | None = None
    mocks: tuple[Mock, ...] = ()
    expected: CallResult | None = None


@dataclass(frozen=True)
class Baseline:
    """A document as it was opened, and what formulas, rules and checks make of it.

    Every edit is judged against it, so that an edit costs only what depends on it.

    Args:
        given: The document without what was computed.
    """

    given: Content
    schema: Schema | None
    settled: Settled

    def is_for(self, request: RunRequest) -> bool:
        """Whether the request's document is this one, edited or not."""
        return self.given is _original(request) and self.schema is request.scenario.schema


@dataclass(frozen=True)
class ReadyRun:
    """A run whose handler can be called at once.

    Args:
        request: With the document's formulas computed.
        before: The document that the handler sees; None where it sees none, or one that is sent as it is.
        baseline: The document before the user's edits, for the next run.
        earlier: What a worker may have parsed ahead.
        api_before: What a hook before this one left of the Rossum API.
    """

    request: RunRequest
    payload: Payload
    before: Settled | None = None
    baseline: Baseline | None = None
    earlier: Payload | None = None
    api_before: LocalRossum | None = None

    @cached_property
    def rossum(self) -> LocalRossum | None:
        """The API for the handler; None where it has no token, or asks the real one."""
        is_local = self.payload.has_token and not self.request.limits.allow_network
        return LocalRossum(self.request.scenario, self.payload, self.api_before) if is_local else None

    @property
    def _answer(self) -> Answering | None:
        mocks = () if self.request.limits.allow_network else self.request.mocks
        return World(mocks, self.rossum).answer if mocks or self.rossum is not None else None

    @property
    def job(self) -> Job:
        """The call of the handler.

        Raises:
            InvalidHookError: It is a webhook that is not on this computer.
        """
        hook, event = self.request.scenario.hook, self.request.scenario.event
        if is_webhook(hook):
            limits, is_interactive = self.request.limits, event.is_interactive
            return webhook_job(hook, self.payload.body, limits, is_interactive=is_interactive)
        answer = self._answer
        return Job(
            hook.code,
            self.request.filename,
            self.payload.body,
            replace(self.request.limits, library_pack=pack_of(hook), services=answer is not None),
            hook.language,
            answer=answer,
            later=later_than(self.earlier, self.payload) if self.earlier is not None else None,
        )


def play_hook(
    request: RunRequest, baseline: Baseline | None = None, choices: Choices = DEFAULT_CHOICES
) -> Play[Report]:
    """Run the hook on the event.

    Args:
        baseline: From an earlier run; used when it is of the same document.
    """
    ready = yield from get_ready(request, baseline, choices)
    outcome = yield ready.job
    return (yield from judge(ready, outcome, choices))


def get_ready(
    request: RunRequest, baseline: Baseline | None = None, choices: Choices = DEFAULT_CHOICES
) -> Play[ReadyRun]:
    """Do everything that comes before the handler is called."""
    if request.payload is not None:
        return ReadyRun(request, request.payload)
    scenario = request.scenario
    if not scenario.event.has_content or scenario.annotation is None:
        return ReadyRun(request, build_payload(scenario, choices=choices), baseline=baseline)
    if baseline is None or not baseline.is_for(request):
        baseline = yield from _baseline_of(request, choices)
    before = yield from settle_edits(scenario, baseline, choices)
    scenario = with_content(scenario, before.content)
    problems = (*request.problems, *_recomputed(baseline.settled))
    ready = replace(request, scenario=scenario, problems=problems)
    return ReadyRun(ready, build_payload(scenario, choices=choices), before, baseline)


def settle_edits(scenario: Scenario, baseline: Baseline, choices: Choices = DEFAULT_CHOICES) -> Play[Settled]:
    """Bring an edited document up to date, computing what depends on the edits.

    The edited document lacks what was computed for the baseline, so that is computed again as well.
    """
    assert scenario.annotation is not None
    edits = edits_between(baseline.given, scenario.annotation.content)
    if not edits.ids:
        return baseline.settled
    forced = (*baseline.settled.updated, *edits.created)
    return (yield from settle(scenario, baseline.settled, edits.ids, forced, choices))


def _baseline_of(request: RunRequest, choices: Choices) -> Play[Baseline]:
    given = _original(request)
    settled = yield from settle(with_content(request.scenario, given), choices=choices)
    return Baseline(given, request.scenario.schema, settled)


def _original(request: RunRequest) -> Content:
    if request.original is not None:
        return request.original
    annotation = request.scenario.annotation
    return annotation.content if annotation is not None else Content()


def judge(ready: ReadyRun, outcome: Outcome, choices: Choices = DEFAULT_CHOICES) -> Play[Report]:
    """Do everything that comes after the handler has answered."""
    request = ready.request
    scenario = request.scenario
    answer = take_answer(scenario, used_of(outcome), failure_of(outcome), choices)
    after = None if answer.content is None else (yield from _settle_after(answer, ready.before, choices))
    edited = ready.before if ready.before is not _settled_baseline(ready) else None
    settled = SettledRun(answer, after, edited)
    report = make_report(scenario, ready.payload, outcome, request.problems, request.filename, settled)
    if ready.rossum is not None:
        report = with_api_writes(report, ready.rossum.writes, ready.rossum.annotation_status)
    return masked(compared(report, request.expected), masks_of(ready.payload))


def _settle_after(answer: Answer, before: Settled | None, choices: Choices) -> Play[Settled]:
    applied = answer.applied
    scenario = with_content(answer.scenario, applied.content)
    return (yield from settle(scenario, before, applied.updated, answer.created, choices))


def _settled_baseline(ready: ReadyRun) -> Settled | None:
    return ready.baseline.settled if ready.baseline is not None else None


def _recomputed(settled: Settled) -> Sequence[Problem]:
    """Values that the file has otherwise than formulas come to."""
    return [
        Problem(Severity.INFO, Where.ANNOTATION, "", _was(change), "formula-recomputed")
        for change in settled.changes
        if change.attribute == "value"
    ]


def _was(change: Change) -> str:
    return (
        f'{change.schema_id}: the file has "{change.before}", but the formula comes to "{change.after}", '
        "which is what the hook receives."
    )
