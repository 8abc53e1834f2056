"""How long a list of operations takes, beside a deep copy of the document.

    python benchmarks/operations.py [--size 20000] [--operations 2000] [--rounds 7]

The list is what a hook with TxScript sends that rewrites cells, deletes rows and appends as many. The copy is
`copy.deepcopy` of the JSON tree: what a program without shared nodes does before any change. Beside it stand
a copy that is harder to beat, through JSON text, and what reading the answer adds. Each application starts
with a document that nobody has looked into yet, so it pays for the index of the ids.

Figures are medians; each variant runs once a round, in turn. Exits with 1 when a limit is exceeded.
"""

import argparse
import copy
import sys
from collections.abc import Callable, Sequence
from typing import Any

import documents
import msgspec
from timing import median_of_rounds

from rossum_studio.model.annotation import Content, Multivalue, Section
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.response import parse_response
from rossum_studio.simulator.apply import apply_operations
from rossum_studio.simulator.choices import Choices
from rossum_studio.simulator.evaluation import OperationStatus

DEEP_COPY = "deep copy"
LIMITS = {"applied": 2.0}
"""How many deep copies a variant may take."""

EVENT = BY_NAME["annotation_content.updated"]
CHOICES = Choices(max_rows=1_000_000)
"""The generated table has more rows than Rossum allows by default."""


def operations_on(table: Multivalue, count: int) -> list[dict[str, Any]]:
    """Eight writes, a removal and a new row, over and over; no row is met twice."""
    rows = iter(table.rows)
    return [_operation(table, next(rows).id, place % 10) for place in range(count)]


def _operation(table: Multivalue, row_id: int, place: int) -> dict[str, Any]:
    match place:
        case 8:
            return {"op": "remove", "id": row_id}
        case 9:
            cells = [{"schema_id": column, "content": {"value": "7.25"}} for column in documents.COLUMNS]
            return {"op": "add", "id": table.id, "value": cells}
        case _:
            return {"op": "replace", "id": row_id + 1, "value": {"content": {"value": "12.5"}}}


def variants(size: int, count: int) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    tree, schema = documents.content(size), documents.schema()
    text = msgspec.json.encode(tree)
    content = Content(msgspec.json.decode(text, type=list[Section]))
    answer = {"operations": operations_on(content.multivalue("line_items"), count)}
    operations = parse_response(answer, EVENT, content).operations
    results = apply_operations(content, operations, schema, CHOICES).results
    assert [result.status for result in results] == [OperationStatus.APPLIED] * count

    def applied() -> object:
        return apply_operations(Content(content.sections), operations, schema, CHOICES)

    def read_and_applied() -> object:
        fresh = Content(content.sections)
        return apply_operations(fresh, parse_response(answer, EVENT, fresh).operations, schema, CHOICES)

    return {
        DEEP_COPY: lambda: copy.deepcopy(tree),
        "copy through JSON text": lambda: msgspec.json.decode(msgspec.json.encode(tree)),
        "applied": applied,
        "read and applied": read_and_applied,
    }


def measure(size: int, count: int, rounds: int) -> bool:
    """Print the table; whether the limits are kept."""
    works = variants(size, count)
    medians = median_of_rounds(works, rounds)
    print(f"{size:,} datapoints, {count:,} operations, {rounds} rounds")
    ratios = {name: median / medians[DEEP_COPY] for name, median in medians.items()}
    for name, ratio in ratios.items():
        print(f"{name:<24} {medians[name]:9.1f} ms {ratio:8.3f} of the deep copy{_verdict(name, ratio)}")
    return all(ratios[name] <= limit for name, limit in LIMITS.items())


def _verdict(name: str, ratio: float) -> str:
    limit = LIMITS.get(name)
    return "" if limit is None else f", limit {limit:g} {'ok' if ratio <= limit else 'OVER'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args(arguments)
    return 0 if measure(given.size, given.operations, given.rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
