"""What a user does to a document: type a value, add a row, delete a row.

Source: reference 2.7, 3.5, 4.2.
"""

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Tuple
from rossum_studio.model.errors import UnknownDatapointError, UnknownFieldError, WrongTargetError
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.model.value import Writer
from rossum_studio.simulator.datapoint_write import RefusedError, type_error, write
from rossum_studio.simulator.new_rows import RowMaker, check_room, child_field
from rossum_studio.simulator.working_content import WorkingContent

_KEY_WITH_ROW = re.compile(r"(.+)\[([0-9]{1,9})\]")


@dataclass(frozen=True, slots=True)
class Edited:
    """A document after an edit.

    Args:
        updated: What the next `updated` event lists in `updated_datapoints`.
        messages: What is wrong with the new value.
    """

    content: Content
    updated: tuple[int, ...] = ()
    messages: tuple[Message, ...] = ()


def edit_value(content: Content, schema: Schema, datapoint_id: int, text: str) -> Edited:
    """Type a text into a datapoint. A text that cannot be read is kept, with a message.

    Raises:
        UnknownDatapointError: There is no such node.
        WrongTargetError: It holds no value, is computed and locked, or the text is too long.
    """
    node = content.node(datapoint_id)
    field = schema.find(node.schema_id)
    datapoint = _editable(node, field)
    value: dict[str, Any] = {"content": {"value": text}, "validation_sources": ["human"]}
    try:
        written = write(datapoint, field, value, writer=Writer.USER).datapoint
    except RefusedError as refused:
        raise WrongTargetError(refused.reason) from None
    if field is not None and field.is_computed:
        written = msgspec.structs.replace(written, no_recalculation=True)
    return Edited(content.replaced({datapoint_id: written}), (datapoint_id,), type_messages(written, field))


def add_row(content: Content, schema: Schema, multivalue_id: int) -> Edited:
    """Append a row with default values to a table, or a child to a simple list.

    Raises:
        UnknownDatapointError: There is no such node.
        WrongTargetError: It is no multivalue, it is full, or the schema does not know its rows.
    """
    multivalue = content.node(multivalue_id)
    if not isinstance(multivalue, Multivalue):
        raise WrongTargetError(f"{multivalue.schema_id} is a {multivalue.category} and has no rows.")
    working = WorkingContent(content)
    try:
        row_field = child_field(schema, multivalue)
        check_room(schema, multivalue, len(multivalue.children))
        maker = RowMaker(working)
        is_table = row_field.category == "tuple"
        made = maker.table_row(row_field, []) if is_table else maker.list_child(row_field, {})
    except RefusedError as refused:
        raise WrongTargetError(refused.reason) from None
    working.append(multivalue, made.row)
    return Edited(*working.finish())


def remove_row(content: Content, row_id: int) -> Edited:
    """Delete a row of a table, or a child of a simple list.

    Raises:
        UnknownDatapointError: There is no such node.
        WrongTargetError: It is no row.
    """
    row, multivalue = content.node(row_id), content.parent(row_id)
    if not isinstance(row, (Tuple, Datapoint)) or not isinstance(multivalue, Multivalue):
        raise WrongTargetError(f"{row.schema_id} is a {row.category}, not a row of a table.")
    working = WorkingContent(content)
    working.remove(multivalue, row)
    return Edited(*working.finish())


def find_target(content: Content, key: str) -> int:
    """The datapoint that a key names: its id, its schema_id, or `schema_id[ROW]` counted from 0.

    Raises:
        UnknownDatapointError: There is no such id or row.
        UnknownFieldError: The document has no such field, or several datapoints of it.
    """
    if key.isascii() and key.isdigit() and content.find(int(key)):
        return int(key)
    with_row = _KEY_WITH_ROW.fullmatch(key)
    if with_row:
        return _in_row(content, with_row[1], int(with_row[2]))
    found = content.with_schema_id(key)
    if not found:
        raise UnknownFieldError(f"The document has no datapoint {key!r}.")
    if len(found) > 1:
        raise UnknownFieldError(f"The document has {len(found)} datapoints {key!r}; say which row: {key}[0].")
    return found[0].id


def type_messages(datapoint: Datapoint, field: SchemaNode | None) -> tuple[Message, ...]:
    """The complaint about a value that its field cannot hold, if there is one."""
    error = type_error(datapoint, field)
    if error is None:
        return ()
    complaint = Message(MessageType.ERROR, error, datapoint.id, datapoint.schema_id, MessageSource.SCHEMA)
    return (complaint,)


def _editable(node: Node, field: SchemaNode | None) -> Datapoint:
    if not isinstance(node, Datapoint):
        raise WrongTargetError(f"{node.schema_id} is a {node.category} and holds no value of its own.")
    if field.type == "button" if field else node.content_object is None:
        raise WrongTargetError(f"{node.schema_id} is a button and holds no value.")
    if field is not None and field.is_computed and _edit_mode(field) == "disabled":
        raise WrongTargetError(f"{node.schema_id} is a {field.filled_by} field that is not editable.")
    return node


def _edit_mode(field: SchemaNode) -> object:
    configuration = field.attributes.get("ui_configuration")
    return configuration.get("edit") if isinstance(configuration, dict) else None


def _in_row(content: Content, schema_id: str, row: int) -> int:
    lists = [node for node in content if isinstance(node, Multivalue) and len(node.children) > row]
    for multivalue in lists:
        child = multivalue.children[row]
        for cell in child.nodes or (child,):
            if cell.schema_id == schema_id:
                return cell.id
    raise UnknownDatapointError(f"The document has no row {row} of {schema_id!r}; rows are counted from 0.")
