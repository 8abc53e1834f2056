"""New rows of tables and new children of simple lists, complete as the platform would make them.

Source: reference 3.2, 3.3, 5.4.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.annotation import Datapoint, Multivalue, Tuple, encode_raw
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.model.value import Writer
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.datapoint_write import (
    EMPTY_CONTENT,
    FieldType,
    RefusedError,
    Unreadable,
    stored,
    write,
)
from rossum_studio.simulator.working_content import Row, WorkingContent


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is not in the tree yet.

    Args:
        unreadable: Pointers below the operation, and what is wrong there.
        ignored: Pointers of cells for computed columns; the platform computes those.
    """

    row: Row
    unreadable: tuple[tuple[str, Unreadable], ...] = ()
    ignored: tuple[str, ...] = ()


@dataclass(slots=True)
class RowMaker:
    """Makes one row.

    Args:
        working: Gives the new ids and addresses.
        sources: `validation_sources` of cells that bring none.
    """

    working: WorkingContent
    sources: Sequence[str] = ()
    choices: Choices = DEFAULT_CHOICES
    _unreadable: list[tuple[str, Unreadable]] = field(default_factory=list)
    _ignored: list[str] = field(default_factory=list)

    def table_row(self, row_field: SchemaNode, cells: Sequence[Mapping[str, Any]]) -> NewRow:
        """A tuple with one cell for each column.

        Args:
            cells: As in an add operation, of shape checked; columns not given get their default.

        Raises:
            RefusedError: A column is unknown or given twice, or a value is refused.
        """
        given = _by_column(row_field, cells)
        row_id = self.working.new_id()
        children = [self._cell(column, *given.get(column.id, ("", {}))) for column in row_field.children]
        url = self.working.url_of(row_id)
        empty = encode_raw([])
        row = Tuple(
            id=row_id,
            url=url,
            schema_id=row_field.id,
            validation_sources=empty,
            hidden=False,
            children=children,
        )
        return NewRow(row, tuple(self._unreadable), tuple(self._ignored))

    def list_child(self, child_field: SchemaNode, value: Mapping[str, Any]) -> NewRow:
        """A datapoint below a simple multivalue.

        Raises:
            RefusedError: The value is refused.
        """
        child = self._cell(child_field, "/value", value)
        return NewRow(child, tuple(self._unreadable), tuple(self._ignored))

    def _cell(self, column: SchemaNode, place: str, value: Mapping[str, Any]) -> Datapoint:
        if column.is_computed and value:
            self._ignored.append(place)
        empty = self._empty(column)
        if column.is_computed or column.type == "button" or not value:
            return empty
        return self._filled(empty, column, place, value)

    def _filled(
        self, empty: Datapoint, column: SchemaNode, place: str, value: Mapping[str, Any]
    ) -> Datapoint:
        sources = value.get("validation_sources")
        complete = {**value, "validation_sources": empty.sources if sources is None else sources}
        try:
            written = write(empty, column, complete, choices=self.choices)
        except RefusedError as refused:
            raise refused.below(place) from None
        if written.unreadable:
            self._unreadable.append((f"{place}/content/value", written.unreadable))
        return written.datapoint

    def _empty(self, column: SchemaNode) -> Datapoint:
        """The cell with the column's default value."""
        cell_id = self.working.new_id()
        is_button = column.type == "button"
        return Datapoint(
            id=cell_id,
            url=self.working.url_of(cell_id),
            schema_id=column.id,
            content=encode_raw(None if is_button else _default_content(column)),
            validation_sources=stored(["NA"] if is_button else list(self.sources), "/validation_sources"),
            hidden=column.is_hidden,
            time_spent=0,
            time_spent_overall=0,
        )


def _default_content(column: SchemaNode) -> dict[str, Any]:
    default = "" if column.is_computed else str(column.attributes.get("default_value") or "")
    read = FieldType.of(column).read(default, Writer.HOOK)
    return {**EMPTY_CONTENT, "value": read.value, "normalized_value": read.normalized_value}


def _by_column(
    row_field: SchemaNode, cells: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[str, Mapping[str, Any]]]:
    known = [column.id for column in row_field.children]
    given: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for index, cell in enumerate(cells):
        column, place = cell["schema_id"], f"/value/{index}"
        if column not in known:
            reason = f'"{column}" is no column of {row_field.id}; its columns are {", ".join(known)}.'
            raise RefusedError(reason, "operation-unknown-column", f"{place}/schema_id")
        if column in given:
            raise RefusedError(
                f'"{column}" is given twice.', "operation-duplicate-column", f"{place}/schema_id"
            )
        given[column] = (place, cell)
    return given


def child_field(schema: Schema, multivalue: Multivalue) -> SchemaNode:
    """What the schema says about the rows of a multivalue.

    Raises:
        RefusedError: It says nothing.
    """
    found = schema.find(multivalue.schema_id)
    if found is None or not found.children:
        reason = f"The schema does not say what a row of {multivalue.schema_id} looks like."
        raise RefusedError(reason, "operation-unknown-field", "/id")
    return found.children[0]


def check_room(
    schema: Schema, multivalue: Multivalue, count: int, choices: Choices = DEFAULT_CHOICES
) -> None:
    """See that one more row is allowed.

    Raises:
        RefusedError: `max_occurrences` is reached.
    """
    found = schema.find(multivalue.schema_id)
    limit = found.attributes.get("max_occurrences") if found else None
    allowed = limit if isinstance(limit, int) and limit > 0 else choices.max_rows
    if count >= allowed:
        reason = f"{multivalue.schema_id} has {count} rows already; at most {allowed} are allowed."
        raise RefusedError(reason, "operation-too-many-rows", "/id")
