"""The checks that Rossum makes itself after the hooks: data types, constraints, sums of columns.

Source: reference 2.4 to 2.6, 2.10, 2.11, 5.2, 9.3, chapter 12 rows 7, 33 and 34.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Tuple
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.simulator.aggregation import amount, is_summed, total
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.constraints import Constraints, Violation, occurrence_violations
from rossum_studio.simulator.datapoint_write import type_error
from rossum_studio.simulator.hidden import is_hidden
from rossum_studio.simulator.pattern import Patterns
from rossum_studio.simulator.stored_value import StoredValue, stored_value


class _Placed(NamedTuple):
    """A message, and whether its node or one above is hidden."""

    message: Message
    is_hidden: bool


_NO_AMOUNTS: Mapping[str, Decimal] = {}


@dataclass(frozen=True, slots=True)
class _Checked:
    """A node with what was found in it and below; kept to be used again.

    Args:
        amounts: Of a cell or a row: numbers of the columns that are summed, by schema_id.
    """

    node: Node
    placed: tuple[_Placed, ...] = ()
    children: "tuple[_Checked, ...]" = ()
    amounts: Mapping[str, Decimal] = field(default_factory=lambda: _NO_AMOUNTS)


class _Rules(NamedTuple):
    """What a validation went by; with other rules its results cannot be used again."""

    schema: Schema
    choices: Choices


@dataclass(frozen=True, slots=True)
class Validation:
    """What the built-in checks found.

    Messages of hidden datapoints, and of those below a hidden node, are not in the reviewer's list,
    as in the answer of the validate call. They count all the same: hidden fields are data, and a
    violated constraint makes the annotation invalid whoever sees it.

    Args:
        messages: What the reviewer sees, in document order; those of a multivalue come before its
            rows. Sums of columns are among them, with the id of the multivalue.
        hidden_messages: The others, in document order.
    """

    messages: tuple[Message, ...] = ()
    hidden_messages: tuple[Message, ...] = ()
    _sections: tuple[_Checked, ...] = field(default=(), repr=False, compare=False)
    _rules: _Rules | None = field(default=None, repr=False, compare=False)

    @property
    def all_messages(self) -> tuple[Message, ...]:
        """Shown and hidden ones, in document order: what decides about automation."""
        return tuple(placed.message for section in self._sections for placed in section.placed)

    @property
    def blocks_confirmation(self) -> bool:
        """Whether a check failed, on a hidden field or on one that is shown."""
        return any(
            message.type is MessageType.ERROR for message in chain(self.messages, self.hidden_messages)
        )


def validate(
    content: Content,
    schema: Schema,
    previous: Validation | None = None,
    changed: Iterable[int] | None = None,
    *,
    choices: Choices = DEFAULT_CHOICES,
) -> Validation:
    """Check every value, the number of rows of every multivalue, and sum the columns.

    A field that the schema does not know is not checked, nor is a button. Where the schema is
    inferred, nothing is required.

    Args:
        previous: A validation of an earlier content. What is the same object in both is not checked
            again, so a small edit of a large document costs little.
        changed: Ids of the datapoints that may differ from the earlier content. All others are taken
            to be as they were, even where they are other objects, as after reading a file again.
    """
    rules = _Rules(schema, choices)
    is_usable = previous is not None and previous._rules is not None and _are_same(previous._rules, rules)
    before = previous._sections if previous is not None and is_usable else ()
    sections = _Checker(rules, None if changed is None else frozenset(changed)).check(
        content.sections, before
    )
    placed = [each for section in sections for each in section.placed]
    shown = tuple(each.message for each in placed if not each.is_hidden)
    hidden = tuple(each.message for each in placed if each.is_hidden)
    return Validation(shown, hidden, sections, rules)


def _are_same(left: _Rules, right: _Rules) -> bool:
    return left.schema is right.schema and left.choices == right.choices


@dataclass(frozen=True, slots=True)
class _FieldRules:
    """A field of the schema, ready for checking many datapoints."""

    node: SchemaNode
    constraints: Constraints
    option_values: frozenset[str]
    is_summed: bool


class _Checker:
    """One validation on its way."""

    def __init__(self, rules: _Rules, changed: frozenset[int] | None) -> None:
        self._rules = rules
        self._changed = changed
        self._patterns = Patterns()
        self._fields: dict[str, _FieldRules | None] = {}

    def check(self, nodes: Sequence[Node], before: Sequence[_Checked]) -> tuple[_Checked, ...]:
        """Check nodes and all below them, as far as they differ from what was checked before."""
        known = {each.node.id: each for each in before}
        return tuple([self._check(node, known.get(node.id)) for node in nodes])

    def _check(self, node: Node, before: _Checked | None) -> _Checked:
        if before is not None and self._is_unchanged(node, before.node):
            return before
        if isinstance(node, Datapoint):
            return self._check_datapoint(node)
        return self._check_container(node, self.check(node.nodes, before.children if before else ()))

    def _check_container(self, node: Node, children: tuple[_Checked, ...]) -> _Checked:
        own = self._multivalue_messages(node, children) if isinstance(node, Multivalue) else []
        placed = (*own, *chain.from_iterable(child.placed for child in children))
        if is_hidden(node, self._rules.schema):
            placed = tuple(_Placed(message, True) for message, _ in placed)
        cells = [cell.amounts for cell in children if cell.amounts] if isinstance(node, Tuple) else []
        amounts = dict(chain.from_iterable(each.items() for each in cells)) if cells else _NO_AMOUNTS
        return _Checked(node, placed, children, amounts)

    def _is_unchanged(self, node: Node, before: Node) -> bool:
        if node is before:
            return True
        if self._changed is None or node.id in self._changed or node.id == 0:
            return False
        # A container is looked into even if it is not listed: what changed below it may be.
        both = isinstance(node, Datapoint) and isinstance(before, Datapoint)
        return both and node.schema_id == before.schema_id

    def _check_datapoint(self, datapoint: Datapoint) -> _Checked:
        known = self._field(datapoint.schema_id)
        if known is None:
            return _Checked(datapoint)
        stored = stored_value(datapoint)
        is_hidden_itself = is_hidden(datapoint, self._rules.schema)
        placed = tuple(
            [
                _Placed(_message(datapoint, each), is_hidden_itself)
                for each in self._violations(datapoint, stored, known)
            ]
        )
        number = amount(stored.normalized) if known.is_summed else None
        return _Checked(datapoint, placed, (), _NO_AMOUNTS if number is None else {known.node.id: number})

    def _violations(
        self, datapoint: Datapoint, stored: StoredValue, known: _FieldRules
    ) -> Iterator[Violation]:
        if _may_be_of_wrong_type(datapoint, stored, known):
            wrong = type_error(datapoint, known.node)
            if wrong is not None:
                yield Violation(MessageType.ERROR, wrong)
        is_normalized = self._rules.choices.constraints_check_normalized and stored.normalized is not None
        text = (stored.normalized or "") if is_normalized else stored.text
        yield from known.constraints.violations(text, known.node.id, self._patterns)

    def _multivalue_messages(self, node: Multivalue, rows: Sequence[_Checked]) -> list[_Placed]:
        known = self._rules.schema.find(node.schema_id)
        if known is None or known.category != "multivalue":
            return []
        violations = occurrence_violations(
            known,
            len(rows),
            self._rules.choices.max_rows,
            min_occurrences_is_error=self._rules.choices.min_occurrences_is_error,
        )
        return [
            *(_Placed(_message(node, each), False) for each in violations),
            *self._sums(node, known, rows),
        ]

    def _sums(self, node: Multivalue, known: SchemaNode, rows: Sequence[_Checked]) -> Iterator[_Placed]:
        for column in known.walk():
            rules = self._field(column.id) if column.category == "datapoint" else None
            if rules is not None and rules.is_summed:
                text = total(row.amounts[column.id] for row in rows if column.id in row.amounts)
                message = Message(MessageType.AGGREGATION, text, node.id, column.id, MessageSource.SCHEMA)
                yield _Placed(message, column.is_hidden)

    def _field(self, schema_id: str) -> _FieldRules | None:
        """The field of a datapoint; None where there is nothing to check."""
        if schema_id not in self._fields:
            self._fields[schema_id] = self._read_field(schema_id)
        return self._fields[schema_id]

    def _read_field(self, schema_id: str) -> _FieldRules | None:
        schema = self._rules.schema
        node = schema.find(schema_id)
        if node is None or node.category != "datapoint" or node.type == "button":
            return None
        constraints = Constraints.of(node, is_inferred=schema.is_inferred)
        options = frozenset(value for value, _ in node.options)
        return _FieldRules(node, constraints, options, is_summed(schema, node))


def _may_be_of_wrong_type(datapoint: Datapoint, stored: StoredValue, known: _FieldRules) -> bool:
    """False where a look at the stored value tells that it is fine, as it mostly is."""
    if not stored.text.strip():
        return False
    if known.node.type == "enum":
        return bool(bytes(datapoint.options)) or stored.text not in known.option_values
    return known.node.type in ("number", "date") and stored.normalized is None


def _message(node: Node, violation: Violation) -> Message:
    return Message(violation.type, violation.text, node.id, node.schema_id, MessageSource.SCHEMA)
