"""Objects of the API in memory, and what a handler changed of them."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.simulator.rossum_api.errors import not_found

type Object = dict[str, Any]

KINDS = (
    *("annotations", "documents", "queues", "schemas", "hooks", "users", "workspaces", "organizations"),
    *("labels", "notes", "relations", "document_relations", "emails", "pages", "automation_blockers"),
    *("uploads", "tasks", "inboxes", "suggested_edits"),
)
LONGEST_SHOWN = 80
_FIRST_NEW_ID = 9_000_001
_MISSING = object()


@dataclass(frozen=True, slots=True)
class ApiWrite:
    """One attribute that a handler changed through the API.

    Args:
        place: `annotations/88001`.
        attribute: Empty for an object that came or went.
    """

    place: str
    attribute: str
    before: Any
    after: Any

    @property
    def sentence(self) -> str:
        """The change on one line."""
        if not self.attribute:
            return f"{self.place}: {'created' if self.before is None else 'deleted'}"
        return f"{self.place} {self.attribute}: {_short(self.before)} -> {_short(self.after)}"

    def as_json(self) -> dict[str, Any]:
        """The shape of the run report's `api_writes`."""
        return {
            "object": self.place,
            "attribute": self.attribute,
            "before": self.before,
            "after": self.after,
        }


class Store:
    """The objects by kind and id.

    Args:
        base: Address that all others begin with: `https://example.rossum.app/api/v1`.
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self._objects: dict[str, dict[int, Object]] = {kind: {} for kind in KINDS}
        self._before: dict[tuple[str, int], Object | None] = {}
        self._inherited: dict[tuple[str, int], None] = {}
        self._next = _FIRST_NEW_ID

    def take_over(self, earlier: "Store") -> None:
        """Begin with what came of the objects that an earlier run touched."""
        touched = {**earlier._inherited, **dict.fromkeys(earlier._before)}
        for kind, number in touched:
            found = earlier._objects[kind].get(number)
            if found is None:
                self._objects[kind].pop(number, None)
            else:
                self._objects[kind][number] = copy.deepcopy(found)
        self._inherited, self._next = touched, earlier._next

    def put(self, kind: str, given: Mapping[str, Any]) -> Object | None:
        """Add what the workspace holds; what has no id is left out, the first of an id stays."""
        number = given.get("id")
        if type(number) is not int:
            return None
        return self._objects[kind].setdefault(number, copy.deepcopy(dict(given)))

    def get(self, kind: str, number: int) -> Object:
        """The object.

        Raises:
            ApiError: 404, there is none.
        """
        found = self._objects[kind].get(number)
        if found is None:
            raise not_found()
        return found

    def find(self, kind: str, url: object) -> Object | None:
        """The object of an address."""
        return next((each for each in self.all(kind) if each.get("url") == url), None)

    def all(self, kind: str) -> Iterator[Object]:
        """Every object of a kind, the oldest first."""
        return iter(list(self._objects[kind].values()))

    def change(self, kind: str, number: int, changes: Mapping[str, Any]) -> Object:
        """Set attributes.

        Raises:
            ApiError: 404, there is no such object.
        """
        found = self.get(kind, number)
        self._before.setdefault((kind, number), copy.deepcopy(found))
        found.update(copy.deepcopy(dict(changes)))
        return found

    def create(self, kind: str, attributes: Mapping[str, Any]) -> Object:
        """Add an object, with an id and an address of its own."""
        number, self._next = self._next, self._next + 1
        made = {"id": number, "url": self.url(kind, number), **copy.deepcopy(dict(attributes))}
        self._objects[kind][number] = made
        self._before[kind, number] = None
        return made

    def delete(self, kind: str, number: int) -> None:
        """Remove an object.

        Raises:
            ApiError: 404, there is none.
        """
        self._before.setdefault((kind, number), copy.deepcopy(self.get(kind, number)))
        del self._objects[kind][number]

    def url(self, kind: str, number: int) -> str:
        """The address of an object."""
        return f"{self.base}/{kind}/{number}"

    @property
    def writes(self) -> tuple[ApiWrite, ...]:
        """What is otherwise than it was, in the order in which it was touched."""
        return tuple(write for key, before in self._before.items() for write in self._writes_of(key, before))

    def _writes_of(self, key: tuple[str, int], before: Object | None) -> Iterable[ApiWrite]:
        kind, number = key
        place, after = f"{kind}/{number}", self._objects[kind].get(number)
        if before is None or after is None:
            if before is not after:
                yield ApiWrite(place, "", before, copy.deepcopy(after))
            return
        for name in dict.fromkeys((*before, *after)):
            old, new = before.get(name, _MISSING), after.get(name, _MISSING)
            if old != new:
                shown = (None if each is _MISSING else copy.deepcopy(each) for each in (old, new))
                yield ApiWrite(place, name, *shown)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
