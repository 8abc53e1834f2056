"""Secrets that are written in a script, or printed by it.

Source: practice, "Traps".
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_exports import literal_text
from rossum_studio.simulator.checking.javascript_script import Script, key_of
from rossum_studio.simulator.checking.javascript_tree import Syntax
from rossum_studio.simulator.checking.payload_keys import TOKEN
from rossum_studio.simulator.checking.secret_text import is_secret, is_secret_name, is_secret_value

_CARRIES = (
    "arguments",
    "template_string",
    "template_substitution",
    "object",
    "pair",
    "array",
    "spread_element",
    "binary_expression",
    "parenthesized_expression",
)
_PRINTS = ("JSON.stringify", "String", "util.inspect", "Object.entries", "Object.values")


def check_secrets(script: Script, _: CheckContext) -> Iterator[Finding]:
    """All of the above."""
    for node in script.of_type("string", "template_string"):
        text = literal_text(node)
        if text and (is_secret(text) or (is_secret_name(_name_of(node)) and is_secret_value(text))):
            message = (
                "This looks like a secret. Everyone who sees the hook reads it, and it leaks with the code. "
                "Put it into the hook's secrets and read payload.secrets."
            )
            yield script.finding(Severity.WARNING, "secret-in-code", node, message)
    for call in script.of_type("call_expression"):
        if script.global_path(call.fields["function"]).startswith("console."):
            yield from _check_printed(script, call)


def _name_of(value: Syntax) -> str:
    """What a value is called where it is written; empty when it has no name."""
    parent = value.parent
    if parent is None:
        return ""
    match parent.type:
        case "variable_declarator" if value.is_field("value"):
            return parent.fields["name"].text
        case "pair" if value.is_field("value"):
            return key_of(parent)
        case "assignment_expression" if value.is_field("right"):
            return parent.fields["left"].text.rpartition(".")[2]
    return ""


def _check_printed(script: Script, call: Syntax) -> Iterator[Finding]:
    for node in call.fields["arguments"].walk():
        if node.type not in ("identifier", "member_expression", "shorthand_property_identifier"):
            continue
        keys = script.payload_keys(node)
        if keys is None or not _is_carried(script, node, call):
            continue
        if not keys:
            message = "This prints the whole payload into the log, secrets and token included."
            yield script.finding(Severity.INFO, "payload-printed", node, message)
        elif keys[0] in ("secrets", TOKEN):
            message = f"This prints {node.text} into the log, where others read it. Leave it out."
            yield script.finding(Severity.WARNING, "secret-printed", node, message)


def _is_carried(script: Script, node: Syntax, call: Syntax) -> bool:
    """Whether a value reaches the log as it is."""
    for parent in node.ancestors():
        if parent is call:
            return True
        is_print = (
            parent.type == "call_expression" and script.global_path(parent.fields["function"]) in _PRINTS
        )
        if parent.type not in _CARRIES and not is_print:
            return False
    return False
