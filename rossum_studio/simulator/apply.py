"""Operations onto a document: the new content, what became of each, and which ids changed.

Source: reference 5.4, 4.2, chapter 12 rows 4 to 7, 35 and 40.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Tuple
from rossum_studio.model.operation import Add, Operation, Remove, Replace
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.returned_operation import BadOperation
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.model.value import NOT_AN_OPTION
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.datapoint_write import RefusedError, Unreadable, display_date, write
from rossum_studio.simulator.evaluation import Change, OperationResult, OperationStatus
from rossum_studio.simulator.new_rows import NewRow, RowMaker, check_room, child_field
from rossum_studio.simulator.working_content import WorkingContent

_NO_SCHEMA = Schema()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a list of operations came to.

    Args:
        content: The same object as before when nothing changed.
        results: One for each operation, in order.
        updated: Ids that changed, in document order. After an add these are the multivalue, its
            new row and each new cell; after a remove the multivalue.
        problems: Whatever was refused or is doubtful; paths are JSON pointers into the response.
    """

    content: Content
    results: tuple[OperationResult, ...] = ()
    updated: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def apply_operations(
    content: Content,
    operations: Sequence[Operation | BadOperation],
    schema: Schema = _NO_SCHEMA,
    choices: Choices = DEFAULT_CHOICES,
) -> Applied:
    """Apply what a hook asked for, in order, to a copy of the content.

    A bad operation is skipped and the rest applied, but a write to a computed field makes the
    platform refuse the whole list.

    Args:
        content: Not modified.
        operations: As in the response; may be empty.
        schema: Says how texts are read and what a new row looks like. Fields that it does not
            know are strings.
    """
    run = _Run(content, schema, choices)
    refused = run.refuse_all(operations) if choices.computed_target_refuses_all else None
    results = refused or [run.result(index, operation) for index, operation in enumerate(operations)]
    new_content, updated = run.working.finish()
    return Applied(new_content, tuple(results), updated, tuple(run.problems))


class _Run:
    """One list of operations on its way."""

    def __init__(self, content: Content, schema: Schema, choices: Choices) -> None:
        self.working = WorkingContent(content)
        self.schema = schema
        self.choices = choices
        self.problems: list[Problem] = []

    def refuse_all(self, operations: Sequence[Operation | BadOperation]) -> list[OperationResult] | None:
        """Results when one operation writes a computed field; None when none does."""
        guilty = next((i for i, operation in enumerate(operations) if self._writes_computed(operation)), None)
        if guilty is None:
            return None
        field = self._field(self.working.find(operations[guilty].id))
        assert field is not None
        own = _computed_reason(field)
        others = f"Refused with the whole list, because operation {guilty} writes to {field.id}."
        message = f"{own} Rossum would refuse all {len(operations)} operations of this answer."
        self._report(guilty, RefusedError(message, "operation-computed-field", "/id"))
        return [
            self._rejected(index, operation, own if index == guilty else others)
            for index, operation in enumerate(operations)
        ]

    def _writes_computed(self, operation: Operation | BadOperation) -> bool:
        if not isinstance(operation, Replace):
            return False
        node = self.working.find(operation.id)
        field = self._field(node)
        overridden = isinstance(node, Datapoint) and node.no_recalculation is True
        return isinstance(node, Datapoint) and field is not None and field.is_computed and not overridden

    def result(self, index: int, operation: Operation | BadOperation) -> OperationResult:
        """Carry out one operation, and tell what became of it."""
        if isinstance(operation, BadOperation):
            return self._rejected(index, operation, operation.reason)
        try:
            return self._apply(index, operation)
        except RefusedError as refused:
            reason = f"{refused.reason} Rossum would ignore this operation."
            self._report(index, RefusedError(reason, refused.code, refused.place, refused.severity))
            return self._rejected(index, operation, refused.reason)

    def _apply(self, index: int, operation: Operation) -> OperationResult:
        match operation:
            case Replace():
                return self._replace(index, operation)
            case Add():
                return self._add(index, operation)
            case Remove():
                return self._remove(index, operation)

    def _replace(self, index: int, operation: Replace) -> OperationResult:
        datapoint = self._replaceable(operation)
        field = self._field(datapoint)
        try:
            written = write(datapoint, field, operation.value, choices=self.choices)
        except RefusedError as refused:
            raise refused.below("/value") from None
        if written.changes:
            self.working.put(written.datapoint)
        if written.unreadable:
            self._report_unreadable(index, "/value/content/value", written.unreadable)
        if any(change.attribute == "normalized_value" for change in written.changes):
            self._report_display_date(index, "/value", field, operation.value)
        return self._applied(index, operation, datapoint.schema_id, written.changes)

    def _replaceable(self, operation: Replace) -> Datapoint:
        node = self._existing(operation.id)
        if not isinstance(node, Datapoint):
            reason = f"A {node.category} cannot be replaced; send the id of a datapoint."
            raise RefusedError(reason, "operation-wrong-target", "/id")
        field = self._field(node)
        if field.type == "button" if field else node.content_object is None:
            raise RefusedError("A button holds no value.", "operation-on-button", "/id")
        if self._writes_computed(operation):
            assert field is not None
            raise RefusedError(_computed_reason(field), "operation-computed-field", "/id")
        return node

    def _add(self, index: int, operation: Add) -> OperationResult:
        multivalue = self._existing(operation.id)
        if not isinstance(multivalue, Multivalue):
            reason = f"A {multivalue.category} has no rows; send the id of a multivalue."
            raise RefusedError(reason, "operation-wrong-target", "/id")
        row_field = child_field(self.schema, multivalue)
        check_room(self.schema, multivalue, self.working.row_count(multivalue), self.choices)
        made = self._make_row(operation, row_field)
        created = self.working.append(multivalue, made.row)
        self._report_new_row(index, made)
        self._report_display_dates(index, operation, row_field)
        change = Change(made.row.id, made.row.schema_id, "row", None, self._shown_row(made.row))
        result = self._applied(index, operation, multivalue.schema_id, (change,))
        return replace(result, created_ids=created)

    def _make_row(self, operation: Add, row_field: SchemaNode) -> NewRow:
        maker = RowMaker(self.working, operation.validation_sources or (), self.choices)
        if row_field.category == "tuple":
            if not isinstance(operation.value, list):
                reason = (
                    'A row of a table is a list of cells: [{"schema_id": ..., "content": {"value": ...}}].'
                )
                raise RefusedError(reason, "operation-add-shape", "/value")
            return maker.table_row(row_field, operation.value)
        if isinstance(operation.value, list):
            reason = 'A child of a simple list is one object: {"content": {"value": ...}}.'
            raise RefusedError(reason, "operation-add-shape", "/value")
        return maker.list_child(row_field, operation.value)

    def _report_new_row(self, index: int, made: NewRow) -> None:
        for place, unreadable in made.unreadable:
            self._report_unreadable(index, place, unreadable)
        for place in made.ignored:
            reason = "Rossum computes this column and ignores what is sent for it."
            self._report(index, RefusedError(reason, "operation-computed-column", place, Severity.WARNING))

    def _remove(self, index: int, operation: Remove) -> OperationResult:
        node = self._existing(operation.id)
        parent = self.working.parent(operation.id)
        if not isinstance(node, (Tuple, Datapoint)) or not isinstance(parent, Multivalue):
            reason = (
                f"This {node.category} cannot be removed; send the id of a row, or of a simple list's child."
            )
            raise RefusedError(reason, "operation-wrong-target", "/id")
        change = Change(node.id, node.schema_id, "row", self._shown_row(node), None)
        self.working.remove(parent, node)
        return self._applied(index, operation, node.schema_id, (change,))

    def _shown_row(self, row: Tuple | Datapoint) -> Any:
        """A row for people: its texts as they are now, by column, or its one text."""
        current = [self.working.find(cell.id) or cell for cell in row.nodes or (row,)]
        texts = {cell.schema_id: cell.value for cell in current if isinstance(cell, Datapoint)}
        return texts if isinstance(row, Tuple) else texts[row.schema_id]

    def _existing(self, node_id: int) -> Node:
        node = self.working.find(node_id)
        if node is None:
            gone = self.working.is_removed(node_id)
            reason = (
                f"{node_id} was removed earlier in the list."
                if gone
                else f"No datapoint has the id {node_id}."
            )
            raise RefusedError(reason, "operation-removed-id" if gone else "operation-unknown-id", "/id")
        return node

    def _field(self, node: Node | None) -> SchemaNode | None:
        return self.schema.find(node.schema_id) if node is not None else None

    def _applied(
        self, index: int, operation: Operation, schema_id: str, changes: tuple[Change, ...]
    ) -> OperationResult:
        status = OperationStatus.APPLIED
        return OperationResult(index, operation.op, operation.id, status, None, schema_id, changes)

    def _rejected(self, index: int, operation: Operation | BadOperation, reason: str) -> OperationResult:
        known = isinstance(operation.id, int) and not isinstance(operation, BadOperation)
        node = self.working.find(operation.id) if known else None
        status, schema_id = OperationStatus.REJECTED, node.schema_id if node else None
        return OperationResult(index, operation.op, operation.id, status, reason, schema_id)

    def _report(self, index: int, refused: RefusedError) -> None:
        path = f"/operations/{index}{refused.place}"
        self.problems.append(Problem(refused.severity, Where.RESPONSE, path, refused.reason, refused.code))

    def _report_display_dates(self, index: int, operation: Add, row_field: SchemaNode) -> None:
        if not isinstance(operation.value, list):
            self._report_display_date(index, "/value", row_field, operation.value)
            return
        for number, cell in enumerate(operation.value):
            self._report_display_date(index, f"/value/{number}", self.schema.find(cell["schema_id"]), cell)

    def _report_display_date(
        self, index: int, place: str, field: SchemaNode | None, value: Mapping[str, Any]
    ) -> None:
        """Say that a date in the field's own format may be lost: the platform expects the ISO form."""
        iso = display_date(field, value)
        if iso is not None:
            reason = (
                "The date is written the way the field shows it. "
                f'Rossum may leave the field without a value; send "{iso}".'
            )
            refused = RefusedError(
                reason, "operation-display-date", f"{place}/content/value", Severity.WARNING
            )
            self._report(index, refused)

    def _report_unreadable(self, index: int, place: str, text: Unreadable) -> None:
        is_option = text.error == NOT_AN_OPTION
        code = "operation-unknown-option" if is_option else "operation-unreadable-value"
        fate = "keep the text and show an error" if is_option else "leave the field without a value"
        reason = f"{text.schema_id}: {text.error}; expected {text.expected}. Rossum would {fate}."
        self._report(index, RefusedError(reason, code, place))


def _computed_reason(field: SchemaNode) -> str:
    return f"{field.id} is a {field.filled_by} field, which a hook cannot write."
