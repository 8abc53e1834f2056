"""One step of a document's life: the hooks of its event, then those that hear of a new status.

Source: reference 3.6, 4.6, 5.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rossum_studio.model.annotation import Annotation
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.runtime.chain_play import ChainReport, LimitsOf, play_chain
from rossum_studio.runtime.play import Play
from rossum_studio.simulator.chain import make_chain
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.lifecycle import Moment, Step, Transition, begin, end
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import Settled

_STATUS_CHANGED = BY_NAME["annotation_status.changed"]


@dataclass(frozen=True)
class StepReport:
    """A step that was taken.

    Args:
        before: The document when it began; going back to the step is going back to this.
        after: The document at its end.
        chains: One for each event, those of changed statuses last.
        transitions: Changes of the status, in order.
        settled: The document at its end, with all that is known of it; None when it has none.
    """

    step: Step
    before: Moment
    after: Moment
    chains: tuple[ChainReport, ...] = ()
    transitions: tuple[Transition, ...] = ()
    settled: Settled | None = None

    @property
    def main(self) -> ChainReport:
        """The chain of the step's own event."""
        return next(each for each in self.chains if each.chain.event == self.step.event)

    @property
    def sentence(self) -> str:
        """What the step came to: "importing → to_review: …"."""
        way = " → ".join([self.before.status, *(each.after for each in self.transitions)])
        evaluation = self.main.evaluation
        said = [each.sentence for each in evaluation.consequences[:1]] if evaluation is not None else []
        return ": ".join([way, *said])


def play_step(
    step: Step,
    moment: Moment,
    hooks: Sequence[OpenedHook],
    scenario: Scenario,
    limits_of: LimitsOf,
    earlier: Settled | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Play[StepReport]:
    """Take a step.

    Args:
        scenario: What payloads are built from; its hook, event, content and statuses are replaced.
        earlier: The document before the user's edits, where that is known.

    Raises:
        WrongTargetError: The status does not allow the step.
        InvalidHookError: `run_after` of the hooks goes in a circle.
    """
    begun = begin(step, moment)
    now, settled = begun.moment, earlier
    chains: list[ChainReport] = []
    for event in step.events:
        chain = make_chain(hooks, event, _queue_of(scenario))
        if not chain.links and event != step.event:
            continue
        report = yield from play_chain(chain, _at(scenario, now), limits_of, settled, choices)
        chains.append(report)
        now, settled = _after(report, now), report.after
    status_after = chains[-1].evaluation.annotation_status if chains[-1].evaluation else None
    ended = end(now, now.content, status_after)
    transitions = (*begun.transitions, *ended.transitions)
    for transition in transitions:
        chain = make_chain(hooks, _STATUS_CHANGED, _queue_of(scenario))
        if chain.links:
            at = replace(
                _at(scenario, ended.moment), status=transition.after, previous_status=transition.before
            )
            chains.append((yield from play_chain(chain, at, limits_of, None, choices)))
    return StepReport(step, moment, ended.moment, tuple(chains), transitions, settled)


def _at(scenario: Scenario, moment: Moment) -> Scenario:
    """The scenario with the document as it is at a moment."""
    annotation = scenario.annotation or Annotation()
    return replace(
        scenario,
        annotation=replace(annotation, content=moment.content),
        updated=moment.edited,
        status=moment.status,
        previous_status=moment.previous_status,
    )


def _after(report: ChainReport, moment: Moment) -> Moment:
    """The document after a chain; what hooks changed is known to those that run next."""
    evaluation = report.evaluation
    if evaluation is None or evaluation.content is None:
        return moment
    return replace(moment, content=evaluation.content)


def _queue_of(scenario: Scenario) -> str | None:
    found = scenario.annotation.attributes.get("queue") if scenario.annotation is not None else None
    return found if isinstance(found, str) else None
