"""Recipes: a few lines that do one usual thing, to be filled with the ids of a schema.

`resources/recipes/recipes.json` lists them; the lines of each are in a file per language, `message.py`, and
where they differ for a column of a table in a second one, `message.column.py`. Placeholders are those of
`string.Template`: `$field`, `$table`, `$column`, `$total`, `$value`.
"""

import json
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from string import Template

from rossum_studio.bundled import resource
from rossum_studio.model.hook import SUFFIXES
from rossum_studio.model.schema import Schema, SchemaNode

_SAMPLES = {"number": "100", "date": "2026-01-31"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One thing that handlers do.

    Args:
        name: Of its files.
        title: "Message on a Field".
        description: What it is for, in a sentence.
        needs: `field`, `table` or nothing: what it has to be told.
        text: Its lines, for a field of the header or a table.
        column_text: Its lines for a column; the same where that makes no difference.
    """

    name: str
    title: str
    description: str
    needs: str
    text: str
    column_text: str

    def suits(self, node: SchemaNode, schema: Schema) -> bool:
        """Whether it can be about that node."""
        if self.needs == "table":
            return table_of(node, schema) is not None
        return self.needs == "field" and node.category == "datapoint"

    def filled(self, schema: Schema, node: SchemaNode | None = None) -> str:
        """Return the lines about that node of the schema; None only where it needs none."""
        table = table_of(node, schema) if node is not None else None
        is_column = table is not None and node is not None and node.category == "datapoint"
        text = self.column_text if is_column and self.needs == "field" else self.text
        return Template(text).substitute(_ids(schema, node, table))


def load_recipes(language: str) -> tuple[Recipe, ...]:
    """The recipes in a language, `python` or `javascript`, in the order of their list."""
    folder = resource("recipes")
    listed = json.loads((folder / "recipes.json").read_text(encoding="utf-8"))
    return tuple(
        Recipe(**about, **_texts(folder / language, about["name"], SUFFIXES[language])) for about in listed
    )


def javascript_accessor(schema_id: str) -> str:
    """How JavaScript code finds the datapoints of a field."""
    return f"findBySchemaId(payload.annotation.content, '{schema_id}')"


def table_of(node: SchemaNode, schema: Schema) -> SchemaNode | None:
    """The table that the node is, or is in."""
    found: SchemaNode | None = node
    while found is not None and not _is_table(found):
        found = schema.find(found.parent) if found.parent is not None else None
    return found


def _is_table(node: SchemaNode) -> bool:
    return node.category == "multivalue" and any(child.category == "tuple" for child in node.children)


def _texts(folder: Traversable, name: str, suffix: str) -> dict[str, str]:
    text = (folder / f"{name}{suffix}").read_text(encoding="utf-8")
    of_column = folder / f"{name}.column{suffix}"
    return {
        "text": text,
        "column_text": of_column.read_text(encoding="utf-8") if of_column.is_file() else text,
    }


def _ids(schema: Schema, node: SchemaNode | None, table: SchemaNode | None) -> dict[str, str]:
    columns = [field for field in table.walk() if field.category == "datapoint"] if table is not None else []
    column = node if node in columns else _number(columns)
    header = [field for field in schema.fields() if table_of(field, schema) is None]
    total = _number([field for field in header if "total" in field.id]) or _number(header)
    about = node if node is not None and node.category == "datapoint" else column
    return {
        "field": node.id if node is not None else "",
        "table": table.id if table is not None else "",
        "column": column.id if column is not None else "",
        "total": total.id if total is not None else "amount_total",
        "value": _sample(about) if about is not None else "",
    }


def _number(fields: list[SchemaNode]) -> SchemaNode | None:
    """The first number; without one the first field."""
    return next((field for field in fields if field.type == "number"), fields[0] if fields else None)


def _sample(field: SchemaNode) -> str:
    if field.type == "enum":
        return field.options[0][0] if field.options else ""
    return _SAMPLES.get(field.type, "new value")
