"""How an answer differs from the one that was given to the same call before, field by field.

The order of messages, blockers and files means nothing to the platform; operations are applied in their
order, which matters only among those with one target.

Source: reference 5.1 to 5.7.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rossum_studio.model.annotation import Datapoint, Node
from rossum_studio.model.difference import compare
from rossum_studio.model.recorded import CallResult, Failure
from rossum_studio.model.response_notes import pointer
from rossum_studio.simulator.evaluate import take_answer
from rossum_studio.simulator.json_matching import (
    ABSENT,
    Absent,
    differing_leaves,
    in_any_order,
    in_order,
    is_same,
)
from rossum_studio.simulator.scenario import Scenario


class Part(StrEnum):
    """The part of an answer that something is in; the values are what scripts read."""

    CALL = "call"
    MESSAGES = "messages"
    OPERATIONS = "operations"
    BLOCKERS = "automation_blockers"
    OTHER = "other"


class Verdict(StrEnum):
    """How two answers compare in one place."""

    EQUAL = "equal"
    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"


_LISTS = {Part.MESSAGES: "messages", Part.OPERATIONS: "operations", Part.BLOCKERS: "automation_blockers"}
_KEYED = {"files": ("id", "document"), "additional_files": ("document",)}
"""Lists of other parts in which order means nothing, and what names their entries (reference 5.6)."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One place in both answers.

    Args:
        pointer: JSON pointer into the expected answer; into the actual one for what only that has.
        expected: `ABSENT` where only the actual answer has it.
        actual: `ABSENT` where only the expected answer has it.
        datapoint_id: The node that it is about; None for the whole document.
    """

    part: Part
    verdict: Verdict
    pointer: str
    expected: Any
    actual: Any
    datapoint_id: int | None = None
    schema_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """For scripts; a side that lacks it has no key."""
        sides = {"expected": self.expected, "actual": self.actual}
        return {
            "part": self.part.value,
            "verdict": self.verdict.value,
            "path": self.pointer,
            "id": self.datapoint_id,
            "schema_id": self.schema_id,
            **{name: value for name, value in sides.items() if value is not ABSENT},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers to one call.

    Args:
        items: Whole entries that are equal, and each leaf of an entry that is not.
        values: Values in the document that are others after the one answer than after the other.
    """

    expected: CallResult
    items: tuple[Compared, ...] = ()
    values: tuple[Compared, ...] = ()

    @property
    def differences(self) -> tuple[Compared, ...]:
        """All that differs."""
        return tuple(each for each in self.items if each.verdict is not Verdict.EQUAL)

    @property
    def equal(self) -> tuple[Compared, ...]:
        """All that is the same."""
        return tuple(each for each in self.items if each.verdict is Verdict.EQUAL)

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    @property
    def headline(self) -> str:
        """Read as "agrees with the platform's answer" or "3 differences from the platform's answer"."""
        count = len(self.differences)
        if not count:
            return f"agrees with {self.expected.title}"
        return f"{count} difference{'' if count == 1 else 's'} from {self.expected.title}"

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "agrees": self.agrees,
            "equal": len(self.equal),
            "differences": [each.as_json() for each in self.differences],
            "values": [each.as_json() for each in self.values],
        }


def compare_answers(expected: CallResult, actual: CallResult, scenario: Scenario) -> Comparison:
    """Find what differs between two answers to the same call.

    Args:
        scenario: Its document gives the names of datapoints, and the values that operations lead to.
    """
    comparing = _Comparing(scenario)
    try:
        answers = tuple(comparing.answers(expected.response, actual.response))
    except RecursionError:  # nobody returns such an answer on purpose
        answers = (Compared(Part.OTHER, Verdict.CHANGED, "", "nested too deeply", "to be compared"),)
    items = (*comparing.calls(expected, actual), *answers)
    differ = any(each.part is Part.OPERATIONS and each.verdict is not Verdict.EQUAL for each in items)
    values = comparing.values(expected.response or {}, actual.response or {}) if differ else ()
    return Comparison(expected, items, tuple(values))


@dataclass(frozen=True, slots=True)
class _Comparing:
    scenario: Scenario

    def calls(self, expected: CallResult, actual: CallResult) -> Iterator[Compared]:
        """Whether both came back with an answer, or failed alike."""
        theirs, ours = expected.failure, actual.failure
        if theirs is None and ours is None:
            return
        verdict = Verdict.EQUAL if _fail_alike(theirs, ours) else Verdict.CHANGED
        was, now = [each.sentence if each else "answered" for each in (theirs, ours)]
        yield Compared(Part.CALL, verdict, "", was, now)

    def answers(
        self, expected: Mapping[str, Any] | None, actual: Mapping[str, Any] | None
    ) -> Iterator[Compared]:
        """Everything in the two answers, part by part; what a failed call lacks is no difference."""
        if expected is None or actual is None:
            return
        for part, key in _LISTS.items():
            yield from self._list(part, key, expected.get(key), actual.get(key))
        others = dict.fromkeys(key for key in (*expected, *actual) if key not in _LISTS.values())
        for key in others:
            yield from self._other(key, expected.get(key, ABSENT), actual.get(key, ABSENT))

    def _list(self, part: Part, key: str, expected: Any, actual: Any) -> Iterator[Compared]:
        if not all(each is None or isinstance(each, list) for each in (expected, actual)):
            yield from self._entry(part, f"/{key}", expected, actual)
            return
        theirs, ours = [[_entry_of(part, each) for each in found or ()] for found in (expected, actual)]
        pairs = in_order if part is Part.OPERATIONS else in_any_order
        for i, j in pairs(theirs, ours, _target):
            yield from self._pair(part, key, theirs, ours, i, j)

    def _pair(
        self, part: Part, key: str, theirs: Sequence[Any], ours: Sequence[Any], i: int | None, j: int | None
    ) -> Iterator[Compared]:
        expected = ABSENT if i is None else theirs[i]
        actual = ABSENT if j is None else ours[j]
        yield from self._entry(part, f"/{key}/{j if i is None else i}", expected, actual)

    def _other(self, key: str, expected: Any, actual: Any) -> Iterator[Compared]:
        if key in _KEYED and isinstance(expected, list) and isinstance(actual, list):
            names = _KEYED[key]
            for i, j in in_any_order(expected, actual, lambda entry: _name_of(entry, names)):
                yield from self._pair(Part.OTHER, key, expected, actual, i, j)
        else:
            yield from self._entry(Part.OTHER, pointer(key), expected, actual)

    def _entry(self, part: Part, path: str, expected: Any, actual: Any) -> Iterator[Compared]:
        """The whole entry when it is equal or on one side only, else each leaf that differs."""
        present = actual if isinstance(expected, Absent) else expected
        datapoint_id = _target(present) if part is not Part.OTHER else None
        schema_id = self._schema_id(datapoint_id)
        if isinstance(expected, Absent) or isinstance(actual, Absent) or is_same(expected, actual):
            found = [("", expected, actual)]
        else:
            found = list(differing_leaves(expected, actual))
        for below, theirs, ours in found:
            verdict = _verdict(theirs, ours)
            yield Compared(part, verdict, path + below, theirs, ours, datapoint_id, schema_id)

    def _schema_id(self, datapoint_id: int | None) -> str | None:
        annotation = self.scenario.annotation
        if annotation is None or datapoint_id is None:
            return None
        node = annotation.content.find(datapoint_id)
        return None if node is None else node.schema_id

    def values(self, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> Iterator[Compared]:
        """Values that differ once the operations of either answer are applied."""
        if not self.scenario.event.has_content:
            return
        theirs, ours = [
            take_answer(self.scenario, {"operations": answer.get("operations") or []}).applied.content
            for answer in (expected, actual)
        ]
        difference = compare(theirs, ours)
        for node_id in difference.outermost:
            before, after = theirs.find(node_id), ours.find(node_id)
            node = after or before
            was, now = _value(before), _value(after)
            if node is not None and not is_same(was, now):
                verdict = _verdict(was, now)
                yield Compared(Part.OPERATIONS, verdict, "", was, now, node.id, node.schema_id)


def _fail_alike(theirs: Failure | None, ours: Failure | None) -> bool:
    """Whether both failed for the same reason; the platform may say more around it."""
    if theirs is None or ours is None:
        return False
    if theirs.is_timeout or ours.is_timeout:
        return theirs.is_timeout and ours.is_timeout
    if theirs.status_code is not None and ours.status_code is not None:
        return theirs.status_code == ours.status_code
    reason = ours.message.partition("\n")[0].strip()
    return reason in theirs.message if reason else not theirs.message


def _entry_of(part: Part, entry: Any) -> Any:
    """The entry with its id as the platform reads it; none, null and "all" are the whole document."""
    if not isinstance(entry, Mapping):
        return entry
    known = entry.get("id")
    if part is not Part.OPERATIONS and known in (None, "all"):
        return {key: value for key, value in entry.items() if key != "id"}
    return {**entry, "id": int(known)} if isinstance(known, str) and known.isdecimal() else dict(entry)


def _target(entry: Any) -> int | None:
    found = entry.get("id") if isinstance(entry, Mapping) else None
    return found if type(found) is int else None


def _name_of(entry: Any, names: Sequence[str]) -> object:
    keys = entry if isinstance(entry, Mapping) else {}
    return next((str(keys[name]) for name in names if name in keys), None)


def _verdict(expected: Any, actual: Any) -> Verdict:
    if isinstance(expected, Absent):
        return Verdict.EXTRA
    if isinstance(actual, Absent):
        return Verdict.MISSING
    return Verdict.EQUAL if is_same(expected, actual) else Verdict.CHANGED


def _value(node: Node | None) -> Any:
    """What a field shows; a row shows the texts of its cells."""
    if node is None:
        return ABSENT
    if isinstance(node, Datapoint):
        return (node.content_object or {}).get("value")
    return [value for child in node.nodes if (value := _value(child)) not in (None, "")]
