"""Where a document and a schema disagree, and ids that occur twice.

Source: reference chapter 2.15, 3.2; chapter 12, row 43.
"""

from collections import Counter
from collections.abc import Sequence

from rossum_studio.model.annotation import Content
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema, SchemaNode

_SHOWN = 10


def drift(content: Content, schema: Schema) -> tuple[Problem, ...]:
    """Fields that only one of the two has, fields of another category, and ids that occur twice.

    A column is not missed where the table has no rows.
    """
    seen = {node.schema_id: node.category for node in content}
    missing = [node.id for node in schema if node.id not in seen and _is_expected(node, schema, seen)]
    extra = [schema_id for schema_id in seen if schema.find(schema_id) is None]
    return (
        *_missing(missing, "in the schema", "not in the document", "drift-missing-in-document"),
        *_missing(extra, "in the document", "not in the schema", "drift-missing-in-schema"),
        *_other_categories(seen, schema),
        *duplicate_ids(content),
    )


def duplicate_ids(content: Content) -> tuple[Problem, ...]:
    """A problem when two nodes share an id: operations could not tell them apart."""
    counts = Counter(node.id for node in content if node.id)
    twice = [str(datapoint_id) for datapoint_id, count in counts.items() if count > 1]
    if not twice:
        return ()
    subject = "1 id occurs" if len(twice) == 1 else f"{len(twice)} ids occur"
    message = f"{subject} more than once in the document: {_listed(twice)}."
    return (Problem(Severity.ERROR, Where.ANNOTATION, "/content", message, "duplicate-id"),)


def _is_expected(node: SchemaNode, schema: Schema, seen: dict[str, str]) -> bool:
    """Whether a document has this node even when it is empty; sections only show through their fields."""
    parent = schema.find(node.parent) if node.parent else None
    if parent is None:
        return False
    return parent.category == "section" or (parent.category == "tuple" and parent.id in seen)


def _missing(names: Sequence[str], where: str, not_where: str, code: str) -> tuple[Problem, ...]:
    if not names:
        return ()
    subject = f"1 field {where} is" if len(names) == 1 else f"{len(names)} fields {where} are"
    message = f"{subject} {not_where}: {_listed(names)}."
    return (Problem(Severity.WARNING, Where.ANNOTATION, "/content", message, code),)


def _other_categories(seen: dict[str, str], schema: Schema) -> list[Problem]:
    pairs = [(category, schema.find(schema_id)) for schema_id, category in seen.items()]
    return [
        Problem(
            Severity.WARNING,
            Where.ANNOTATION,
            "/content",
            f"{node.id!r} is a {category} in the document and a {node.category} in the schema.",
            "drift-category",
        )
        for category, node in pairs
        if node is not None and node.category != category
    ]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
