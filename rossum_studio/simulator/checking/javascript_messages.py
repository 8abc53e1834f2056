"""Messages whose type Rossum does not know.

Source: reference 5.2, chapter 12 row 18.
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_script import (
    EACH_ELEMENT,
    Script,
    entries_of,
    key_of,
    replacing,
)
from rossum_studio.simulator.checking.javascript_tree import Syntax

_TYPES = ("error", "warning", "info")
_MEANT = {
    "warn": "warning",
    "warnings": "warning",
    "err": "error",
    "errors": "error",
    "information": "info",
    **{name: name for name in _TYPES},
}


def check_messages(script: Script, _: CheckContext) -> Iterator[Finding]:
    """Object literals with `type` and `content`, and calls of functions that make them."""
    for node in script.of_type("object"):
        entries = entries_of(node)
        if not {"type", "content"} <= entries.keys() or "op" in entries:
            continue
        for place in _types(script, entries["type"]):
            yield from _check_type(script, place, _is_message(node))


def _types(script: Script, node: Syntax) -> Iterator[Syntax]:
    """Where the type of a message is written."""
    if script.text_of(node) is not None:
        yield node
    binding = script.names.find(node) if node.type.endswith("identifier") else None
    if binding is not None and binding.function is not None and not binding.keys and not binding.writes:
        for call in script.calls_of(binding.function):
            yield from call.fields["arguments"].children[binding.index : binding.index + 1]


def _check_type(script: Script, place: Syntax, is_message: bool) -> Iterator[Finding]:
    found = script.text_of(place)
    meant = _MEANT.get((found or "").lower())
    if found is None or found in _TYPES or not (is_message or meant):
        return
    fixes = []
    if meant and place.type == "string":
        quote = place.text[0]
        fixes.append(Fix(f"Write {meant}", (replacing(place, f"{quote}{meant}{quote}"),)))
    severity = Severity.ERROR if is_message else Severity.WARNING
    message = f'Rossum has no message of type "{found}" and leaves it out. Write error, warning or info.'
    yield script.finding(severity, "message-type", place, message, *fixes)


def _is_message(node: Syntax) -> bool:
    """Whether an object goes into a list called messages, or is made by a function called so."""
    for parent in node.ancestors():
        match parent.type:
            case "arguments":
                function = parent.parent.fields.get("function") if parent.parent is not None else None
                if _is_about_messages(function):
                    return True
                if function is None or function.text.rpartition(".")[2] not in EACH_ELEMENT:
                    return False
            case "pair":
                return key_of(parent) == "messages"
            case "variable_declarator" | "function_declaration" | "method_definition":
                return _is_about_messages(parent.fields.get("name"))
            case "expression_statement":
                return False
    return False


def _is_about_messages(name: Syntax | None) -> bool:
    return name is not None and "message" in name.text.lower()
