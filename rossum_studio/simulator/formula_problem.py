"""What is wrong with formulas, told from how their computation went.

Source: reference 8.6, 8.8, chapter 12 row 22.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.simulator.formula import FormulaField

_SYNTAX = ("SyntaxError:", "IndentationError:", "TabError:")
_UNKNOWN_FIELD = re.compile(r"AttributeError: Field '(?P<name>[^']*)' is not defined")


@dataclass(frozen=True, slots=True)
class FormulaFailure:
    """A formula that raised, or does not parse, for one datapoint.

    Args:
        source_id: The datapoint it was computed for; its row where the cell is absent; None where the
            document has neither.
        text: As "ZeroDivisionError: division by zero".
        line: Of the formula, from 1.
    """

    schema_id: str
    source_id: int | None
    text: str
    line: int | None = None

    @property
    def sentence(self) -> str:
        """What happened and where, for a reviewer and for the author."""
        return f"{self.text} (line {self.line} of the formula)" if self.line else self.text


def formula_problems(
    formulas: Iterable[FormulaField],
    failures: Iterable[FormulaFailure],
    dependencies: Mapping[str, Collection[str]],
    cycle: str | None,
) -> tuple[Problem, ...]:
    """Whatever keeps formulas from being computed, in schema order, and those that read themselves.

    Args:
        dependencies: Fields that each formula reads, by the formula's own field.
        cycle: What TxScript says about formulas that wait for each other; None without any.
    """
    fields = {field.schema_id: field for field in formulas}
    places = Counter((failure.schema_id, failure.text, failure.line) for failure in failures)
    found = [
        *(_failure_problem(fields[one[0]], *one[1:], count) for one, count in places.items()),
        *(_cycle_problems(fields, dependencies) if cycle else ()),
        *(_self_reference(fields[one]) for one, read in dependencies.items() if one in read),
    ]
    order = {field.pointer: place for place, field in enumerate(fields.values())}
    return tuple(sorted(found, key=lambda problem: order[problem.path]))


def _failure_problem(field: FormulaField, text: str, line: int | None, count: int) -> Problem:
    where = f" in line {line}" if line else ""
    rows = f" ({count} rows)" if count > 1 else ""
    unknown = _UNKNOWN_FIELD.match(text)
    if text.startswith(_SYNTAX):
        code = "formula-syntax"
        message = f"{field.schema_id}: the formula is not valid Python{where}: {text}."
    elif unknown:
        code = "formula-unknown-field"
        message = (
            f'{field.schema_id}: the formula reads "{unknown["name"]}"{where}{rows}, '
            "which the schema does not have."
        )
    else:
        code = "formula-exception"
        message = f"{field.schema_id}: the formula raised {text}{where}{rows}."
    return _problem(field, f"{message} The field keeps its value.", code)


def _cycle_problems(
    fields: Mapping[str, FormulaField], dependencies: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for schema_id in dependencies:
        circle = _way_back(schema_id, dependencies)
        if circle:
            way = " needs ".join((schema_id, *circle))
            message = f"{way}: formulas cannot wait for each other. Rossum computes no formula at all."
            yield _problem(fields[schema_id], message, "formula-cycle")


def _way_back(start: str, dependencies: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The shortest way from a formula over others back to it, itself included at the end; empty if none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:  # grows while it is walked
        for needed in sorted(dependencies[way[-1]]):
            if needed == start and len(way) > 1:
                return (*way[1:], start)
            if needed in dependencies and needed not in seen:
                seen.add(needed)
                ways.append((*way, needed))
    return ()


def _self_reference(field: FormulaField) -> Problem:
    consequence = "Its value may depend on how often it is computed."
    message = f"{field.schema_id}: the formula reads its own field. {consequence}"
    return _problem(field, message, "formula-self-reference", Severity.WARNING)


def _problem(field: FormulaField, message: str, code: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(severity, Where.SCHEMA, field.pointer, message, code)
