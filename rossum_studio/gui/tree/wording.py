"""The words of a row: its label, its type, what a screen reader says, how a handler names it."""

import json
from collections.abc import Sequence
from typing import cast

from rossum_studio.gui.tree.marks import BLOCKER, Marks, count_of
from rossum_studio.gui.tree.rows import NO_ROW, Row, RowTable
from rossum_studio.model.annotation import Content, Datapoint, Multivalue, Node, Section, Tuple, decode_raw
from rossum_studio.model.difference import Change, attribute_changes
from rossum_studio.model.message import Message
from rossum_studio.model.schema import Schema, SchemaNode


class Wording:
    """Words for the rows of one document.

    Args:
        schema: None while the document has none; the ids stand in for the labels then.
    """

    def __init__(self, schema: Schema | None = None) -> None:
        self.schema = schema

    def field(self, schema_id: str) -> SchemaNode | None:
        """What the schema declares under this id."""
        return None if self.schema is None else self.schema.find(schema_id)

    def field_label(self, schema_id: str) -> str:
        """The schema's label; the id where there is none."""
        found = self.field(schema_id)
        return schema_id if found is None else found.label

    def label(self, row: Row, table: RowTable) -> str:
        """What column 0 shows."""
        node = row.node
        if isinstance(node, Tuple):
            text = next(filter(None, (cell.value for cell in node.children)), "")
            return f"#{row.number}  {text}" if text else f"Row {row.number}"
        label = self.field_label(node.schema_id)
        if isinstance(node, Datapoint):
            return f"#{row.number}  {label}" if _is_in_list(row, table) else label
        return f"{label} ({len(node.nodes)})"

    def type_word(self, node: Node) -> str:
        """What column 2 shows: "number", "fx number", "table", "row"."""
        if isinstance(node, Tuple):
            return "row"
        if isinstance(node, Multivalue):
            return "table" if self._is_table(node) else "list"
        found = self.field(node.schema_id)
        if isinstance(node, Section):
            return "section"
        if found is None:
            return "button" if node.content_object is None else ""
        return f"fx {found.type}" if found.is_formula else found.type

    def is_button(self, node: Node) -> bool:
        """Whether it is a datapoint that never has a value."""
        return isinstance(node, Datapoint) and self.type_word(node).endswith("button")

    def is_hidden(self, node: Node) -> bool:
        """Whether the reviewer does not see it; the document has the last word."""
        if isinstance(node.hidden, bool):
            return node.hidden
        found = self.field(node.schema_id)
        return found is not None and found.is_hidden

    def options(self, node: Node) -> list[tuple[str, str]] | None:
        """Options of an enum field as (value, label), a hook's before the schema's; None for the rest."""
        if not isinstance(node, Datapoint):
            return None
        own = decode_raw(node.options)
        if isinstance(own, list):
            rows = [row for row in own if isinstance(row, dict)]
            return [(str(row.get("value", "")), str(row.get("label", row.get("value", "")))) for row in rows]
        found = self.field(node.schema_id)
        return found.options if found is not None and found.type == "enum" else None

    def accessible_text(self, row: Row, table: RowTable, marks: Marks) -> str:
        """One sentence for the whole row; what is empty is left out."""
        node = row.node
        label = self.label(row, table)
        parts = [label, node.schema_id if node.schema_id != label else ""]
        if isinstance(node, Datapoint) and not self.is_button(node):
            parts.append(node.value or "empty")
        parts += [self.type_word(node), *said_about(node.id, marks)]
        below = marks.below_of(node.id).words
        parts += [f"below: {below}" if below else "", change_text(row, table)]
        siblings = table.children(row.parent)
        parts += [
            "hidden" if self.is_hidden(node) else "",
            f"{row.position + 1} of {len(siblings)}",
        ]
        return ", ".join(part for part in parts if part)

    def accessible_description(self, row: Row) -> str:
        """What is rarely needed: the ids, and where the value comes from."""
        found = self.field(row.node.schema_id)
        parts = [f"schema_id {row.node.schema_id}", f"id {row.node.id}"]
        if found is not None and found.is_formula:
            parts.append("computed by a formula")
        return ", ".join(parts)

    def _is_table(self, node: Multivalue) -> bool:
        if node.children:
            return isinstance(node.children[0], Tuple)
        found = self.field(node.schema_id)
        return found is not None and any(child.category == "tuple" for child in found.children)


def message_text(message: Message) -> str:
    """ "error: Value is too big"."""
    return f"{message.severity}: {message.content}"


def said_about(datapoint_id: int, marks: Marks) -> list[str]:
    """What a run said about the row itself: its messages, then its automation blockers."""
    messages = [message_text(message) for message in marks.own(datapoint_id)]
    return [*messages, *(f"{BLOCKER}: {text}" for text in marks.own_blockers(datapoint_id))]


def change_text(row: Row, table: RowTable) -> str:
    """ "was 12.00" where the value changed, else the names of what did; "added", "removed"."""
    if row.change is not Change.CHANGED:
        return row.change or ""
    was = table.shown.was(row.node.id)
    if was is None:
        return ""
    if isinstance(was, Datapoint) and isinstance(row.node, Datapoint) and was.value != row.node.value:
        return f"was {was.value or 'empty'}"
    names = ", ".join(change.name for change in attribute_changes(was, row.node))
    return f"changed: {names}"


def tooltip(row: Row, table: RowTable, marks: Marks) -> str:
    """Every message, blocker and change of the row, one a line."""
    below = marks.below_of(row.node.id).words
    lines = [*said_about(row.node.id, marks), f"Below: {below}" if below else ""]
    return "\n".join(line for line in (*lines, change_text(row, table)) if line)


def messages_cell(marks: Marks, datapoint_id: int) -> str:
    """What column 3 shows: what is said about the row, and in a parent the counts of what lies below."""
    signs, own = marks.below_of(datapoint_id).signs, "; ".join(said_about(datapoint_id, marks))
    return "   ".join(part for part in (signs, own) if part)


def accessor(row: Row, table: RowTable) -> str:
    """How a handler reaches the row through TxScript: `t.field.line_items[0].item_amount`."""
    node = row.node
    parent = None if row.parent == NO_ROW else table.rows[row.parent]
    if isinstance(node, Tuple) and parent is not None:
        return f"{_field_of(parent.node)}[{row.number - 1}]"
    if parent is not None and isinstance(parent.node, Multivalue):
        return f"{_field_of(node)}.all_values[{row.number - 1}]"
    if parent is not None and isinstance(parent.node, Tuple):
        return f"{accessor(parent, table)}.{node.schema_id}"
    return _field_of(node)


def node_json(node: Node, content: Content) -> str:
    """The node as indented JSON, with every key the file had."""
    alone = Content([cast(Section, node)], has_unknown=content.has_unknown)
    return json.dumps(alone.to_builtins()[0], indent=2, ensure_ascii=False)


def summary(severities: Sequence[tuple[str, int]]) -> str:
    """ "1 error, 2 warnings"; empty when every count is 0."""
    return ", ".join(count_of(number, word) for word, number in severities if number)


def _field_of(node: Node) -> str:
    return f"t.field.{node.schema_id}"


def _is_in_list(row: Row, table: RowTable) -> bool:
    return row.parent != NO_ROW and isinstance(table.rows[row.parent].node, Multivalue)
