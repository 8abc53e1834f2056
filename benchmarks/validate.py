"""How long the built-in checks and a list of operations take, beside a plain copy of the same document.

    python benchmarks/validate.py [--sizes 20000] [--rounds 5]

The copy is `copy.deepcopy` of the JSON tree: what a program without shared nodes does before any change.
Figures are medians; each variant runs once a round, in turn. Exits with 1 when a limit is exceeded.
"""

import argparse
import copy
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import documents
import msgspec
from timing import median_of_rounds

from rossum_studio.model.annotation import Content, Section
from rossum_studio.model.operation import Replace
from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.apply import apply_operations
from rossum_studio.simulator.edit import edit_value
from rossum_studio.simulator.validate import validate

OPERATIONS = 2000
LIMITS = {"every value": 3.0, "one changed value": 0.1, "operations": 2.0}
"""How many copies each may take."""


@dataclass(frozen=True)
class Document:
    """One document in both forms."""

    tree: list[dict[str, Any]]
    content: Content
    schema: Schema


def make_document(size: int) -> Document:
    """A document of a size, whose schema checks every value in several ways."""
    tree = documents.content(size)
    content = Content(msgspec.json.decode(json.dumps(tree), type=list[Section]))
    return Document(tree, content, demanding_schema())


def demanding_schema() -> Schema:
    """The schema of the generated documents, with constraints everywhere and a sum for each column."""
    sections = copy.deepcopy(documents.schema().content())
    for field in _fields(sections):
        field["constraints"] = {
            "required": True,
            "length": {"min": 1, "max": 40},
            "regexp": {"pattern": "^[A-Z0-9.-]+$"},
        }
        if field["type"] == "number":
            field["aggregations"] = {"sum": {"label": "Sum"}}
    return parse_schema(sections)


def _fields(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        children = node.get("children", [])
        yield from _fields([children] if isinstance(children, dict) else children)
        if node["category"] == "datapoint":
            yield node


def variants(document: Document) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    content, schema = document.content, document.schema
    ids = [datapoint.id for datapoint in content.datapoints()]
    checked = validate(content, schema)
    edited = edit_value(content, schema, ids[-1], "7.25").content
    writes = [Replace(each, {"content": {"value": "12.50"}}) for each in ids[-OPERATIONS:]]
    return {
        "copy": lambda: copy.deepcopy(document.tree),
        "every value": lambda: validate(content, schema),
        "one changed value": lambda: validate(edited, schema, checked),
        "operations": lambda: apply_operations(content, writes, schema),
    }


def measure(size: int, rounds: int) -> bool:
    """Print the table of one size; whether all limits are kept."""
    works = variants(make_document(size))
    medians = median_of_rounds(works, rounds)
    print(f"\n{size:,} datapoints, {OPERATIONS:,} operations, {rounds} rounds")
    print(f"{'copy':<20} {medians['copy']:9.1f} ms")
    for name, limit in LIMITS.items():
        ratio = medians[name] / medians["copy"]
        verdict = "ok" if ratio <= limit else "OVER"
        print(f"{name:<20} {medians[name]:9.1f} ms {ratio:8.3f} of the copy, limit {limit:<5g} {verdict}")
    return all(medians[name] <= limit * medians["copy"] for name, limit in LIMITS.items())


def main() -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    kept = [measure(size, arguments.rounds) for size in arguments.sizes]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
