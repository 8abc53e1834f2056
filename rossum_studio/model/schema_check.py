"""What is wrong or doubtful in a schema, found without running anything.

Structure comes from `resources/schemas/schema.schema.json`; what JSON Schema cannot say is a rule, one
function for each subject, in the `schema_*` modules beside this one.

Source: reference chapter 2.
"""

from collections.abc import Callable, Iterable, Iterator

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema_constraints import constraint_problems
from rossum_studio.model.schema_extraction import extraction_problems
from rossum_studio.model.schema_fields import (
    aggregation_problems,
    applicability_problems,
    computed_problems,
    deprecation_problems,
    option_problems,
)
from rossum_studio.model.schema_formats import format_problems
from rossum_studio.model.schema_nodes import UncheckedNode, unchecked_nodes
from rossum_studio.model.schema_rules import (
    duplicate_id_problems,
    hidden_section_problems,
    label_problems,
    nesting_problems,
    root_problems,
)
from rossum_studio.model.schema_sentences import Subject, worded
from rossum_studio.model.schema_structure import (
    SCHEMA_NODE,
    SCHEMA_OBJECT,
    metadata_problems,
    structure_problems,
)
from rossum_studio.model.schema_tables import grid_problems, occurrence_problems


def _node_structure(node: UncheckedNode) -> list[Problem]:
    return structure_problems(node.attributes, SCHEMA_NODE, node.subject)


_NODE_RULES: tuple[Callable[[UncheckedNode], Iterable[Problem]], ...] = (
    _node_structure,
    nesting_problems,
    label_problems,
    hidden_section_problems,
    computed_problems,
    applicability_problems,
    deprecation_problems,
    option_problems,
    format_problems,
    aggregation_problems,
    constraint_problems,
    occurrence_problems,
    grid_problems,
    extraction_problems,
)


def check_schema(raw: object) -> tuple[Problem, ...]:
    """Problems of a schema object, or of its bare `content` list.

    Args:
        raw: As parsed from JSON. Any JSON value is taken.

    Returns:
        Problems with pointers into `raw`: of the whole first, then node by node in schema order.
    """
    match raw:
        case dict():
            subject = Subject(Where.SCHEMA, owner="the schema")
            problems = [*structure_problems(raw, SCHEMA_OBJECT, subject), *metadata_problems(raw, subject)]
            return (*problems, *_content_problems(raw.get("content"), "/content"))
        case []:
            return (_refused("an empty list", "at least one section", "schema-content"),)
        case list():
            return tuple(_content_problems(raw, ""))
        case _:
            awaited = "a schema object or its list of sections"
            return (_refused(worded(raw), awaited, "schema-not-an-object"),)


def _refused(found: str, awaited: str, code: str) -> Problem:
    return Problem(Severity.ERROR, Where.SCHEMA, "", f"The schema is {found}; expected {awaited}.", code)


def _content_problems(content: object, path: str) -> Iterator[Problem]:
    if not isinstance(content, list):
        return
    nodes = list(unchecked_nodes(content, path))
    yield from root_problems(content, path)
    yield from duplicate_id_problems(nodes)
    for node in nodes:
        for rule in _NODE_RULES:
            yield from rule(node)
