"""Hooks of one folder that run into each other: circles, and an order that nobody defined.

Source: reference 6.5, chapter 12 rows 9 and 10; practice, "Traps".
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.event import EVENTS, HookEvent
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.chain import Link, make_chain

_PATH = "/run_after"
_INVOCATION = "invocation"  # each call is for one hook


def check_hook_graph(hooks: Sequence[OpenedHook]) -> tuple[Problem, ...]:
    """Check `run_after` of hooks that belong together; code without a hook object takes no part.

    Returns:
        A circle alone, because there is no order then; else what is doubtful about the order.
    """
    known = [each for each in hooks if each.hook.attributes]
    try:
        edges = make_chain(known, EVENTS[0]).problems
        return (*edges, *_unordered(known))
    except InvalidHookError as error:
        return (Problem(Severity.ERROR, Where.HOOK, _PATH, str(error), "hook-run-after-cycle"),)


def _unordered(hooks: Sequence[OpenedHook]) -> Iterator[Problem]:
    """A problem for each set of hooks, with all the events on which their order is open."""
    events: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for event in EVENTS:
        if event.reads and event.event != _INVOCATION:
            for names in _open_groups(hooks, event):
                events[names].append(event.name)
    for names, where in events.items():
        message = (
            f"Rossum does not define in which order {_and(names)} run on {_and(where)}, because run_after "
            "does not connect every two of them. Where the order matters, name one in run_after of the other."
        )
        yield Problem(Severity.WARNING, Where.HOOK, _PATH, message, "hook-order-undefined")


def _open_groups(hooks: Sequence[OpenedHook], event: HookEvent) -> list[tuple[str, ...]]:
    """Titles of the hooks that an event may call in any order, on one queue or another; each set once."""
    queues: list[str | None] = [*dict.fromkeys(url for each in hooks for url in _queues(each))]
    groups = {}
    for queue in queues or [None]:
        for group in _groups(make_chain(hooks, event, queue).links):
            groups[frozenset(link.key for link in group)] = tuple(link.title for link in group)
    return [titles for keys, titles in groups.items() if not any(keys < other for other in groups)]


def _queues(opened: OpenedHook) -> list[str]:
    found = opened.hook.attributes.get("queues")
    return [str(url) for url in found] if isinstance(found, list) else []


def _groups(links: Sequence[Link]) -> list[list[Link]]:
    """Hooks that are connected by pairs without an order."""
    groups: list[list[Link]] = []
    for link in links:
        touched = [group for group in groups if any(_is_open(link, other) for other in group)]
        merged = [each for group in touched for each in group]
        groups = [group for group in groups if group not in touched]
        groups.append([*merged, link])
    return [group for group in groups if len(group) > 1]


def _is_open(one: Link, other: Link) -> bool:
    return one.key not in other.after and other.key not in one.after


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
