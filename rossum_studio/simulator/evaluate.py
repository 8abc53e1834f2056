"""What an answer amounts to on the event it was given for.

Source: reference chapter 5, chapter 12 row 19.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint
from rossum_studio.model.message import Message, MessageLog, MessageSource, MessageType
from rossum_studio.model.response import HookResponse, parse_response
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied, apply_operations
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.consequence import Verdict, consequences, status_after
from rossum_studio.simulator.edit import type_messages
from rossum_studio.simulator.evaluation import AutomationBlocker, Evaluation, OperationStatus
from rossum_studio.simulator.scenario import Scenario


def evaluate(
    scenario: Scenario,
    response: Mapping[str, Any] | None,
    failure: tuple[str, str] | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Evaluation:
    """Judge an answer.

    Args:
        response: What the handler returned; None is an empty answer.
        failure: Type and text of what went wrong, when there is no answer.
    """
    if failure is not None:
        return _failed(scenario, failure, choices)
    content = _content(scenario)
    parsed = parse_response({} if response is None else response, scenario.event, content)
    schema = scenario.schema or Schema()
    applied = apply_operations(content or Content(), parsed.operations, schema, choices)
    log = MessageLog((*parsed.messages, *_type_messages(scenario, schema, applied)))
    verdict = _verdict(scenario, parsed, applied, log, choices)
    return Evaluation(
        messages=log,
        operations=applied.results,
        automation_blockers=_blockers(parsed, content),
        content=None if content is None else applied.content,
        updated_datapoints=applied.updated,
        annotation_status=status_after(verdict),
        problems=parsed.problems + applied.problems,
        consequences=consequences(verdict),
    )


def _failed(scenario: Scenario, failure: tuple[str, str], choices: Choices) -> Evaluation:
    text = "CallFunctionException, {}: {}".format(*failure)
    log = MessageLog((Message(MessageType.ERROR, text, source=MessageSource.RUNTIME),))
    verdict = Verdict(scenario.event, log, has_failed=True, choices=choices)
    return Evaluation(
        messages=log,
        content=_content(scenario),
        annotation_status=status_after(verdict),
        consequences=consequences(verdict),
    )


def _content(scenario: Scenario) -> Content | None:
    """The tree of the document; None on events without one."""
    if not scenario.event.has_content:
        return None
    return scenario.annotation.content if scenario.annotation else Content()


def _type_messages(scenario: Scenario, schema: Schema, applied: Applied) -> Iterator[Message]:
    """Complaints about values that were just written, by the hook or by the user before it."""
    if not scenario.event.has_content:
        return
    written = dict.fromkeys((*applied.updated, *scenario.updated))
    for node in map(applied.content.find, written):
        if isinstance(node, Datapoint):
            yield from type_messages(node, schema.find(node.schema_id))


def _blockers(parsed: HookResponse, content: Content | None) -> tuple[AutomationBlocker, ...]:
    return tuple(
        AutomationBlocker(blocker.content, blocker.datapoint_id, _schema_id(content, blocker.datapoint_id))
        for blocker in parsed.automation_blockers
    )


def _schema_id(content: Content | None, datapoint_id: int | None) -> str | None:
    node = None if content is None or datapoint_id is None else content.find(datapoint_id)
    return None if node is None else node.schema_id


def _verdict(
    scenario: Scenario, parsed: HookResponse, applied: Applied, log: MessageLog, choices: Choices
) -> Verdict:
    rejected = sum(result.status is OperationStatus.REJECTED for result in applied.results)
    takes_blockers = "automation_blockers" in scenario.event.reads
    said = (log.messages, parsed.operations, parsed.automation_blockers, parsed.problems, parsed.files)
    files = {**scenario.rest, **scenario.extra}.get("files")
    return Verdict(
        event=scenario.event,
        log=log,
        blockers=len(parsed.automation_blockers) if takes_blockers else 0,
        dropped=parsed.dropped + rejected,
        changed=len(applied.updated),
        is_ignored=parsed.is_ignored,
        is_empty=not any(said),
        sent_files=len(files) if isinstance(files, list) else 1,
        files=parsed.files,
        uses_confirmed_state=_uses_confirmed_state(scenario),
        choices=choices,
    )


def _uses_confirmed_state(scenario: Scenario) -> bool:
    queues = {**scenario.rest, **scenario.extra}.get("queues")
    queue = queues[0] if isinstance(queues, list) and queues else None
    return isinstance(queue, dict) and queue.get("use_confirmed_state") is True
