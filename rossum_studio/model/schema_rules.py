"""Rules on where a node may lie, and on the ids and attributes of every node.

Source: reference 2.2, 2.3, 2.13.
"""

from collections.abc import Iterable, Iterator

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema_nodes import UncheckedNode, child_entries
from rossum_studio.model.schema_sentences import choice_of, worded

_ALLOWED = {
    "section": ("datapoint", "multivalue"),
    "multivalue": ("datapoint", "tuple"),
    "tuple": ("datapoint",),
}
_PLURALS = {"section": "sections", "multivalue": "multivalues", "tuple": "tuples", "datapoint": "fields"}
_NESTING = "schema-nesting"
_CHILDREN = "schema-children"


def root_problems(content: object, path: str) -> Iterator[Problem]:
    """The root holds sections only."""
    for place, entry in child_entries(content, path):
        if not isinstance(entry, dict):
            yield _not_a_node(place, entry)
            continue
        node = UncheckedNode(entry, place)
        if node.category not in ("section", ""):
            sentence = f"{_capital(node.title)} lies at the root; expected only sections there."
            yield node.problem(Severity.ERROR, _NESTING, sentence)


def nesting_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Which nodes may lie in this one, and in what JSON."""
    if node.category == "datapoint":
        if node.says("children"):
            sentence = f"{_capital(node.title)} has children; expected none, because a field holds one value."
            yield node.problem(Severity.ERROR, _NESTING, sentence, ["children"])
    elif node.category:
        yield from _shape_problems(node)
        for place, entry in node.entries():
            if isinstance(entry, dict):
                yield from _child_problems(node, UncheckedNode(entry, place, node))
            else:
                yield _not_a_node(place, entry)


def _shape_problems(node: UncheckedNode) -> Iterator[Problem]:
    named = node.subject.named(["children"])
    is_multivalue = node.category == "multivalue"
    awaited = "an object: one field or one tuple" if is_multivalue else "a list"
    if "children" not in node.attributes:
        yield node.problem(
            Severity.ERROR, "schema-missing-children", f"{named} is missing; expected {awaited}."
        )
        return
    children = node.attributes["children"]
    if not isinstance(children, dict if is_multivalue else list):
        yield node.problem(
            Severity.ERROR, _CHILDREN, f"{named} is {worded(children)}; expected {awaited}.", ["children"]
        )


def _child_problems(node: UncheckedNode, child: UncheckedNode) -> Iterator[Problem]:
    if child.category == "tuple" and node.category == "section":
        sentence = f"{_capital(child.title)} lies directly in a section; expected a multivalue around it."
        yield child.problem(Severity.WARNING, "schema-tuple-in-section", sentence)
    elif child.category and child.category not in _ALLOWED[node.category]:
        allowed = choice_of([_PLURALS[category] for category in _ALLOWED[node.category]])
        sentence = (
            f"{_capital(child.title)} lies in {node.title}; expected only {allowed} in a {node.category}."
        )
        yield child.problem(Severity.ERROR, _NESTING, sentence)
    elif child.type == "button" and node.category == "multivalue":
        found = f"The button {worded(child.id)} lies directly in {node.title}"
        sentence = f"{found}; expected it in a section or a tuple."
        yield child.problem(Severity.ERROR, "schema-button-in-multivalue", sentence)


def duplicate_id_problems(nodes: Iterable[UncheckedNode]) -> Iterator[Problem]:
    """Every id but the first of those that are the same."""
    first: dict[str, UncheckedNode] = {}
    for node in nodes:
        earlier = first.setdefault(node.id, node)
        if earlier is not node and node.id:
            sentence = (
                f"The id {worded(node.id)} is used at {earlier.path} already; "
                "expected an id that no other node has, because TxScript sees only the last of them."
            )
            yield node.problem(Severity.ERROR, "schema-duplicate-id", sentence, ["id"])


def label_problems(node: UncheckedNode) -> Iterator[Problem]:
    """A node without a label."""
    if "label" not in node.attributes:
        named = node.subject.named(["label"])
        sentence = f"{named} is missing; expected a text that reviewers read."
        yield node.problem(Severity.WARNING, "schema-missing-label", sentence)


def hidden_section_problems(node: UncheckedNode) -> Iterator[Problem]:
    """A section that is said to be hidden, with children that are not."""
    children = [entry for _, entry in node.entries() if isinstance(entry, dict)]
    if node.category != "section" or node.attributes.get("hidden") is not True:
        return
    if any(child.get("hidden") is not True for child in children):
        sentence = (
            f"{_capital(node.title)} is hidden, but not all that lies in it is; "
            "a section is hidden when all of its children are."
        )
        yield node.problem(Severity.INFO, "schema-hidden-section", sentence, ["hidden"])


def _not_a_node(path: str, found: object) -> Problem:
    sentence = f"The node at {path} is {worded(found)}; expected an object with category, id and label."
    return Problem(Severity.ERROR, Where.SCHEMA, path, sentence, "schema-node")


def _capital(title: str) -> str:
    return title[:1].upper() + title[1:]
