"""A document once Rossum has done its own part: formulas computed, rules applied, everything checked.

It is a value: the formulas and conditions themselves run in a worker, see `runtime.settling`.

Source: reference 4.6, 8.6, 9.3, 9.4, chapter 12 rows 21 and 23.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import Message
from rossum_studio.model.problem import Problem
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.apply import Applied
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.evaluation import AutomationBlocker, Change
from rossum_studio.simulator.formula import not_modelled
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.formula_apply import apply_formula_answer
from rossum_studio.simulator.rule_effects import RuleEffects, apply_rules
from rossum_studio.simulator.rules import ParsedRules, Rule
from rossum_studio.simulator.validate import Validation, validate


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """A document as it was sent to a worker once: later ones need to be told only what was edited since."""

    payload: bytes
    content: Content


@dataclass(frozen=True)
class Settled:
    """A document, and what Rossum says about it without any hook.

    Args:
        updated: Ids that formulas and rules changed, in document order.
        changes: The same, attribute by attribute.
        formulas: What the last computation came to, with what still holds of earlier ones.
        problems: Of formulas and rules.
        read_ahead: What workers may read before they are asked again about this document.
    """

    content: Content
    schema: Schema
    updated: tuple[int, ...] = ()
    changes: tuple[Change, ...] = ()
    formulas: FormulaAnswer = field(default_factory=FormulaAnswer)
    effects: RuleEffects | None = None
    validation: Validation = field(default_factory=Validation)
    problems: tuple[Problem, ...] = ()
    read_ahead: ReadAhead | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the reviewer sees of formulas, rules and built-in checks."""
        said = self.effects.messages if self.effects is not None else ()
        return (*self.formulas.messages, *said, *self.validation.messages)

    @property
    def blockers(self) -> tuple[AutomationBlocker, ...]:
        """What formulas and rules hold against automation."""
        found = self.effects.blockers if self.effects is not None else ()
        return (*self.formulas.blockers, *found)

    @property
    def fired(self) -> tuple[str, ...]:
        """Names of the rules whose condition holds."""
        return tuple(each.name for each in self.effects.fired) if self.effects is not None else ()

    @property
    def not_modelled(self) -> tuple[str, ...]:
        """What of this document is not simulated, a sentence each."""
        fields = (each.reason for each in not_modelled(self.schema))
        return (*fields, *(self.effects.not_simulated if self.effects is not None else ()))


def settled_with(
    content: Content,
    schema: Schema,
    answer: FormulaAnswer,
    rules: ParsedRules = ParsedRules(),  # noqa: B008 - a frozen value
    earlier: Settled | None = None,
    choices: Choices = DEFAULT_CHOICES,
) -> Settled:
    """Put computed values in, apply the rules and check everything.

    Args:
        content: What the formulas were computed on.
        answer: Of this computation alone.
        earlier: The document before the change that led to this; what it says about the rest still holds.
    """
    applied = apply_formula_answer(
        content, schema, answer, choices, failure_keeps_value=choices.failed_formula_keeps_value
    )
    merged = answer if earlier is None else answer.on_top_of(earlier.formulas, schema, applied.content)
    effects = _effects(applied.content, schema, rules.rules, answer, choices)
    after = applied.content if effects is None else effects.content
    rule_changes = () if effects is None else effects.changes
    return Settled(
        content=after,
        schema=schema,
        updated=after.in_document_order((*applied.updated, *(each.id for each in rule_changes))),
        changes=(*_changes(applied), *rule_changes),
        formulas=merged,
        effects=effects,
        validation=validate(after, schema, earlier.validation if earlier else None, choices=choices),
        problems=(
            *merged.problems,
            *applied.problems,
            *rules.problems,
            *(effects.problems if effects is not None else ()),
        ),
    )


def _effects(
    content: Content, schema: Schema, rules: tuple[Rule, ...], answer: FormulaAnswer, choices: Choices
) -> RuleEffects | None:
    if not rules or answer.unfinished is not None:
        return None
    return apply_rules(content, schema, rules, answer.rule_results, must_be_true=choices.rule_must_be_true)


def unmoved(content: Content, earlier: Settled, choices: Choices = DEFAULT_CHOICES) -> Settled:
    """The document after a change that no formula or rule depends on: only the checks are repeated."""
    validation = validate(content, earlier.schema, earlier.validation, choices=choices)
    return replace(earlier, content=content, updated=(), changes=(), validation=validation)


def _changes(applied: Applied) -> Iterable[Change]:
    return (change for result in applied.results for change in result.changes)
