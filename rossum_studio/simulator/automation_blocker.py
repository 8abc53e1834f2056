"""Automation blockers: why a document needs a person, in the shape the API stores them in.

Source: reference 5.5, 9.2.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rossum_studio.model.problem import Problem, Severity, Where

MAX_SAMPLES = 10


class BlockerType(StrEnum):
    """The types that the reference lists; a stored blocker may have others."""

    AUTOMATION_DISABLED = "automation_disabled"
    IS_DUPLICATE = "is_duplicate"
    SUGGESTED_EDIT_PRESENT = "suggested_edit_present"
    LOW_SCORE = "low_score"
    FAILED_CHECKS = "failed_checks"
    NO_VALIDATION_SOURCES = "no_validation_sources"
    ERROR_MESSAGE = "error_message"
    DELETE_RECOMMENDATION_FILENAME = "delete_recommendation_filename"
    DELETE_RECOMMENDATION_PAGE_COUNT = "delete_recommendation_page_count"
    DELETE_RECOMMENDATION_FIELD = "delete_recommendation_field"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class BlockerSample:
    """One datapoint that a blocker is about."""

    datapoint_id: int
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The shape of the API; `details` only where there are some."""
        details = {"details": dict(self.details)} if self.details else {}
        return {"datapoint_id": self.datapoint_id, **details}


@dataclass(frozen=True, slots=True)
class BlockerItem:
    """One entry of a blocker object's `content`.

    Args:
        type: A `BlockerType`, or another text in a stored blocker.
        schema_id: Of the datapoints; None for the whole annotation.
        details: Of the whole annotation; those of datapoints are in the samples.
        samples: The first ten datapoints.
        samples_truncated: There are more.
    """

    type: str
    schema_id: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    samples: tuple[BlockerSample, ...] = ()
    samples_truncated: bool = False

    @property
    def level(self) -> str:
        """`annotation` or `datapoint`."""
        return "annotation" if self.schema_id is None else "datapoint"

    def as_json(self) -> dict[str, Any]:
        """The shape of the API."""
        entry: dict[str, Any] = {"level": self.level, "type": str(self.type)}
        if self.schema_id is None:
            return entry | ({"details": dict(self.details)} if self.details else {})
        samples = [sample.as_json() for sample in self.samples]
        return entry | {
            "schema_id": self.schema_id,
            "samples": samples,
            "samples_truncated": self.samples_truncated,
        }

    def sentences(self) -> Iterator[str]:
        """The reasons for people, one for each sample."""
        if self.schema_id is None:
            yield _reason(self.type, self.details)
            return
        for sample in self.samples:
            place = self.schema_id
            if len(self.samples) > 1:
                place += f" (datapoint {sample.datapoint_id})"
            yield f"{place}: {_reason(self.type, sample.details)}"
        if self.samples_truncated:
            yield f"{self.schema_id}: more datapoints for the same reason ({self.type})"


def datapoint_item(type_: BlockerType, schema_id: str, samples: Iterable[BlockerSample]) -> BlockerItem:
    """An item about datapoints of one field, with the first ten of them."""
    found = tuple(samples)
    return BlockerItem(type_, schema_id, {}, found[:MAX_SAMPLES], len(found) > MAX_SAMPLES)


@dataclass(frozen=True, slots=True)
class StoredBlocker:
    """A blocker object as it was read.

    Args:
        problems: Entries that could not be read; paths are JSON pointers into the object.
    """

    items: tuple[BlockerItem, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_blocker(raw: object) -> StoredBlocker:
    """Read a stored blocker object or its bare `content` list.

    `samples` may be one object where only one datapoint is concerned.
    """
    content, pointer = (raw.get("content"), "/content") if isinstance(raw, dict) else (raw, "")
    if not isinstance(content, list):
        return StoredBlocker((), (_problem(pointer, "expected a list of blockers"),))
    items: list[BlockerItem] = []
    problems: list[Problem] = []
    for index, entry in enumerate(content):
        item = _read_item(entry)
        if isinstance(item, BlockerItem):
            items.append(item)
        else:
            problems.append(_problem(f"{pointer}/{index}", item))
    return StoredBlocker(tuple(items), tuple(problems))


def _read_item(raw: object) -> BlockerItem | str:
    """The item, or what was expected instead."""
    if not isinstance(raw, dict) or not isinstance(raw.get("type"), str):
        return 'expected an object with "level" and "type"'
    if raw.get("level") != "datapoint":
        return BlockerItem(raw["type"], None, _object(raw.get("details")))
    if not isinstance(raw.get("schema_id"), str):
        return 'a blocker of level "datapoint" needs a "schema_id"'
    samples = raw.get("samples")
    listed = samples if isinstance(samples, list) else [] if samples is None else [samples]
    read = [_read_sample(each) for each in listed]
    if None in read:
        return 'expected each of "samples" to be an object with a whole number "datapoint_id"'
    found = tuple(sample for sample in read if sample is not None)
    return BlockerItem(raw["type"], raw["schema_id"], {}, found, raw.get("samples_truncated") is True)


def _read_sample(raw: object) -> BlockerSample | None:
    datapoint_id = raw.get("datapoint_id") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(datapoint_id, int) or isinstance(datapoint_id, bool):
        return None
    return BlockerSample(datapoint_id, _object(raw.get("details")))


def _object(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _problem(path: str, message: str) -> Problem:
    return Problem(Severity.WARNING, Where.ANNOTATION, path, message, "blocker-unreadable")


def _reason(type_: str, details: Mapping[str, Any]) -> str:
    match type_:
        case BlockerType.AUTOMATION_DISABLED:
            return "the queue does not automate (automation_enabled is false, or automation_level is never)"
        case BlockerType.IS_DUPLICATE:
            return "the document is a duplicate, and the queue does not automate duplicates"
        case BlockerType.SUGGESTED_EDIT_PRESENT:
            return "a split of the document is suggested, and the queue does not automate such documents"
        case BlockerType.LOW_SCORE:
            return f"confidence {details.get('score')} is below the threshold {details.get('threshold')}"
        case BlockerType.FAILED_CHECKS:
            return f"a check failed: {details.get('validation')}"
        case BlockerType.NO_VALIDATION_SOURCES:
            return "nothing vouches for the value (it has no validation source)"
        case BlockerType.ERROR_MESSAGE:
            return f"an error stands in the way: {_joined(details.get('message_content'))}"
        case BlockerType.EXTENSION:
            return f"an extension blocks automation: {_joined(details.get('content'))}"
        case _ if type_.startswith("delete_recommendation_"):
            return f"deleting the document is recommended: {_joined(details.get('message_content'))}"
        case _:
            return f"blocked ({type_})"


def _joined(texts: object) -> str:
    return "; ".join(map(str, texts)) if isinstance(texts, list) else str(texts or "no text was given")
