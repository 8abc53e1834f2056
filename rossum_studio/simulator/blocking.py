"""What stands in the way of automation, as blocker items.

Source: reference 9.1, 9.2, 3.5, chapter 12 rows 20, 36 and 37.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.automation_blocker import (
    BlockerItem,
    BlockerSample,
    BlockerType,
    datapoint_item,
)
from rossum_studio.simulator.automation_queue import AutomationLevel, QueueAutomation
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.constraints import Constraints
from rossum_studio.simulator.evaluation import AutomationBlocker
from rossum_studio.simulator.hidden import hidden_ids
from rossum_studio.simulator.stored_value import StoredValue, stored_value


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything beside the content and the messages that can stop automation.

    Args:
        blockers: What the hooks returned for `initialize`.
    """

    schema: Schema
    queue: QueueAutomation
    blockers: Sequence[AutomationBlocker] = ()
    has_suggested_edit: bool = False
    is_duplicate: bool = False
    choices: Choices = DEFAULT_CHOICES

    def errors(self, content: Content, messages: Iterable[Message]) -> list[Message]:
        """The messages that stop automation; warnings never do."""
        passed_over = self._passed_over(content)
        return [
            message
            for message in messages
            if message.type is MessageType.ERROR
            and message.datapoint_id not in passed_over
            and (message.source is not MessageSource.RUNTIME or self.choices.exception_blocks_automation)
        ]

    def items(self, content: Content, messages: Iterable[Message]) -> tuple[BlockerItem, ...]:
        """All that stands in the way: first about the whole document, then field by field."""
        found = [
            *self._document_items(),
            *self._source_items(content),
            *_error_items(content, self.errors(content, messages)),
            *_extension_items(content, self.blockers),
        ]
        return tuple(sorted(found, key=lambda item: item.schema_id is not None))

    def _document_items(self) -> Iterator[BlockerItem]:
        if not self.queue.automates:
            yield BlockerItem(BlockerType.AUTOMATION_DISABLED)
        if self.is_duplicate and not self.queue.automates_duplicates:
            yield BlockerItem(BlockerType.IS_DUPLICATE)
        if self.has_suggested_edit and not self.queue.automates_suggested_edit:
            yield BlockerItem(BlockerType.SUGGESTED_EDIT_PRESENT)

    def _source_items(self, content: Content) -> list[BlockerItem]:
        """Fields that nothing vouches for; they matter on the level `confident` only."""
        if not self.queue.automates or self.queue.level is not AutomationLevel.CONFIDENT:
            return []
        passed_over = self._passed_over(content)
        found: dict[tuple[BlockerType, str], list[BlockerSample]] = {}
        for datapoint in content.datapoints():
            stored = stored_value(datapoint)
            if datapoint.id not in passed_over and not self._is_validated(datapoint, stored):
                kind, sample = self._unvalidated(datapoint, stored)
                found.setdefault((kind, datapoint.schema_id), []).append(sample)
        return [datapoint_item(kind, schema_id, samples) for (kind, schema_id), samples in found.items()]

    def _is_validated(self, datapoint: Datapoint, stored: StoredValue) -> bool:
        if datapoint.sources:
            return True
        field = self.schema.find(datapoint.schema_id)
        if field is None:
            return not stored.text.strip()
        is_required = Constraints.of(field, is_inferred=self.schema.is_inferred).is_required
        return field.type == "button" or (not is_required and not stored.text.strip())

    def _unvalidated(self, datapoint: Datapoint, stored: StoredValue) -> tuple[BlockerType, BlockerSample]:
        threshold = self.queue.threshold(self.schema.find(datapoint.schema_id))
        score = stored.confidence
        if score is None or reaches(score, threshold, self.choices.equal_score_passes):
            return BlockerType.NO_VALIDATION_SOURCES, BlockerSample(datapoint.id)
        details = {"score": score, "threshold": threshold}
        return BlockerType.LOW_SCORE, BlockerSample(datapoint.id, details)

    def _passed_over(self, content: Content) -> frozenset[int]:
        return frozenset() if self.choices.hidden_fields_count else hidden_ids(content, self.schema)


def reaches(score: float, threshold: float, equal_score_passes: bool = True) -> bool:
    """Whether a confidence is enough (row 36)."""
    return score > threshold or (equal_score_passes and score == threshold)


def _error_items(content: Content, errors: Iterable[Message]) -> Iterator[BlockerItem]:
    """Built-in checks are `failed_checks`, everything else is an `error_message`."""
    checks: list[tuple[int | None, str]] = []
    others: list[tuple[int | None, str]] = []
    for error in errors:
        is_check = error.source is MessageSource.SCHEMA and _is_in(content, error.datapoint_id)
        (checks if is_check else others).append((error.datapoint_id, error.content))
    yield from _text_items(BlockerType.FAILED_CHECKS, content, checks)
    yield from _text_items(BlockerType.ERROR_MESSAGE, content, others)


def _extension_items(content: Content, blockers: Iterable[AutomationBlocker]) -> Iterator[BlockerItem]:
    yield from _text_items(BlockerType.EXTENSION, content, [(each.id, each.content) for each in blockers])


def _text_items(
    kind: BlockerType, content: Content, texts: Iterable[tuple[int | None, str]]
) -> Iterator[BlockerItem]:
    """One item for each field, and one for what is about the whole document or an unknown id."""
    grouped: dict[str | None, dict[int, list[str]]] = {}
    for node_id, text in texts:
        node = None if node_id is None else content.find(node_id)
        by_id = grouped.setdefault(None if node is None else node.schema_id, {})
        by_id.setdefault(0 if node is None else node.id, []).append(text)
    for schema_id, by_id in grouped.items():
        details = {node_id: _details(kind, found) for node_id, found in by_id.items()}
        if schema_id is None:
            yield BlockerItem(kind, None, details[0])
        else:
            samples = (BlockerSample(node_id, each) for node_id, each in details.items())
            yield datapoint_item(kind, schema_id, samples)


def _details(kind: BlockerType, texts: list[str]) -> Mapping[str, Any]:
    match kind:
        case BlockerType.FAILED_CHECKS:
            return {"validation": ", ".join(texts)}
        case BlockerType.ERROR_MESSAGE:
            return {"message_content": texts}
        case _:
            return {"content": texts}


def _is_in(content: Content, node_id: int | None) -> bool:
    return node_id is not None and content.find(node_id) is not None
