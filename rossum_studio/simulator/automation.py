"""Whether a document passes without a person after `initialize`, and why not.

Source: reference 9.1, 9.2, 3.5, chapter 12 rows 8, 20, 36 and 37.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from rossum_studio.model.annotation import Content, Datapoint, Node, encode_raw
from rossum_studio.model.message import Message, MessageSource
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.automation_blocker import BlockerItem
from rossum_studio.simulator.automation_queue import AutomationLevel, QueueAutomation
from rossum_studio.simulator.blocking import Circumstances, reaches
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.constraints import Constraints
from rossum_studio.simulator.datapoint_write import write
from rossum_studio.simulator.evaluation import AutomationBlocker
from rossum_studio.simulator.stored_value import stored_value
from rossum_studio.simulator.validate import validate

type Revalidate = Callable[[Content], Iterable[Message]]
"""Messages about a content, of hooks and of built-in checks."""


@dataclass(frozen=True, slots=True)
class AutomationDecision:
    """What becomes of a document after `initialize`.

    Args:
        level: `automation_level` of the queue; `never` where it gives none.
        blockers: What stands in the way; empty when the document passes.
        status_after: `confirmed` or `exporting` when it passes, else `to_review`.
        reasons: For people, at least one.
        content: The document, without the values that the level `always` clears.
        cleared: Ids of the datapoints that were cleared, in document order.
    """

    is_automated: bool
    level: AutomationLevel
    blockers: tuple[BlockerItem, ...]
    status_after: str
    reasons: tuple[str, ...]
    content: Content
    cleared: tuple[int, ...] = ()


def decide(
    content: Content,
    schema: Schema,
    queue: Mapping[str, Any],
    messages: Sequence[Message],
    blockers: Sequence[AutomationBlocker],
    *,
    has_suggested_edit: bool = False,
    is_duplicate: bool = False,
    revalidate: Revalidate | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> AutomationDecision:
    """Decide as the platform does once hooks and built-in checks are through.

    On the level `always` a value with an error is cleared where the field is not required, and the
    document checked once more. A computed field is not cleared: it would be computed again.
    Blockers that a hook returned, and duplicates where the queue excludes them, stop a document on
    every level.

    Args:
        queue: The queue object.
        messages: Of hooks and built-in checks, those of hidden fields included: see
            `Validation.all_messages`.
        blockers: What the hooks returned for `initialize`; on other events they have no effect.
        revalidate: Checks the document again after values were cleared. Without it the built-in
            checks are repeated, and what hooks said about the cleared datapoints is dropped.
    """
    circumstances = Circumstances(
        schema,
        QueueAutomation.of(queue),
        blockers,
        has_suggested_edit,
        is_duplicate,
        choices,
    )
    cleared = _clearable(circumstances, content, messages)
    if cleared:
        content = _without_values(content, schema, cleared, choices)
        messages = list(
            revalidate(content) if revalidate else _checked_again(content, schema, messages, cleared, choices)
        )
    return _decision(circumstances, content, messages, cleared)


def score_sources(
    content: Content, schema: Schema, queue: Mapping[str, Any], *, equal_score_passes: bool = True
) -> Content:
    """Add the validation source `score` wherever the confidence reaches the threshold.

    Returns:
        The same object when no datapoint earns it, or all that do have it.
    """
    thresholds = QueueAutomation.of(queue)
    changed: dict[int, Node] = {}
    for datapoint in content.datapoints():
        score = stored_value(datapoint).confidence
        threshold = thresholds.threshold(schema.find(datapoint.schema_id))
        if score is None or not reaches(score, threshold, equal_score_passes):
            continue
        sources = datapoint.sources
        if "score" not in sources:
            with_score = encode_raw([*sources, "score"])
            changed[datapoint.id] = msgspec.structs.replace(datapoint, validation_sources=with_score)
    return content.replaced(changed) if changed else content


def _decision(
    circumstances: Circumstances, content: Content, messages: Sequence[Message], cleared: tuple[int, ...]
) -> AutomationDecision:
    items = circumstances.items(content, messages)
    queue = circumstances.queue
    passed = "confirmed" if queue.uses_confirmed_state else "exporting"
    return AutomationDecision(
        is_automated=not items,
        level=queue.level,
        blockers=items,
        status_after="to_review" if items else passed,
        reasons=tuple(_reasons(queue.level, content, items, cleared)),
        content=content,
        cleared=cleared,
    )


def _reasons(
    level: AutomationLevel, content: Content, items: Sequence[BlockerItem], cleared: Sequence[int]
) -> Iterator[str]:
    for datapoint_id in cleared:
        schema_id = content.node(datapoint_id).schema_id
        yield f"{schema_id}: the value was cleared, because it had an error and the field is not required"
    for item in items:
        yield from item.sentences()
    if not items:
        vouched = ", and something vouches for every field" if level is AutomationLevel.CONFIDENT else ""
        yield f"no error and no blocker stands in the way{vouched} (automation_level is {level})"


def _clearable(
    circumstances: Circumstances, content: Content, messages: Sequence[Message]
) -> tuple[int, ...]:
    """Ids of the filled datapoints with errors that may be empty; on the level `always` only."""
    queue = circumstances.queue
    if not queue.automates or queue.level is not AutomationLevel.ALWAYS:
        return ()
    with_errors = {error.datapoint_id for error in circumstances.errors(content, messages)}
    if not with_errors - {None}:
        return ()
    return tuple(
        datapoint.id
        for datapoint in content.datapoints()
        if datapoint.id in with_errors and _may_be_cleared(datapoint, circumstances.schema)
    )


def _may_be_cleared(datapoint: Datapoint, schema: Schema) -> bool:
    field = schema.find(datapoint.schema_id)
    if field is None or field.type == "button" or field.is_computed or not datapoint.value:
        return False
    return not Constraints.of(field, is_inferred=schema.is_inferred).is_required


def _without_values(content: Content, schema: Schema, cleared: Iterable[int], choices: Choices) -> Content:
    changed: dict[int, Node] = {}
    for datapoint_id in cleared:
        datapoint = content.node(datapoint_id)
        assert isinstance(datapoint, Datapoint)
        empty = {"content": {"value": ""}}
        written = write(datapoint, schema.find(datapoint.schema_id), empty, choices=choices)
        changed[datapoint_id] = written.datapoint
    return content.replaced(changed)


def _checked_again(
    content: Content, schema: Schema, messages: Iterable[Message], cleared: Iterable[int], choices: Choices
) -> Iterator[Message]:
    dropped = frozenset(cleared)
    for message in messages:
        if message.source is not MessageSource.SCHEMA and message.datapoint_id not in dropped:
            yield message
    yield from validate(content, schema, choices=choices).all_messages
