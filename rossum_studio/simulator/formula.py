"""Formula fields of a schema, and the request to compute them.

Formulas are code of the user: `formula_request` makes what a worker is sent together with the source of
`runtime.formula_driver`, and `simulator.formula_reading` reads what comes back.

Source: reference 8.2, 8.6, 8.7, chapter 12 row 23.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from msgspec import Raw

from rossum_studio.model.annotation import Content, Datapoint, Node
from rossum_studio.model.importing.complete_objects import fill_annotation, fill_document
from rossum_studio.model.schema import Schema, SchemaNode

_MOST_EDITS = 200

_FILLED_ELSEWHERE = {
    "lookup": "{} is a lookup field: its value comes from master data and cannot be computed offline.",
    "reasoning": "{} is a reasoning field: a remote service computes its value, which is impossible offline.",
}


@dataclass(frozen=True, slots=True)
class FormulaField:
    """A field whose value TxScript computes.

    Args:
        table: `schema_id` of the table it is a column of; None for a header field.
        pointer: JSON pointer of the formula in the schema.
    """

    schema_id: str
    code: str
    table: str | None = None
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class NotModelled:
    """A computed field that keeps its value here.

    Args:
        reason: A sentence.
    """

    schema_id: str
    reason: str


class Condition(Protocol):
    """What is asked about a rule: see `simulator.rules.Rule`."""

    @property
    def name(self) -> str:
        """As the user calls it."""

    @property
    def condition(self) -> str:
        """TxScript."""

    @property
    def table(self) -> str | None:
        """Judge it for each row of this table; None for the whole document."""

    @property
    def is_judged(self) -> bool:
        """Whether it takes part."""


@dataclass(frozen=True, slots=True)
class FormulaRequest:
    """What a worker is asked.

    Args:
        payload: JSON for `runtime.formula_driver`.
        formulas: What may be computed.
        asked: The request without the document, for a worker that has read one like it ahead.
    """

    payload: bytes
    formulas: tuple[FormulaField, ...]
    asked: Mapping[str, Any] = field(default_factory=dict)


def formulas_of(schema: Schema) -> tuple[FormulaField, ...]:
    """The fields that are computed here, in schema order."""
    return tuple(found for found in _computed(schema) if isinstance(found, FormulaField))


def not_modelled(schema: Schema) -> tuple[NotModelled, ...]:
    """The computed fields that are not, and why, in schema order."""
    return tuple(found for found in _computed(schema) if isinstance(found, NotModelled))


def columns_of(schema: Schema) -> dict[str, str]:
    """The multivalue that each column of a table, and each child of a simple list, is in."""
    found: dict[str, str] = {}
    for multivalue in schema:
        if multivalue.category == "multivalue":
            fields = (node.id for node in multivalue.walk() if node.category == "datapoint")
            found.update(dict.fromkeys(fields, multivalue.id))
    return found


def formula_request(
    schema: Schema,
    content: Content,
    changed: Iterable[int] | None = None,
    forced: Iterable[int] = (),
    *,
    attributes: Mapping[str, Any] | None = None,
    document: Mapping[str, Any] | None = None,
    sideloads: Mapping[str, Any] | None = None,
    rules: Sequence[Condition] = (),
) -> FormulaRequest | None:
    """Ask for formulas, and whether the conditions of rules hold.

    Args:
        changed: Ids of changed nodes: what depends on them is computed. None computes everything.
        forced: Ids of datapoints whose formula is computed whatever changed: those of new rows, and one
            whose `no_recalculation` was taken back.
        attributes: The annotation object. None: formulas find no `annotation`.
        document: The document object.
        sideloads: Further keys of a payload, which formulas reach through `context`.
        rules: The answer names each by its place here.

    Returns:
        None when there is nothing to compute.
    """
    due = _due(changed, forced)
    formulas = () if due is not None and not any(due.values()) else formulas_of(schema)
    judged = [_asked(index, rule) for index, rule in enumerate(rules) if rule.is_judged]
    if not formulas and not judged:
        return None
    asked = {
        "formulas": [{"schema_id": one.schema_id, "code": one.code, "table": one.table} for one in formulas],
        "rules": judged,
    }
    payload = {**_payload(schema, content, attributes, document, sideloads), **(due or {})}
    encoded = msgspec.json.encode({"payload": payload, **asked})
    return FormulaRequest(encoded, formulas, {**asked, "due": due or {}})


def edits_since(before: Content, after: Content) -> list[dict[str, Any]] | None:
    """What makes one document of another, for a worker that has the first; None when it is much."""
    edits: list[dict[str, Any]] = []
    try:
        _note_edits(before.sections, after.sections, edits)
    except _TooMuchError:
        return None
    return edits


class _TooMuchError(Exception):
    """The documents differ by more than is worth telling."""


def _note_edits(before: Sequence[Node], after: Sequence[Node], edits: list[dict[str, Any]]) -> None:
    known = {node.id: node for node in before}
    for node in after:
        old = known.get(node.id)
        if old is node or old is None:  # the node above tells of new ones
            continue
        if len(edits) >= _MOST_EDITS:
            raise _TooMuchError
        if isinstance(node, Datapoint):
            edits.append({"id": node.id, "node": Raw(msgspec.json.encode(node))})
            continue
        ids = [child.id for child in node.nodes]
        if ids != [child.id for child in old.nodes]:
            had = {child.id for child in old.nodes}
            added = [Raw(msgspec.json.encode(child)) for child in node.nodes if child.id not in had]
            edits.append({"id": node.id, "children": ids, "added": added})
        _note_edits(old.nodes, node.nodes, edits)


def _due(changed: Iterable[int] | None, forced: Iterable[int]) -> dict[str, list[int]] | None:
    """The two lists by which TxScript decides what is due; None when everything is."""
    if changed is None:
        return None
    forced_ids = list(forced)
    updated = list(changed) or forced_ids  # without updated ids TxScript computes everything
    return {"updated_datapoint_ids": updated, "force_update_datapoint_ids": forced_ids}


def _asked(index: int, rule: Condition) -> dict[str, Any]:
    name = " ".join(rule.name.split())
    return {"index": index, "name": name, "condition": rule.condition, "table": rule.table}


def _payload(
    schema: Schema,
    content: Content,
    attributes: Mapping[str, Any] | None,
    document: Mapping[str, Any] | None,
    sideloads: Mapping[str, Any] | None,
) -> dict[str, Any]:
    payload = {
        **(sideloads or {}),
        "event": "annotation_content",
        "schemas": [{"content": schema.content()}],
        "annotation": {"content": Raw(content.encode())},
    }
    if attributes is not None:
        annotation = fill_annotation(attributes, "").values
        payload["document"] = fill_document(document or {}, annotation).values
        payload["annotation"] = {**annotation, **payload["annotation"]}
    return payload


def _computed(schema: Schema) -> Iterator[FormulaField | NotModelled]:
    root = "/content" if schema.attributes else ""
    for index, section in enumerate(schema.sections):
        for path, pointer in _paths((section,), f"{root}/{index}"):
            if path[-1].category == "datapoint" and path[-1].is_computed:
                yield _classified(path, pointer)


def _paths(path: tuple[SchemaNode, ...], pointer: str) -> Iterator[tuple[tuple[SchemaNode, ...], str]]:
    """Every node below, and itself, with the nodes above it and its JSON pointer."""
    yield path, pointer
    node = path[-1]
    is_object = isinstance(node.attributes.get("children"), dict)
    for index, child in enumerate(node.children):
        place = f"{pointer}/children" if is_object else f"{pointer}/children/{index}"
        yield from _paths((*path, child), place)


def _classified(path: tuple[SchemaNode, ...], pointer: str) -> FormulaField | NotModelled:
    *above, field = path
    reason = _why_not(field, above)
    if reason is not None:
        return NotModelled(field.id, reason)
    table = above[-2].id if _categories(above) == ("multivalue", "tuple") else None
    return FormulaField(field.id, str(field.attributes["formula"]), table, f"{pointer}/formula")


def _why_not(field: SchemaNode, above: Sequence[SchemaNode]) -> str | None:
    if field.filled_by in _FILLED_ELSEWHERE:
        return _FILLED_ELSEWHERE[field.filled_by].format(field.id)
    if field.attributes.get("memory"):
        return f"{field.id} remembers what users entered: its value comes from a remote service."
    if not isinstance(field.attributes.get("formula"), str):
        return f"{field.id} is a formula field without a formula."
    nearest = _categories(above)
    if nearest[-1:] == ("multivalue",):
        return f"{field.id} is in a simple list, where Rossum computes no formulas."
    if nearest[-1:] == ("tuple",) and nearest != ("multivalue", "tuple"):
        return f"{field.id} is in a row outside of any table, where Rossum computes no formulas."
    return None


def _categories(above: Sequence[SchemaNode]) -> tuple[str, ...]:
    """Of the two nearest nodes above a field, outermost first."""
    return tuple(node.category for node in above[-2:])
