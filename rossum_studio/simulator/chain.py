"""Which hooks run on an event, in which order, and what each hands to the next.

Source: reference 6.5, 4.2, 4.6, chapter 12 rows 9, 10 and 42.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.event import EVENTS, HookEvent
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.problem import Problem, Severity, Where

CYCLE_CODE = "chain-cycle"


@dataclass(frozen=True, slots=True)
class Link:
    """One hook of a chain.

    Args:
        key: What `run_after` of others calls it: its address, or its file for one without.
        after: Keys of all hooks that run before it, near and far.
        rank: Hooks of one rank run in parallel; 0 is the first.
    """

    opened: OpenedHook
    key: str
    after: frozenset[str] = frozenset()
    rank: int = 0

    @property
    def hook(self) -> Hook:
        """The hook itself."""
        return self.opened.hook

    @property
    def title(self) -> str:
        """What people call it."""
        path = self.opened.object_path or self.opened.code_path
        return self.hook.name or (path.stem if path is not None else self.key)


@dataclass(frozen=True, slots=True)
class Bypassed:
    """A hook that does not run on the event.

    Args:
        reason: "is not active", for a sentence that begins with the hook's name.
    """

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The hooks of one event, in the order in which they are simulated."""

    event: HookEvent
    links: tuple[Link, ...] = ()
    bypassed: tuple[Bypassed, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ranks(self) -> tuple[tuple[Link, ...], ...]:
        """The hooks that run in parallel, together."""
        count = 1 + max((link.rank for link in self.links), default=-1)
        return tuple(tuple(each for each in self.links if each.rank == rank) for rank in range(count))


def make_chain(hooks: Sequence[OpenedHook], event: HookEvent, queue: str | None = None) -> Chain:
    """Put hooks in order.

    Those that are inactive, bound to other queues or not subscribed are bypassed: whoever runs after them
    runs after their predecessors instead.

    Args:
        queue: Address of the queue that the document is in; None takes the hooks of every queue.

    Raises:
        InvalidHookError: `run_after` goes in a circle; the text names it.
    """
    known = {_key(opened, index): opened for index, opened in enumerate(hooks)}
    predecessors = {key: _predecessors(opened, known) for key, opened in known.items()}
    ordered = _in_order(predecessors, known)
    reasons = {key: _reason_to_bypass(opened, event, queue) for key, opened in known.items()}
    ancestors, ranks = _ancestors(ordered, predecessors, reasons)
    links = [
        Link(known[key], key, frozenset(ancestors[key]), ranks[key]) for key in ordered if not reasons[key]
    ]
    bypassed = [Bypassed(_title(known[key], key), reason) for key, reason in reasons.items() if reason]
    return Chain(
        event,
        tuple(sorted(links, key=lambda link: (link.rank, _sort_key(link.hook), link.key))),
        tuple(bypassed),
        tuple(_problems_of_edges(known)),
    )


def linked_in_order(hooks: Sequence[OpenedHook]) -> tuple[OpenedHook, ...]:
    """Hooks one after the other as they were put together, where their objects do not say otherwise.

    Code without a hook object is subscribed to all content events but the deprecated one, with the schema
    sideloaded.
    """
    linked: list[OpenedHook] = []
    for number, opened in enumerate(hooks, 1):
        attributes = {**_attributes_of_bare_code(opened, number), **opened.hook.attributes}
        if linked and "run_after" not in attributes:
            attributes["run_after"] = [_key(linked[-1], number - 2)]
        linked.append(replace(opened, hook=replace(opened.hook, attributes=attributes)))
    return tuple(linked)


def _attributes_of_bare_code(opened: OpenedHook, number: int) -> dict[str, Any]:
    if opened.hook.attributes:
        return {}
    path = opened.code_path
    return {
        "name": path.stem if path is not None else f"Function {number}",
        "url": f"https://example.rossum.app/api/v1/hooks/{number}",
        "events": [event.name for event in EVENTS if event.has_content and event.action != "user_update"],
        "sideload": ["schemas"],
    }


def _key(opened: OpenedHook, index: int) -> str:
    attributes = opened.hook.attributes
    path = opened.object_path or opened.code_path
    return str(attributes.get("url") or attributes.get("id") or path or f"hook {index + 1}")


def _trailing_id(url: object) -> str:
    return str(url).rstrip("/").rpartition("/")[2]


def _title(opened: OpenedHook, key: str) -> str:
    return Link(opened, key).title


def _run_after(opened: OpenedHook) -> list[str]:
    found = opened.hook.attributes.get("run_after")
    return [str(each) for each in found] if isinstance(found, list) else []


def _predecessors(opened: OpenedHook, known: Mapping[str, OpenedHook]) -> list[str]:
    """Keys of the hooks that it names, by address or, in files of another organization, by id."""
    by_id = {_trailing_id(key): key for key in known}
    named = (by_id.get(_trailing_id(url)) if url not in known else url for url in _run_after(opened))
    return [key for key in named if key is not None]


def _problems_of_edges(known: Mapping[str, OpenedHook]) -> Iterable[Problem]:
    by_id = {_trailing_id(key) for key in known}
    for key, opened in known.items():
        for index, url in enumerate(_run_after(opened)):
            if _trailing_id(url) not in by_id:
                message = f"{_title(opened, key)} runs after {url}, which is not among the hooks here."
                path = f"/run_after/{index}"
                yield Problem(Severity.INFO, Where.HOOK, path, message, "chain-unknown-predecessor")


def _in_order(predecessors: Mapping[str, list[str]], known: Mapping[str, OpenedHook]) -> list[str]:
    try:
        return list(TopologicalSorter(predecessors).static_order())
    except CycleError as error:
        circle = [_title(known[key], key) for key in error.args[1]]
        path = " → ".join(reversed(circle))
        raise InvalidHookError(
            f"run_after goes in a circle: {path}. Rossum refuses such hooks; take one of the links out."
        ) from None


def _reason_to_bypass(opened: OpenedHook, event: HookEvent, queue: str | None) -> str:
    attributes = opened.hook.attributes
    if attributes.get("type", "function") != "function" or not opened.hook.code.strip():
        return "is no function that can be run here"
    if attributes.get("active") is False:
        return "is not active"
    queues = attributes.get("queues")
    if queue is not None and isinstance(queues, list) and _is_elsewhere(queue, queues):
        return "is bound to other queues"
    if attributes and event not in opened.hook.events:
        return f"is not subscribed to {event.name}"
    return ""


def _is_elsewhere(queue: str, queues: Sequence[object]) -> bool:
    return _trailing_id(queue) not in {_trailing_id(each) for each in queues}


def _ancestors(
    ordered: Sequence[str], predecessors: Mapping[str, list[str]], reasons: Mapping[str, str]
) -> tuple[dict[str, set[str]], dict[str, int]]:
    """For each hook all that take part and run before it, and its rank."""
    ancestors: dict[str, set[str]] = {}
    ranks: dict[str, int] = {}
    for key in ordered:
        ancestors[key] = set()
        for before in predecessors[key]:
            ancestors[key] |= ancestors[before] | (set() if reasons[before] else {before})
        ranks[key] = 1 + max((ranks[each] for each in ancestors[key]), default=-1)
    return ancestors, ranks


def _sort_key(hook: Hook) -> tuple[int, str]:
    """By id, as the platform numbers them; hooks without one follow by name."""
    found = hook.attributes.get("id")
    return (found, "") if isinstance(found, int) else (2**63, hook.name)
