"""What an answer amounts to on the event it was given for.

It goes in two steps, because formulas and business rules are user code that runs in another process: first
the answer is read and its operations applied, then what followed from that is taken into account.

Source: reference chapter 5, 9.1, chapter 12 row 19.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import Message, MessageLog, MessageSource, MessageType
from rossum_studio.model.response import HookResponse, parse_response
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.automation import AutomationDecision, decide
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.consequence import Verdict, consequences, status_after
from rossum_studio.simulator.evaluation import (
    Automation,
    AutomationBlocker,
    Change,
    Evaluation,
    OperationStatus,
)
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import Settled, settled_with

_NOT_VALIDATED = ("annotation_content.export",)
"""Events on which nobody looks at the checks: the document was confirmed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was read and whose operations were applied.

    Args:
        content: The tree before the operations; None on events without one.
        failure: Type and text of what went wrong, when there is no answer.
    """

    scenario: Scenario
    parsed: HookResponse
    applied: Applied
    content: Content | None = None
    failure: tuple[str, str] | None = None
    choices: Choices = DEFAULT_CHOICES

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the hook said, or what Rossum says when it failed."""
        if self.failure is None:
            return self.parsed.messages
        text = "CallFunctionException, {}: {}".format(*self.failure)
        return (Message(MessageType.ERROR, text, source=MessageSource.RUNTIME),)

    @property
    def blockers(self) -> tuple[AutomationBlocker, ...]:
        """Those returned, whether or not they take effect on the event."""
        return tuple(
            AutomationBlocker(each.content, each.datapoint_id, _schema_id(self.content, each.datapoint_id))
            for each in self.parsed.automation_blockers
        )

    @property
    def created(self) -> tuple[int, ...]:
        """Ids of rows and cells that operations added."""
        return tuple(each for result in self.applied.results for each in result.created_ids)


def take_answer(
    scenario: Scenario,
    response: Mapping[str, Any] | None,
    failure: tuple[str, str] | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Answer:
    """Read an answer and apply its operations.

    Args:
        response: What the handler returned; None is an empty answer.
        failure: Type and text of what went wrong, when there is no answer.
    """
    content = _content(scenario)
    if failure is not None:
        return Answer(scenario, HookResponse(), Applied(content or Content()), content, failure, choices)
    raw = {} if response is None else response
    parsed = parse_response(raw, scenario.event, content, _sent_files(scenario))
    schema = scenario.schema or Schema()
    applied = apply_operations(content or Content(), parsed.operations, schema, choices)
    return Answer(scenario, parsed, applied, content, None, choices)


def evaluate(
    scenario: Scenario,
    response: Mapping[str, Any] | None,
    failure: tuple[str, str] | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Evaluation:
    """Judge an answer without computing formulas and rules."""
    answer = take_answer(scenario, response, failure, choices)
    if answer.content is None:
        return conclude(answer)
    schema = scenario.schema or Schema()
    return conclude(answer, settled_with(answer.applied.content, schema, FormulaAnswer(), choices=choices))


def conclude(answer: Answer, after: Settled | None = None, before: Settled | None = None) -> Evaluation:
    """Judge an answer and what followed from it.

    Args:
        after: The document after operations, formulas and rules; None on events without one.
        before: The document before the hook, when a user's edit had changed it there.
    """
    return conclude_all((answer,), after, tuple(one.changes for one in (before, after) if one is not None))


def conclude_all(
    answers: Sequence[Answer], after: Settled | None, computed: Sequence[Sequence[Change]] = ()
) -> Evaluation:
    """Judge the answers of several hooks to one event together.

    Args:
        answers: At least one, in the order in which they were applied.
        after: The document after all of them.
        computed: What formulas and rules changed, time after time.
    """
    last = answers[-1]
    log = MessageLog((*_all(each.messages for each in answers), *_said_by_platform(last, after)))
    blockers = tuple(_all(each.blockers for each in answers))
    decision = _decision(last, after, log, blockers)
    verdict = _verdict(answers, after, log, decision)
    changes = tuple(_all(computed))
    return Evaluation(
        messages=log,
        operations=tuple(_all(each.applied.results for each in answers)),
        automation_blockers=(*blockers, *(after.blockers if after else ())),
        content=_content_after(last, after, decision),
        computed=changes,
        updated_datapoints=_updated(answers, after, (change.id for change in changes)),
        annotation_status=status_after(verdict),
        problems=(
            *_all((*each.parsed.problems, *each.applied.problems) for each in answers),
            *(after.problems if after else ()),
        ),
        consequences=consequences(verdict),
        automation=_automation(decision),
        fired=after.fired if after else (),
        not_modelled=after.not_modelled if after else (),
    )


_all = chain.from_iterable


def _content(scenario: Scenario) -> Content | None:
    """The tree of the document; None on events without one."""
    if not scenario.event.has_content:
        return None
    return scenario.annotation.content if scenario.annotation else Content()


def _sent_files(scenario: Scenario) -> set[str]:
    """What an answer may call the files of an e-mail or upload; empty where not all are known."""
    key = {"email": "id", "upload": "document"}.get(scenario.event.event, "")
    files = {**scenario.rest, **scenario.extra}.get("files")
    entries = files if isinstance(files, list) else []
    names = [str(each[key]) for each in entries if isinstance(each, dict) and key in each]
    return set(names) if len(names) == len(entries) else set()


def _content_after(
    answer: Answer, after: Settled | None, decision: AutomationDecision | None
) -> Content | None:
    if decision is not None:
        return decision.content
    return answer.content if after is None else after.content


def _updated(answers: Sequence[Answer], after: Settled | None, computed: Iterable[int]) -> tuple[int, ...]:
    """Ids that changed, in document order; those of nodes that are gone are left out."""
    own = answers[0].applied.updated if len(answers) == 1 else ()
    ids = {*_all(each.applied.updated for each in answers), *computed}
    if after is None or ids == set(own):
        return own
    return after.content.in_document_order(ids)


def _said_by_platform(answer: Answer, after: Settled | None) -> tuple[Message, ...]:
    if after is None:
        return ()
    checks_are_seen = answer.scenario.event.name not in _NOT_VALIDATED
    return after.messages if checks_are_seen else after.formulas.messages


def _decision(
    answer: Answer, after: Settled | None, log: MessageLog, blockers: Sequence[AutomationBlocker]
) -> AutomationDecision | None:
    """Whether the document passes without a person; asked on `initialize` only."""
    if after is None or "automation_blockers" not in answer.scenario.event.reads:
        return None
    hidden = after.validation.hidden_messages
    return decide(
        after.content,
        after.schema,
        _queue(answer.scenario),
        (*log.messages, *hidden),
        (*blockers, *after.blockers),
        has_suggested_edit=_has_suggested_edit(answer.scenario),
        is_duplicate=_is_duplicate(answer.scenario),
        choices=answer.choices,
    )


def _has_suggested_edit(scenario: Scenario) -> bool:
    """Whether Rossum would rather split the document: its annotation names a suggested edit."""
    return scenario.annotation is not None and bool(scenario.annotation.attributes.get("suggested_edit"))


def _is_duplicate(scenario: Scenario) -> bool:
    """Whether the files say that there is another document like it: a relation of this type."""
    relations = {**scenario.rest, **scenario.extra}.get("relations")
    found = relations if isinstance(relations, list) else []
    return any(isinstance(each, dict) and each.get("type") == "duplicate" for each in found)


def _automation(decision: AutomationDecision | None) -> Automation | None:
    if decision is None:
        return None
    blockers = tuple(item.as_json() for item in decision.blockers)
    return Automation(decision.is_automated, str(decision.level), decision.reasons, blockers)


def _schema_id(content: Content | None, datapoint_id: int | None) -> str | None:
    node = None if content is None or datapoint_id is None else content.find(datapoint_id)
    return None if node is None else node.schema_id


def _verdict(
    answers: Sequence[Answer], after: Settled | None, log: MessageLog, decision: AutomationDecision | None
) -> Verdict:
    scenario, parsed = answers[-1].scenario, [each.parsed for each in answers]
    results = _all(each.applied.results for each in answers)
    rejected = sum(result.status is OperationStatus.REJECTED for result in results)
    blockers = sum(len(each.automation_blockers) for each in parsed)
    files = {**scenario.rest, **scenario.extra}.get("files")
    return Verdict(
        event=scenario.event,
        log=log,
        has_failed=any(each.failure is not None for each in answers),
        has_hidden_errors=after is not None and _has_hidden_errors(answers[-1], after),
        automation=_automation(decision),
        blockers=blockers if "automation_blockers" in scenario.event.reads else 0,
        dropped=rejected + sum(each.dropped for each in parsed),
        changed=sum(len(each.applied.updated) for each in answers),
        is_ignored=any(each.is_ignored for each in parsed),
        is_empty=not (log.messages or blockers or any(_says_something(each) for each in parsed)),
        sent_files=len(files) if isinstance(files, list) else 1,
        files=next((each.files for each in parsed if each.files is not None), None),
        uses_confirmed_state=_queue(scenario).get("use_confirmed_state") is True,
        choices=answers[-1].choices,
    )


def _says_something(parsed: HookResponse) -> bool:
    said = (parsed.operations, parsed.dropped, parsed.files, parsed.additional_files, parsed.original_sender)
    return any(said)


def _has_hidden_errors(answer: Answer, after: Settled) -> bool:
    errors = (message.type is MessageType.ERROR for message in after.validation.hidden_messages)
    return answer.scenario.event.name not in _NOT_VALIDATED and any(errors)


def _queue(scenario: Scenario) -> Mapping[str, Any]:
    """The queue object, where the user's files have one."""
    queues = {**scenario.rest, **scenario.extra}.get("queues")
    queue = queues[0] if isinstance(queues, list) and queues else None
    return queue if isinstance(queue, dict) else {}
