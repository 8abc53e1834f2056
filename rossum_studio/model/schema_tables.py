"""Rules on multivalues: how many rows, and the types of rows.

Source: reference 2.5.
"""

from collections.abc import Iterator

from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.schema_constraints import whole
from rossum_studio.model.schema_nodes import UncheckedNode
from rossum_studio.model.schema_sentences import worded

_DEFAULT_MAX = 1000


def occurrence_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Fewer rows at most than at least."""
    if node.category != "multivalue":
        return
    least = whole(node.attributes.get("min_occurrences")) or 0
    most = whole(node.attributes.get("max_occurrences"))
    limit = _DEFAULT_MAX if most is None else most
    if least > limit:
        sentence = (
            f'{node.subject.named(["min_occurrences"])} is {least}, more than "max_occurrences" ({limit}); '
            "expected at most as many."
        )
        yield node.problem(Severity.ERROR, "schema-occurrences", sentence, ["min_occurrences"])


def grid_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Row types that the grid does not declare; a grid or extraction where there is no table."""
    if node.category != "multivalue":
        return
    if not _is_table(node):
        yield from _list_problems(node)
    grid = node.object("grid")
    declared = grid.get("row_types")
    if isinstance(declared, list):
        yield from _row_type_problems(node, [each for each in declared if isinstance(each, str)])


def _row_type_problems(node: UncheckedNode, declared: list[str]) -> Iterator[Problem]:
    grid = node.object("grid")
    extracted = grid.get("row_types_to_extract")
    used: list[tuple[tuple[str | int, ...], object]] = [
        (("grid", "default_row_type"), grid.get("default_row_type"))
    ]
    if isinstance(extracted, list):
        used += [(("grid", "row_types_to_extract", index), entry) for index, entry in enumerate(extracted)]
    for keys, row_type in used:
        if isinstance(row_type, str) and row_type not in declared:
            sentence = f'{node.subject.named(keys)} is {worded(row_type)}; expected one of "grid.row_types".'
            yield node.problem(Severity.ERROR, "schema-grid-row-type", sentence, keys)


def _list_problems(node: UncheckedNode) -> Iterator[Problem]:
    if node.says("rir_field_names"):
        sentence = (
            f"{node.subject.named(['rir_field_names'])} has entries; expected them only at a table. "
            "In a list of single values they belong to the field in it."
        )
        yield node.problem(Severity.ERROR, "schema-extraction-place", sentence, ["rir_field_names"])
    for key in ("grid", "show_grid_by_default"):
        if node.says(key):
            sentence = f"{node.subject.named([key])} has no effect; it is for a table."
            yield node.problem(Severity.INFO, "schema-key-without-effect", sentence, [key])


def _is_table(node: UncheckedNode) -> bool:
    """A multivalue of single values is a list; one whose child is unclear may be a table."""
    children = [entry for _, entry in node.entries() if isinstance(entry, dict)]
    return not any(child.get("category") == "datapoint" for child in children)
