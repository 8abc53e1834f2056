"""How a script reads fields: ids that the schema lacks, displayed texts taken for numbers, buttons.

Source: practice, "Traps"; reference 3.2 to 3.4.
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.fields import NUMBER_OR_DATE, did_you_mean, schema_ids
from rossum_studio.simulator.checking.javascript_datapoints import Datapoints
from rossum_studio.simulator.checking.javascript_payload import is_guarded
from rossum_studio.simulator.checking.javascript_script import Script, replacing
from rossum_studio.simulator.checking.javascript_tree import Syntax

_NUMBER_READERS = ("parseFloat", "parseInt", "Number", "Number.parseFloat", "Number.parseInt")
_ARITHMETIC = ("-", "*", "/", "%", "**")
_ORDER = ("<", ">", "<=", ">=")
_TEXT_METHODS = ("replace", "replaceAll", "trim", "split", "join")


def check_field_reads(script: Script, context: CheckContext) -> Iterator[Finding]:
    """All of the above."""
    datapoints = Datapoints(script)
    yield from _check_ids(script, context, datapoints)
    for node, is_number in _converted(script):
        yield from _check_converted(script, context, datapoints, node, is_number)
    yield from _check_buttons(script, context, datapoints)


def _check_ids(script: Script, context: CheckContext, datapoints: Datapoints) -> Iterator[Finding]:
    schema = context.known_schema
    if schema is None:
        return
    for node, schema_id in datapoints.named_ids():
        if schema_id and schema.find(schema_id) is None:
            meant = did_you_mean(schema_id, schema_ids(schema))
            message = f'The schema has no field "{schema_id}", so nothing is found.{meant}'
            yield script.finding(Severity.WARNING, "unknown-field", node, message)


def _converted(script: Script) -> Iterator[tuple[Syntax, bool]]:
    """What is read as a number (True) or as a date (False)."""
    for call in script.of_type("call_expression"):
        function, arguments = script.global_path(call.fields["function"]), call.fields["arguments"].children
        if arguments and (function in _NUMBER_READERS or function == "Date.parse"):
            yield arguments[0], function != "Date.parse"
    for new in script.of_type("new_expression"):
        arguments = new.fields["arguments"].children if "arguments" in new.fields else []
        if len(arguments) == 1 and script.global_path(new.fields["constructor"]) == "Date":
            yield arguments[0], False
    for unary in script.of_type("unary_expression"):
        if unary.fields["operator"].text == "+":
            yield unary.fields["argument"], True
    for binary in script.of_type("binary_expression"):
        yield from ((node, True) for node in _operands(binary))


def _operands(binary: Syntax) -> tuple[Syntax, ...]:
    operator, left, right = (binary.fields[name] for name in ("operator", "left", "right"))
    is_order = operator.text in _ORDER and "number" in (left.type, right.type)
    return (left, right) if is_order or operator.text in _ARITHMETIC else ()


def _check_converted(
    script: Script, context: CheckContext, datapoints: Datapoints, node: Syntax, is_number: bool
) -> Iterator[Finding]:
    text = _without_text_methods(node)
    part = datapoints.part(text)
    if not part.is_value or _is_plain(context, part.schema_id):
        return
    sample = '"1 234,50"' if is_number else '"6/8/2018"'
    name = f'"{part.schema_id}"' if part.schema_id else "a datapoint"
    message = (
        f"The value of {name} is the text as displayed, such as {sample}. "
        "Read normalized_value, which is the number or date without formatting."
    )
    key = text.fields.get("property")
    can_fix = is_number and text is node and key is not None and key.text == "value"
    fixes = (Fix("Read normalized_value", (replacing(key, "normalized_value"),)),) if can_fix and key else ()
    yield script.finding(Severity.WARNING, "display-value-read", text, message, *fixes)


def _is_plain(context: CheckContext, schema_id: str | None) -> bool:
    """Whether a field is known to have no number or date in it."""
    if schema_id is None or context.known_schema is None:
        return False
    field = context.find_field(schema_id)
    return field is None or field.type not in NUMBER_OR_DATE


def _without_text_methods(node: Syntax) -> Syntax:
    """The text that `.replace(",", ".")` and the like start from."""
    while node.type == "call_expression":
        function = node.fields["function"]
        if function.type != "member_expression" or function.fields["property"].text not in _TEXT_METHODS:
            break
        node = function.fields["object"]
    return node


def _check_buttons(script: Script, context: CheckContext, datapoints: Datapoints) -> Iterator[Finding]:
    for node in script.of_type("member_expression"):
        part = datapoints.part(node.fields["object"])
        field = context.find_field(part.schema_id) if part.schema_id else None
        if part.keys != ("content",) or field is None or field.type != "button":
            continue
        if "optional_chain" not in node.fields and not is_guarded(node.fields["object"]):
            message = f'"{field.id}" is a button, whose content is null, so reading {node.text} fails.'
            yield script.finding(Severity.ERROR, "button-content", node, message)
