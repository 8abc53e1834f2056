"""Whether the payload has what a script reads from it.

Source: reference 4.1 to 4.5, chapter 12 row 15; practice, "Traps".
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.model.event import HookEvent
from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.fields import did_you_mean
from rossum_studio.simulator.checking.javascript_script import COMPARISONS, Script
from rossum_studio.simulator.checking.javascript_tree import Syntax
from rossum_studio.simulator.checking.payload_keys import TOKEN, all_keys, events_without
from rossum_studio.simulator.sideload import SIDELOADS

_EMPTY_LIST_ACTIONS = ("started", "confirm", "export")
_NOTHING = ("undefined", "null")


@dataclass(frozen=True, slots=True)
class Read:
    """One place where a part of the payload is read.

    Args:
        is_guarded: The code is prepared for its absence.
    """

    keys: tuple[str, ...]
    node: Syntax
    is_guarded: bool


class PayloadReads:
    """All that a script reads of the payload, in the order of the code."""

    def __init__(self, script: Script) -> None:
        reads = [*_member_reads(script), *_destructured(script)]
        self._reads = sorted(reads, key=lambda read: read.node.start)

    def __iter__(self) -> Iterator[Read]:
        return iter(self._reads)

    def first(self, *keys: str) -> Syntax | None:
        """Where a part is first read; None when it is not, or its absence is provided for."""
        found = [read for read in self._reads if read.keys[: len(keys)] == keys]
        if not found or any(read.is_guarded for read in found if read.keys == keys):
            return None
        return found[0].node


def check_payload(script: Script, context: CheckContext) -> Iterator[Finding]:
    """Parts of the payload that the hook's events, sideload, settings or token owner do not provide."""
    if not context.has_hook_object:
        return
    reads = PayloadReads(script)
    yield from _check_token(script, context, reads)
    yield from _check_settings(script, context, reads)
    events = context.hook.events
    if any(event.name == "invocation.manual" for event in events):
        return  # the caller decides what else there is
    yield from _check_sideloads(script, context, reads)
    if events and not any(read.keys[0] in ("event", "action") for read in reads if read.keys):
        yield from _check_content(script, events, reads)
        yield from _check_updated(script, events, reads)
        yield from _check_keys(script, events, reads)


def _member_reads(script: Script) -> Iterator[Read]:
    for node in script.of_type("member_expression", "subscript_expression"):
        keys = script.payload_keys(node)
        if keys:
            yield Read(keys, node, is_guarded(node))


def _destructured(script: Script) -> Iterator[Read]:
    for binding in script.names.bindings:
        keys = script.payload_keys(binding.declaration) if binding.keys else None
        if keys:
            has_default = binding.declaration.is_field("left")
            yield Read(keys, binding.declaration, has_default or any(map(is_guarded, binding.uses)))


def is_guarded(node: Syntax) -> bool:
    """Whether the code asks if a value is there, or has another in its place."""
    parent = node.parent
    if parent is None:
        return False
    match parent.type:
        case "parenthesized_expression" | "unary_expression":
            return parent.type == "unary_expression" or _is_condition(parent) or is_guarded(parent)
        case "member_expression" | "subscript_expression" | "call_expression":
            return "optional_chain" in parent.fields and not node.is_field("index")
        case "binary_expression":
            return _is_test(parent, node)
        case "ternary_expression":
            return node.is_field("condition")
        case "arguments":
            call = parent.parent
            return call is not None and call.text.startswith("Array.isArray(")
    return False


def _is_condition(node: Syntax) -> bool:
    return node.is_field("condition") and node.parent is not None and node.parent.type.endswith("statement")


def _is_test(comparison: Syntax, node: Syntax) -> bool:
    operator = comparison.fields["operator"].text
    if operator in ("??", "||", "&&"):
        return node.is_field("left")
    if operator in COMPARISONS:
        return any(comparison.fields[side].type in _NOTHING for side in ("left", "right"))
    return operator == "instanceof"


def _check_token(script: Script, context: CheckContext, reads: PayloadReads) -> Iterator[Finding]:
    is_known = context.hook.attributes.keys() & {"token_owner", "config"}
    node = None if context.hook.has_token or not is_known else reads.first(TOKEN)
    if node is not None:
        message = (
            f"payload.{TOKEN} is undefined, because the hook has no token owner, so calls of the Rossum API "
            "are refused. Choose a token owner."
        )
        yield script.finding(Severity.ERROR, "token-without-owner", node, message)


def _check_settings(script: Script, context: CheckContext, reads: PayloadReads) -> Iterator[Finding]:
    settings = context.hook.attributes.get("settings")
    if not isinstance(settings, dict):
        return
    wanted = [read.keys[1] for read in reads if len(read.keys) > 1 and read.keys[0] == "settings"]
    for key in dict.fromkeys(wanted):
        node = None if key in settings else reads.first("settings", key)
        if node is None or reads.first("settings") is None or not _is_data(key, node):
            continue
        message = (
            f'The hook\'s settings have no "{key}", so it is undefined with them. Add it to the settings, '
            f"or give it a default here.{did_you_mean(key, settings)}"
        )
        yield script.finding(Severity.INFO, "settings-key", node, message)


def _check_sideloads(script: Script, context: CheckContext, reads: PayloadReads) -> Iterator[Finding]:
    events = context.hook.events
    if events and not any(event.event.startswith("annotation_") for event in events):
        return
    for name in SIDELOADS:
        node = reads.first(name) if name not in context.hook.sideload else None
        if node is not None:
            message = f'payload.{name} is sent only when the hook sideloads it. Add "{name}" to sideload.'
            fix = Fix(f"Sideload {name}", sideload=(name,))
            yield script.finding(Severity.ERROR, "sideload-missing", node, message, fix)


def _check_content(script: Script, events: list[HookEvent], reads: PayloadReads) -> Iterator[Finding]:
    without = [event for event in events if not event.event.startswith("annotation_")]
    node = reads.first("annotation")
    if without and node is not None:
        message = f"payload.annotation is not sent on {_named(without)}, so reading it fails."
        yield script.finding(_severity(without, events), "no-annotation", node, message)
        return
    addresses = [event for event in events if not event.has_content]
    node = reads.first("annotation", "content")
    if addresses and node is not None:
        message = (
            f"On {_named(addresses)} payload.annotation.content is an address, not the content: "
            "there are no datapoints to walk."
        )
        yield script.finding(_severity(addresses, events), "no-content-on-event", node, message)


def _check_updated(script: Script, events: list[HookEvent], reads: PayloadReads) -> Iterator[Finding]:
    node = reads.first("updated_datapoints")
    if node is None:
        return
    without = [event for event in events if not event.has_content]
    if without:
        message = f"payload.updated_datapoints is not sent on {_named(without)}."
        yield script.finding(_severity(without, events), "no-updated-datapoints", node, message)
    elif all(event.action in _EMPTY_LIST_ACTIONS for event in events):
        message = f"payload.updated_datapoints is always empty on {_named(events)}."
        yield script.finding(Severity.INFO, "updated-datapoints-empty", node, message)


def _check_keys(script: Script, events: list[HookEvent], reads: PayloadReads) -> Iterator[Finding]:
    for key in dict.fromkeys(read.keys[0] for read in reads):
        if key in ("annotation", "updated_datapoints"):
            continue
        without, node = events_without(key, events), reads.first(key)
        if without and node is not None and _is_data(key, node):
            meant = "" if key in all_keys() else did_you_mean(key, all_keys())
            message = f'The payload of {_named(without)} has no "{key}".{meant}'
            yield script.finding(_severity(without, events), "payload-key", node, message)


def _is_data(key: str, node: Syntax) -> bool:
    """Whether a key is read, and not a method that is called or a key that the script sets."""
    return key.isidentifier() and not node.is_field("function") and not node.is_field("left")


def _severity(without: list[HookEvent], events: list[HookEvent]) -> Severity:
    return Severity.ERROR if len(without) == len(events) else Severity.WARNING


def _named(events: list[HookEvent]) -> str:
    names = list(dict.fromkeys(event.name for event in events))
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
