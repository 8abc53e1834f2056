"""Two pieces of JSON side by side: which entries belong together, and which leaves differ.

Numbers are equal when they are the same number, as in JavaScript: 1 and 1.0 are, 1 and true are not.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest
from typing import Any, Final

from rossum_studio.model.response_notes import pointer

type Pair = tuple[int | None, int | None]
"""Places of entries that belong together in the one list and the other; None where one has none."""


class Absent(Enum):
    """Stands for a value that is not there, which null is."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

_CELL_NAME = "schema_id"


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON, whatever the order of their keys."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    """A text that is the same for the same JSON; the cells of a row may come in any order."""
    return json.dumps(_canonical(value), sort_keys=True, default=str)


def in_any_order(one: Sequence[Any], other: Sequence[Any], name: Callable[[Any], Hashable]) -> Iterator[Pair]:
    """Pair equal entries first, then those with the same name; in the order of the first list."""
    theirs, ours = _by(one, canonical), _by(other, canonical)
    pairs: dict[int, int] = {}
    for text, places in theirs.items():
        pairs |= dict(zip(places, ours.get(text, ()), strict=False))
    taken = set(pairs.values())
    left = _by(other, name, (j for j in range(len(other)) if j not in taken))
    for i, entry in enumerate(one):
        if i not in pairs and left.get(name(entry)):
            pairs[i] = left[name(entry)].pop(0)
    yield from _all_pairs(len(one), len(other), pairs)


def in_order(one: Sequence[Any], other: Sequence[Any], name: Callable[[Any], Hashable]) -> Iterator[Pair]:
    """Pair entries with the same name, keeping the order among them."""
    theirs, ours = _by(one, name), _by(other, name)
    pairs: dict[int, int] = {}
    for key, places in theirs.items():
        pairs |= _aligned(one, other, places, ours.get(key, []))
    yield from _all_pairs(len(one), len(other), pairs)


def differing_leaves(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Pointer and both values of each leaf that differs; `ABSENT` where one side has none."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            yield from differing_leaves(
                one.get(key, ABSENT), other.get(key, ABSENT), path + pointer(str(key))
            )
    elif isinstance(one, list) and isinstance(other, list):
        for i, j in _cells(one, other):
            theirs, ours = ABSENT if i is None else one[i], ABSENT if j is None else other[j]
            yield from differing_leaves(theirs, ours, f"{path}/{j if i is None else i}")
    elif isinstance(one, Absent) or isinstance(other, Absent) or not is_same(one, other):
        yield path, one, other


def _canonical(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, list):
        entries = [_canonical(each) for each in value]
        return sorted(entries, key=lambda cell: str(cell[_CELL_NAME])) if _are_cells(entries) else entries
    return value


def _are_cells(entries: Sequence[Any]) -> bool:
    """Whether these are the cells of one row, which their schema_id tells apart."""
    names = [each.get(_CELL_NAME) for each in entries if isinstance(each, Mapping)]
    is_named = len(names) == len(entries) and all(isinstance(name, str) for name in names)
    return is_named and len(set(names)) == len(names)


def _cells(one: list[Any], other: list[Any]) -> Iterator[Pair]:
    if _are_cells(one) and _are_cells(other):
        return in_any_order(one, other, lambda cell: cell[_CELL_NAME])
    places = zip_longest(range(len(one)), range(len(other)))
    return iter(places)


def _by(
    entries: Sequence[Any], name: Callable[[Any], Hashable], places: Iterator[int] | None = None
) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for i in range(len(entries)) if places is None else places:
        groups.setdefault(name(entries[i]), []).append(i)
    return groups


def _aligned(
    one: Sequence[Any], other: Sequence[Any], theirs: Sequence[int], ours: Sequence[int]
) -> dict[int, int]:
    """Equal entries stay together; what lies between them is paired from the front."""
    texts = [canonical(one[i]) for i in theirs], [canonical(other[j]) for j in ours]
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    pairs: dict[int, int] = {}
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        pairs |= dict(zip(theirs[start:end], ours[other_start:other_end], strict=False))
    return pairs


def _all_pairs(count: int, other_count: int, pairs: Mapping[int, int]) -> Iterator[Pair]:
    taken = set(pairs.values())
    yield from ((i, pairs.get(i)) for i in range(count))
    yield from ((None, j) for j in range(other_count) if j not in taken)
