"""Whether the payload has what the code reads from it.

Source: practice, "Traps"; reference 4.1 to 4.5, 8.2, chapter 12 row 15.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.fields import did_you_mean
from rossum_studio.simulator.checking.payload_keys import TOKEN, all_keys, events_without
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import PayloadPart
from rossum_studio.simulator.checking.python_shapes import constant_text
from rossum_studio.simulator.checking.python_tree import FunctionNode
from rossum_studio.simulator.sideload import SIDELOADS

_CONTENT = PayloadPart(("annotation", "content"))
_FACTORY = "txscript.TxScript.from_payload"
_KEY_ERRORS = ("KeyError", "LookupError")


def check_payload(code: HandlerCode) -> Iterator[Finding]:
    """Keys, sideloads, settings and content that the hook's events do not bring."""
    reads = _Reads(code)
    yield from _txscript(code, reads)
    yield from _keys(code, reads)
    yield from _content(code, reads)
    yield from _settings_and_secrets(code, reads)


class _Reads:
    """Where the payload is read by key, and what the code asks about it or puts into it."""

    def __init__(self, code: HandlerCode) -> None:
        self.subscripts: list[tuple[ast.Subscript, tuple[str, ...]]] = []
        self.supplied: set[tuple[str, ...]] = set()
        self.asked: set[str] = set()
        self.looks_at_event = False
        for node in code.tree.of_type(ast.Subscript):
            found = code.meaning(node)
            if isinstance(found, PayloadPart):
                if isinstance(node.ctx, ast.Load):
                    self.subscripts.append((node, found.path))
                else:
                    self.supplied.add(found.path)
                self.looks_at_event |= found.path in (("event",), ("action",))
        self._look_at_calls(code)
        self._look_at_comparisons(code)
        self.has_keys = {
            text for node in code.tree.of_type(ast.Dict) for key in node.keys if (text := constant_text(key))
        }

    def _look_at_calls(self, code: HandlerCode) -> None:
        for call in code.tree.calls_named("get", "setdefault", "update"):
            if not isinstance(call.func, ast.Attribute):
                continue
            found = code.meaning(call)
            if isinstance(found, PayloadPart):
                self.asked.add(found.path[-1])
                self.looks_at_event |= found.path in (("event",), ("action",))
                if call.func.attr == "setdefault":
                    self.supplied.add(found.path)
            elif isinstance(owner := code.meaning(call.func.value), PayloadPart):
                self.supplied.update((*owner.path, one.arg) for one in call.keywords if one.arg)

    def _look_at_comparisons(self, code: HandlerCode) -> None:
        """`"schemas" in payload`, and any name that stands for such a list of keys."""
        for node in code.tree.of_type(ast.Compare):
            if isinstance(node.ops[0], ast.In | ast.NotIn) and (text := constant_text(node.left)):
                self.asked.add(text)

    def is_guarded(self, code: HandlerCode, node: ast.AST, path: tuple[str, ...]) -> bool:
        """Whether the code deals with a key that is missing."""
        return path[-1] in self.asked or path in self.supplied or code.is_caught(node, *_KEY_ERRORS)


def _txscript(code: HandlerCode, reads: _Reads) -> Iterator[Finding]:
    hook = code.context.hook
    other = [event for event in hook.events if event.event != "annotation_content"]
    for call in code.calls_to(_FACTORY):
        if "schemas" not in hook.sideload and not _supplies(reads, "schemas"):
            yield code.error(
                call,
                "python-txscript-without-schemas",
                'TxScript needs schemas: every call will fail with PayloadError. Add "schemas" to sideload.',
                Fix('Add "schemas" to sideload', sideload=("schemas",)),
            )
        if other and ("event",) not in reads.supplied:
            names = ", ".join(event.name for event in other)
            message = (
                f"TxScript works on annotation_content events only; on {names} this raises ValueError "
                "(Event not supported by TxScript). Read the payload instead, or test its event first."
            )
            if len(other) == len(hook.events):
                yield code.error(call, "python-txscript-event", message)
            elif not reads.looks_at_event and not code.is_caught(call, "ValueError"):
                yield code.warning(call, "python-txscript-event", message)


def _supplies(reads: _Reads, key: str) -> bool:
    return (key,) in reads.supplied or key in reads.has_keys


def _keys(code: HandlerCode, reads: _Reads) -> Iterator[Finding]:
    hook = code.context.hook
    for node, path in reads.subscripts:
        if len(path) != 1 or reads.is_guarded(code, node, path):
            continue
        key, events = path[0], hook.events
        missing = events_without(key, events)
        if missing and len(missing) == len(events):
            yield code.error(node, "python-payload-key", _never_sent(key, [one.name for one in events]))
        elif missing and not reads.looks_at_event:
            names = ", ".join(event.name for event in missing)
            yield code.warning(
                node,
                "python-payload-key",
                f'The payload of {names} has no "{key}", so this raises KeyError there. Test '
                '`payload["event"]` first, or read it with `.get`.',
            )
        elif not events and key not in all_keys() and (similar := did_you_mean(key, all_keys())):
            yield code.warning(node, "python-payload-key", f'No event sends a payload key "{key}".{similar}')
        else:
            yield from _conditional_key(code, node, key)


def _never_sent(key: str, events: list[str]) -> str:
    return (
        f'The payload of {", ".join(events)} has no "{key}": this raises KeyError.'
        f"{did_you_mean(key, all_keys())}"
    )


def _conditional_key(code: HandlerCode, node: ast.AST, key: str) -> Iterator[Finding]:
    """Keys that depend on the hook's sideload or token owner."""
    hook = code.context.hook
    if not code.context.has_hook_object:
        return
    if key in SIDELOADS and key not in hook.sideload:
        yield code.error(
            node,
            "python-sideload-missing",
            f'The payload has "{key}" only when the hook asks for it, and it is not in the hook\'s '
            f'sideload: this raises KeyError. Add "{key}" to sideload.',
            Fix(f'Add "{key}" to sideload', sideload=(key,)),
        )
    elif key == TOKEN and not hook.has_token:
        yield code.error(
            node,
            "python-token-without-owner",
            "The platform sends a token only to hooks with a token owner, and this one has none: this "
            f'raises KeyError. Choose a token owner, or read it with `payload.get("{TOKEN}")`.',
        )


def _content(code: HandlerCode, reads: _Reads) -> Iterator[Finding]:
    """The content tree walked on events where it is only an address."""
    events = code.context.hook.events
    without = [event for event in events if event.event == "annotation_status"]
    if not without or (len(without) < len(events) and reads.looks_at_event):
        return
    names = ", ".join(event.name for event in without)
    finding = code.error if len(without) == len(events) else code.warning
    for node in _walked_content(code):
        yield finding(
            node,
            "python-no-content-on-event",
            f'On {names} the payload carries no content: `payload["annotation"]["content"]` is the address '
            "to fetch it from, a text, so there are no fields to walk. Fetch it with the API, or subscribe "
            "to an annotation_content event.",
        )


def _walked_content(code: HandlerCode) -> Iterator[ast.AST]:
    """Loops over the content, and calls of functions of this file that loop over it."""
    for loop in code.tree.of_type(ast.For, ast.AsyncFor, ast.comprehension):
        if code.meaning(loop.iter) == _CONTENT:
            yield loop.iter
    for call in code.calls():
        function = code.called_function(call)
        for index, argument in enumerate(call.args if function is not None else ()):
            is_content = code.meaning(argument) == _CONTENT
            if function is not None and is_content and _loops_over_parameter(code, function, index):
                yield argument


def _loops_over_parameter(code: HandlerCode, function: FunctionNode, index: int) -> bool:
    parameters = [*function.args.posonlyargs, *function.args.args]
    if index >= len(parameters):
        return False
    loops = code.tree.of_type(ast.For, ast.AsyncFor, ast.comprehension)
    return any(
        isinstance(loop.iter, ast.Name)
        and loop.iter.id == parameters[index].arg
        and code.tree.function_of(loop.iter) is function
        and code.meaning(loop.iter) in (None, _CONTENT)
        for loop in loops
    )


def _settings_and_secrets(code: HandlerCode, reads: _Reads) -> Iterator[Finding]:
    hook, context = code.context.hook, code.context
    if not context.has_hook_object:
        return
    schema = hook.attributes.get("secrets_schema")
    described = schema.get("properties") if isinstance(schema, dict) else None
    secrets = {*hook.secrets, *(described if isinstance(described, dict) else {})}
    for node, path in reads.subscripts:
        if len(path) != 2 or reads.is_guarded(code, node, path):
            continue
        say = partial(code.info, node, "python-settings-key")
        if path[0] == "settings" and path[1] not in hook.settings:
            yield say(
                f'The hook\'s settings have no "{path[1]}", so this raises KeyError with them. Add it to the '
                f"settings, or read it with `.get`.{did_you_mean(path[1], hook.settings)}"
            )
        elif path[0] == "secrets" and secrets and path[1] not in secrets:
            yield say(
                f'The hook\'s secrets have no "{path[1]}", so this raises KeyError. Add it to the secrets.'
                f"{did_you_mean(path[1], secrets)}"
            )
