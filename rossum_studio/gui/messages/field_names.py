"""What a reader calls the nodes of a document: "Amount, row 2"."""

from rossum_studio.model.annotation import Content, Multivalue, Tuple
from rossum_studio.model.schema import Schema

WHOLE_DOCUMENT = "Whole document"


class FieldNames:
    """Names for the nodes of one document.

    Args:
        schema: Gives the labels; without one the schema_id has to do.
        contents: Where to look a node up, in this order; a run adds and removes rows.
    """

    def __init__(self, schema: Schema | None, *contents: Content | None) -> None:
        self._schema = schema
        self._contents = [content for content in contents if content is not None]
        self._rows: dict[int, dict[int, int]] = {}

    def label(self, schema_id: str | None) -> str:
        """The field's label; its schema_id where there is none."""
        found = self._schema.find(schema_id) if self._schema and schema_id else None
        return found.label if found else schema_id or ""

    def place(self, datapoint_id: int | None, schema_id: str | None) -> str:
        """The whole name of a place, such as "Amount, row 2 · item_amount"."""
        if datapoint_id is None:
            return f"{WHOLE_DOCUMENT} ({self.label(schema_id)})" if schema_id else WHOLE_DOCUMENT
        name = self.short(datapoint_id, schema_id)
        return name if schema_id is None or schema_id in name else f"{name} · {schema_id}"

    def short(self, datapoint_id: int, schema_id: str | None) -> str:
        """Label and row, such as "Amount, row 2"."""
        row = self._row(datapoint_id)
        name = self.label(schema_id) or f"id {datapoint_id}"
        return f"{name}, row {row}" if row else name

    def _row(self, datapoint_id: int) -> int | None:
        for content in self._contents:
            if content.find(datapoint_id) is not None:
                return self._row_in(content, datapoint_id)
        return None

    def _row_in(self, content: Content, datapoint_id: int) -> int | None:
        node = content.find(datapoint_id)
        row = node if isinstance(node, Tuple) else content.parent(datapoint_id)
        table = content.parent(row.id) if isinstance(row, Tuple) else None
        if row is None or not isinstance(table, Multivalue):
            return None
        if row.id not in self._rows.get(table.id, {}):
            self._rows[table.id] = {child.id: i for i, child in enumerate(table.children, start=1)}
        return self._rows[table.id][row.id]
