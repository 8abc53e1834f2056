"""Writes computed values into the document. Formula fields are closed to hooks, not to the platform.

Source: reference 8.6, 5.4, chapter 12 rows 5, 21 and 40.
"""

from collections.abc import Mapping
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint
from rossum_studio.model.operation import Replace
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.datapoint_write import RefusedError, Written, write
from rossum_studio.simulator.evaluation import OperationResult, OperationStatus
from rossum_studio.simulator.formula import formulas_of
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.working_content import WorkingContent

_CLEARED: Mapping[str, Any] = {"content": {"value": ""}}


def apply_formula_answer(
    content: Content,
    schema: Schema,
    answer: FormulaAnswer,
    choices: Choices = DEFAULT_CHOICES,
    *,
    failure_keeps_value: bool = True,
) -> Applied:
    """Put the computed values into a copy of the content.

    Args:
        content: What the formulas were computed on. Not modified.
        failure_keeps_value: A formula that raised leaves the value as it was; else it is cleared.

    Returns:
        `updated` are the ids that changed: what the platform adds to `updated_datapoints`. The paths of
        `problems` are those of formulas in the schema.
    """
    run = _Run(schema, WorkingContent(content), choices)
    results = tuple(run.result(index, operation) for index, operation in enumerate(answer.operations))
    if not failure_keeps_value:
        run.clear(answer)
    new_content, updated = run.working.finish()
    return Applied(new_content, results, updated, tuple(run.problems))


class _Run:
    def __init__(self, schema: Schema, working: WorkingContent, choices: Choices) -> None:
        self.schema = schema
        self.working = working
        self.choices = choices
        self.problems: list[Problem] = []
        self._pointers = {one.schema_id: one.pointer for one in formulas_of(schema)}

    def result(self, index: int, operation: Replace) -> OperationResult:
        """Write one value."""
        datapoint = self.working.find(operation.id)
        assert isinstance(datapoint, Datapoint)  # TxScript names nothing but the formula's own datapoint
        schema_id = datapoint.schema_id
        try:
            written = self._write(datapoint, operation.value)
        except RefusedError as refused:
            reason = (
                f"{schema_id}: the formula's value is refused. {refused.reason} The field keeps its value."
            )
            self._report(schema_id, reason, "formula-value-too-long")
            status = OperationStatus.REJECTED
            return OperationResult(index, operation.op, operation.id, status, refused.reason, schema_id)
        if written.unreadable:
            error, expected = written.unreadable.error, written.unreadable.expected
            sentence = f"{schema_id}: {error} in the formula's value; expected {expected}."
            self._report(schema_id, sentence, "formula-unreadable-value")
        status = OperationStatus.APPLIED
        return OperationResult(index, operation.op, operation.id, status, None, schema_id, written.changes)

    def clear(self, answer: FormulaAnswer) -> None:
        """Empty the datapoints whose formula failed."""
        for failure in answer.failures:
            node = self.working.find(failure.source_id) if failure.source_id is not None else None
            if isinstance(node, Datapoint):
                self._write(node, _CLEARED)

    def _write(self, datapoint: Datapoint, value: Mapping[str, Any]) -> Written:
        written = write(datapoint, self.schema.find(datapoint.schema_id), value, choices=self.choices)
        if written.changes:
            self.working.put(_without_connector(written.datapoint, datapoint))
        return written

    def _report(self, schema_id: str, message: str, code: str) -> None:
        path = self._pointers.get(schema_id, "")
        self.problems.append(Problem(Severity.ERROR, Where.SCHEMA, path, message, code))


def _without_connector(written: Datapoint, before: Datapoint) -> Datapoint:
    """The datapoint as the platform writes it: `connector_text` tells what a hook wrote, and none did."""
    content = before.content_object or {}
    return written.with_content(
        connector_text=content.get("connector_text"), connector_position=content.get("connector_position")
    )
