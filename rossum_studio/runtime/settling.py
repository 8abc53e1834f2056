"""Has formulas computed and rules judged in a worker, as far as a change makes it necessary.

Source: reference 8.6, 8.7, 9.4, chapter 12 row 23.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from rossum_studio.model.annotation import Content
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.formula_run import DRIVER_NAME, answer_of, driver_code, later_question
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.play import Job, Play, Role
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.formula import FormulaRequest, edits_since, formula_request, formulas_of
from rossum_studio.simulator.formula_answer import FormulaAnswer, needs_recompute
from rossum_studio.simulator.rules import rules_of
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import ReadAhead, Settled, settled_with, unmoved

FORMULA_LIMITS = Limits()


def computes(schema: Schema) -> bool:
    """Whether there is anything to compute: formulas, or rules."""
    return bool(formulas_of(schema) or schema.attributes.get("rules"))


def settle(
    scenario: Scenario,
    earlier: Settled | None = None,
    changed: Sequence[int] | None = None,
    created: Sequence[int] = (),
    choices: Choices = DEFAULT_CHOICES,
) -> Play[Settled]:
    """Bring the scenario's document up to date.

    Args:
        earlier: The document before it was changed; None when it is new here.
        changed: Ids that changed; None computes everything.
        created: Those of them that are new, in rows that were added.
    """
    if earlier is not None and earlier.formulas.unfinished is not None:
        changed = None  # what was missed then is due now
    schema = scenario.schema or Schema()
    content = scenario.annotation.content if scenario.annotation is not None else Content()
    rules = rules_of(schema.attributes, schema)
    if earlier is not None and changed is not None and not _may_move(earlier, content, changed, created):
        if not rules.rules or not changed:
            return unmoved(content, earlier, choices)
        changed, created = (), ()  # only the rules are asked: they may depend on anything
    request = formula_request(
        schema,
        content,
        changed,
        created,
        attributes=scenario.annotation.attributes if scenario.annotation is not None else None,
        document=scenario.document,
        rules=rules.rules,
    )
    read_ahead = earlier.read_ahead if earlier is not None else None
    if request is None:
        answer = FormulaAnswer(dependencies=earlier.formulas.dependencies if earlier else {})
    else:
        outcome = yield _job(request, content, read_ahead)
        answer = answer_of(outcome, schema, content)
        read_ahead = read_ahead or ReadAhead(request.payload, content)
    settled = settled_with(content, schema, answer, rules, earlier, choices)
    return replace(settled, read_ahead=read_ahead)


def _job(request: FormulaRequest, content: Content, read_ahead: ReadAhead | None) -> Job:
    """The question; where a worker may have read the document ahead, only with what was edited since."""
    edits = edits_since(read_ahead.content, content) if read_ahead is not None else None
    code, payload = driver_code(), request.payload
    if read_ahead is not None and edits is not None:
        text = msgspec.json.encode({**request.asked, "edits": edits}).decode()
        code, payload = code + later_question(text), read_ahead.payload
    return Job(code, DRIVER_NAME, payload, FORMULA_LIMITS, role=Role.FORMULAS)


def _may_move(earlier: Settled, content: Content, changed: Sequence[int], created: Sequence[int]) -> bool:
    """Whether any formula depends on the change; one that was never computed may depend on anything."""
    dependencies = earlier.formulas.dependencies
    if not dependencies and formulas_of(earlier.schema):
        return bool(changed)
    return needs_recompute(dependencies, content, changed, created)


def with_content(scenario: Scenario, content: Content) -> Scenario:
    """The scenario with another state of its document."""
    if scenario.annotation is None:
        return scenario
    return replace(scenario, annotation=replace(scenario.annotation, content=content))
