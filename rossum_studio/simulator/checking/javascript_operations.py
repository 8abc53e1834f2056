"""What a script puts into operations and messages.

A function that fills its parameters into an operation or a message is looked at where it is called.

Source: practice, "Traps"; reference 5.2, 5.4, chapter 12 rows 2, 6 and 18.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.model.date_format import parse_canonical_date, parse_date
from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.problem import Severity
from rossum_studio.model.schema import SchemaNode
from rossum_studio.model.value import infer_type
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.fields import who_fills
from rossum_studio.simulator.checking.javascript_datapoints import Datapoints
from rossum_studio.simulator.checking.javascript_names import Binding
from rossum_studio.simulator.checking.javascript_script import Script, entries_of, key_of, replacing
from rossum_studio.simulator.checking.javascript_tree import Syntax

_ARITHMETIC = ("-", "*", "/", "%", "**")
_NUMBER_FUNCTIONS = ("Number", "parseFloat", "parseInt", "Number.parseFloat", "Number.parseInt")
_DISPLAYED_DATES = ("toLocaleDateString", "toLocaleString", "toDateString", "toUTCString")


@dataclass(frozen=True, slots=True)
class Written:
    """A value on its way into a field.

    Args:
        schema_id: The field; None when it is not known.
    """

    value: Syntax
    schema_id: str | None


def check_operations(script: Script, context: CheckContext) -> Iterator[Finding]:
    """Values that the platform does not take, and fields that a hook may not write."""
    for written in _written(script, Datapoints(script)):
        field = context.find_field(written.schema_id) if written.schema_id else None
        yield from _check_computed(script, written, field)
        yield from _check_number(script, written)
        if field is None or field.type == "date":
            yield from _check_date(script, written, field)


def _written(script: Script, datapoints: Datapoints) -> Iterator[Written]:
    for node in script.of_type("object"):
        entries = entries_of(node)
        value = entries_of(entries["content"]).get("value") if "content" in entries else None
        if value is None:
            continue
        operation = _operation_of(node)
        target = entries.get("schema_id") or (None if operation is None else operation.get("id"))
        yield Written(value, _schema_id(script, datapoints, target))
        binding = script.names.find(value) if value.type.endswith("identifier") else None
        if binding is not None and binding.function is not None and not binding.keys and not binding.writes:
            yield from _written_by_calls(script, datapoints, binding, target)


def _written_by_calls(
    script: Script, datapoints: Datapoints, value: Binding, target: Syntax | None
) -> Iterator[Written]:
    """What is given to a function such as `createReplaceOperation(datapoint, value)`."""
    assert value.function is not None
    name = target.fields.get("object", target) if target is not None else None
    datapoint = script.names.find(name) if name is not None and name.type == "identifier" else None
    is_given = datapoint is not None and datapoint.function is value.function
    for call in script.calls_of(value.function):
        arguments = call.fields["arguments"].children
        given = (
            arguments[datapoint.index]
            if is_given and datapoint and datapoint.index < len(arguments)
            else None
        )
        if value.index < len(arguments):
            yield Written(arguments[value.index], _schema_id(script, datapoints, given))


def _operation_of(node: Syntax) -> dict[str, Syntax] | None:
    """The entries of the operation whose `value` an object is."""
    pair = node.parent
    if pair is None or pair.type != "pair" or key_of(pair) != "value" or pair.parent is None:
        return None
    entries = entries_of(pair.parent)
    return entries if "op" in entries else None


def _schema_id(script: Script, datapoints: Datapoints, target: Syntax | None) -> str | None:
    """The field that a datapoint, its id, or its schema id stands for."""
    if target is None:
        return None
    part = datapoints.part(target)
    return part.schema_id if part.keys in ((), ("id",)) and part.schema_id else script.text_of(target)


def _check_computed(script: Script, written: Written, field: SchemaNode | None) -> Iterator[Finding]:
    if field is not None and field.is_computed:
        message = (
            f'"{field.id}" is filled by {who_fills(field)}, and hooks cannot write such a field: the '
            "platform refuses the operations. Write another field, or change how this one is filled."
        )
        yield script.finding(Severity.ERROR, "computed-field-written", written.value, message)


def _check_number(script: Script, written: Written) -> Iterator[Finding]:
    value = written.value
    source = script.value_of(value)
    kind = source.type
    if kind not in ("number", "true", "false") and not _is_computed_number(script, source):
        return
    fixed = f"'{value.text}'" if value.type in ("number", "true", "false") else f"String({value.text})"
    what = "a number" if kind not in ("true", "false") else "true or false"
    message = f"The value of an operation is a text, and this is {what}, which may be ignored. Write {fixed}."
    fixes = (
        ()
        if value.type == "shorthand_property_identifier"
        else (Fix(f"Write {fixed}", (replacing(value, fixed),)),)
    )
    yield script.finding(Severity.WARNING, "number-in-operation", value, message, *fixes)


def _is_computed_number(script: Script, node: Syntax) -> bool:
    match node.type:
        case "binary_expression":
            return node.fields["operator"].text in _ARITHMETIC
        case "unary_expression":
            return node.fields["operator"].text in ("-", "+")
        case "call_expression":
            path = script.global_path(node.fields["function"])
            return path in _NUMBER_FUNCTIONS or path.startswith("Math.")
    return False


def _check_date(script: Script, written: Written, field: SchemaNode | None) -> Iterator[Finding]:
    value = script.value_of(written.value)
    text = script.text_of(value)
    if text is None:
        yield from _check_displayed(script, written, value)
        return
    is_date = field is not None or infer_type([text])[0] == "date"
    if not text or not is_date or parse_canonical_date(text):
        return
    iso = parse_date(text, field.format) if field is not None else None
    fixes = (
        [Fix(f"Write '{iso}'", (replacing(written.value, f"'{iso}'"),))]
        if iso and value is written.value
        else []
    )
    message = (
        f'"{text}" is not how a hook writes a date: the field stays empty without a word. '
        "Write it as YYYY-MM-DD."
    )
    yield script.finding(Severity.WARNING, "display-date-written", written.value, message, *fixes)


def _check_displayed(script: Script, written: Written, value: Syntax) -> Iterator[Finding]:
    function = value.fields.get("function") if value.type == "call_expression" else None
    method = function.fields["property"].text if function and function.type == "member_expression" else ""
    if method in _DISPLAYED_DATES:
        message = (
            f"{method} writes what people read, not what a hook writes: the field stays empty without a "
            "word. Write a date as YYYY-MM-DD, such as toISOString().slice(0, 10), and a number with String."
        )
        yield script.finding(Severity.WARNING, "display-date-written", written.value, message)
