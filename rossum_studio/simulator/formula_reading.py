"""Reads what `runtime.formula_driver` answered, and what is left of a computation that did not get that far.

Source: reference 8.3, 8.6, 8.8.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.operation import Replace
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.evaluation import AutomationBlocker
from rossum_studio.simulator.formula import columns_of, formulas_of
from rossum_studio.simulator.formula_answer import (
    FormulaAnswer,
    FormulaDependencies,
    RuleResult,
    Sourced,
    problems_of,
)
from rossum_studio.simulator.formula_problem import FormulaFailure

_PROGRESS = re.compile(r"\x1ecomputing (?P<kind>formula|rule) (?P<name>.*)\n")
"""By these lines on stderr the driver says what it computes next."""

_MAX_MESSAGE = 4096


class _Said(msgspec.Struct):
    content: str
    id: int | None = None
    source_id: int | None = None
    type: str = ""
    line: int | None = None
    schema_id: str = ""


class _Broken(msgspec.Struct):
    schema_id: str
    content: str
    line: int | None


class _Operation(msgspec.Struct):
    id: int
    value: dict[str, Any]


class _Answer(msgspec.Struct):
    """The driver's answer; reading it checks its shape."""

    operations: list[_Operation]
    messages: list[_Said]
    automation_blockers: list[_Said]
    exceptions: list[_Said]
    computed_ids: list[int]
    broken: list[_Broken]
    cycle: str | None
    dependencies: dict[str, list[str]]
    durations_ms: dict[str, float]
    rules: list[RuleResult]


def read_answer(raw: object, schema: Schema, content: Content) -> FormulaAnswer:
    """Read what the driver returned.

    Args:
        raw: Parsed JSON.
        content: What was sent to it.
    """
    try:
        answer = msgspec.convert(raw, _Answer)
    except msgspec.ValidationError as error:
        return read_failure(f"the answer cannot be read: {error}", "", schema)
    dependencies = _dependencies(schema, answer.dependencies)
    read = FormulaAnswer(
        operations=tuple(Replace(one.id, one.value) for one in answer.operations),
        said=tuple(Sourced(one.source_id, _message(one, content)) for one in answer.messages),
        blocked=tuple(Sourced(one.source_id, _blocker(one, content)) for one in answer.automation_blockers),
        failures=tuple(_failures(answer, content)),
        computed_ids=frozenset(answer.computed_ids),
        dependencies=dependencies,
        cycle=answer.cycle,
        durations_ms=answer.durations_ms,
        rule_results=tuple(answer.rules),
    )
    return replace(read, problems=problems_of(schema, read))


def read_failure(sentence: str, stderr: str, schema: Schema) -> FormulaAnswer:
    """The answer of a computation that did not come to its end.

    Args:
        sentence: How it ended, as "Timed out (limit 30 s)".
        stderr: What the driver wrote there names the formula it was computing.
    """
    last = progress_in(stderr)
    during = f" It was computing {last[0]} {last[1]}." if last else ""
    text = f"Formula fields were not computed: {sentence}.{during}"
    pointers = {("formula", one.schema_id): one.pointer for one in formulas_of(schema)}
    path = pointers.get(last, "") if last else ""
    said = Sourced(None, Message(MessageType.ERROR, text, source=MessageSource.RUNTIME))
    problem = Problem(Severity.ERROR, Where.SCHEMA, path, text, "formula-unfinished")
    return FormulaAnswer(said=(said,), unfinished=problem, problems=(problem,))


def progress_in(stderr: str) -> tuple[str, str] | None:
    """What the driver computed last: formula and its field, or rule and its name; None before the first."""
    found = _PROGRESS.findall(stderr)
    return found[-1] if found else None


def without_progress(stderr: str) -> str:
    """What formulas themselves wrote to stderr."""
    return _PROGRESS.sub("", stderr)


def _dependencies(schema: Schema, found: Mapping[str, Sequence[str]]) -> dict[str, FormulaDependencies]:
    columns = columns_of(schema)
    dependencies = {}
    for schema_id, names in found.items():
        own_table = columns.get(schema_id)
        outside = {columns[name] for name in names if name in columns} - {own_table}
        dependencies[schema_id] = FormulaDependencies(frozenset(names), frozenset(names).union(outside))
    return dependencies


def _failures(answer: _Answer, content: Content) -> Iterator[FormulaFailure]:
    for broken in answer.broken:
        ids: list[int | None] = [node.id for node in content.with_schema_id(broken.schema_id)]
        for source_id in ids or [None]:
            yield FormulaFailure(broken.schema_id, source_id, broken.content, broken.line)
    for one in answer.exceptions:
        source_id = one.source_id if one.id is None else one.id
        yield FormulaFailure(one.schema_id, source_id, one.content, one.line)


def _message(said: _Said, content: Content) -> Message:
    text, schema_id = said.content[:_MAX_MESSAGE], _schema_id(content, said.id)
    return Message(MessageType(said.type), text, said.id, schema_id, MessageSource.FORMULA)


def _blocker(said: _Said, content: Content) -> AutomationBlocker:
    return AutomationBlocker(said.content, said.id, _schema_id(content, said.id))


def _schema_id(content: Content, node_id: int | None) -> str | None:
    node = None if node_id is None else content.find(node_id)
    return None if node is None else node.schema_id
