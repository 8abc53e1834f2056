"""Which field the datapoints in a script's variables belong to.

A function that compares `schema_id` with its parameter finds datapoints by that parameter, whatever it is
called: `findBySchemaId(content, "amount_total")`.

Source: reference chapter 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.simulator.checking.javascript_script import COMPARISONS, Access, Script
from rossum_studio.simulator.checking.javascript_tree import Syntax

_FINDER = "findbyschemaid"
_FINDER_INDEX = 1


@dataclass(frozen=True, slots=True)
class FieldPart:
    """A part of a field's datapoint.

    Args:
        schema_id: The field; None when it is not known.
        keys: Of the datapoint: `content`, `value`.
    """

    schema_id: str | None
    keys: tuple[str, ...]

    @property
    def is_value(self) -> bool:
        """Whether it is the text as the document displays it."""
        return self.keys[-2:] == ("content", "value")


class Datapoints:
    """The datapoints that a script reads."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._finders = dict(self._find_finders())

    def part(self, node: Syntax) -> FieldPart:
        """Which part of which field an expression is."""
        access = self._script.access(node)
        return FieldPart(self._field_of(access), access.plain_keys)

    def named_ids(self) -> Iterator[tuple[Syntax, str]]:
        """Each place where the code names a schema id, and the id."""
        for node in self._places():
            text = self._script.text_of(node)
            if text is not None:
                yield node, text

    def _places(self) -> Iterator[Syntax]:
        script = self._script
        for call in script.of_type("call_expression"):
            wanted = self._wanted_by(call)
            if wanted is not None:
                yield wanted
            yield from self._listed(call)
        for comparison in script.of_type("binary_expression"):
            compared = script.compared_to_schema_id(comparison)
            if comparison.fields["operator"].text in COMPARISONS and compared is not None:
                yield compared
        for switch in script.of_type("switch_statement"):
            yield from self._cases(switch)
        for pair in script.of_type("pair"):
            if _is_cell(pair):
                yield pair.fields["value"]

    def _cases(self, switch: Syntax) -> Iterator[Syntax]:
        value = switch.fields["value"]
        if value.children and self._script.is_schema_id(value.children[0]):
            cases = switch.fields["body"].children
            yield from (case.fields["value"] for case in cases if case.type == "switch_case")

    def _listed(self, call: Syntax) -> Iterator[Syntax]:
        """The ids of `["a", "b"].includes(node.schema_id)`."""
        function, arguments = call.fields["function"], call.fields["arguments"].children
        if function.type != "member_expression" or function.fields["property"].text not in (
            "includes",
            "has",
        ):
            return
        ids = self._script.value_of(function.fields["object"])
        if ids.type == "new_expression" and "arguments" in ids.fields and ids.fields["arguments"].children:
            ids = ids.fields["arguments"].children[0]
        if ids.type == "array" and len(arguments) == 1 and self._script.is_schema_id(arguments[0]):
            yield from ids.children

    def _field_of(self, access: Access) -> str | None:
        if access.root is None or access.root.type != "call_expression":
            return None
        wanted = self._wanted_by(access.root)
        return None if wanted is None else self._script.text_of(wanted)

    def _wanted_by(self, call: Syntax) -> Syntax | None:
        """The id that a call looks for."""
        function, arguments = call.fields["function"], call.fields["arguments"].children
        by_predicate = self._script.wanted_by(call)
        if by_predicate is not None and function.type == "member_expression":
            return by_predicate
        target = self._script.function_of(function)
        index = self._finders.get(target) if target is not None else _index_by_name(function)
        return arguments[index] if index is not None and index < len(arguments) else None

    def _find_finders(self) -> Iterator[tuple[Syntax, int]]:
        """Functions that look for a schema id, with the place of the id among their parameters."""
        script = self._script
        for comparison in script.of_type("binary_expression"):
            other = script.compared_to_schema_id(comparison)
            binding = None if other is None else script.names.find(other)
            if binding is not None and binding.function is not None and not binding.keys:
                yield binding.function, binding.index


def _index_by_name(function: Syntax) -> int | None:
    name = function.text.rpartition(".")[2].replace("_", "").lower()
    return _FINDER_INDEX if name == _FINDER else None


def _is_cell(pair: Syntax) -> bool:
    """Whether a pair is `schema_id` of a cell that an operation adds."""
    keys = {
        key.text.strip("'\"")
        for key in (each.fields.get("key") for each in _siblings(pair))
        if key is not None
    }
    return pair.fields["key"].text.strip("'\"") == "schema_id" and "content" in keys


def _siblings(pair: Syntax) -> list[Syntax]:
    return [] if pair.parent is None else pair.parent.children
