"""What computing formulas and conditions came to: values only, `formula_reading` makes them.

Source: reference 8.3, 8.6, 8.8, chapter 12 rows 21 and 22.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.operation import Replace
from rossum_studio.model.problem import Problem
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.evaluation import AutomationBlocker
from rossum_studio.simulator.formula import formulas_of
from rossum_studio.simulator.formula_problem import FormulaFailure, formula_problems


@dataclass(frozen=True, slots=True)
class Sourced[Item]:
    """A message or an automation blocker, and the datapoint whose formula said it."""

    source_id: int | None
    item: Item


@dataclass(frozen=True, slots=True)
class FormulaDependencies:
    """What a formula reads, as far as TxScript sees it.

    Args:
        fields: `schema_id` of what the code names.
        triggers: `schema_id` of the nodes whose change has it computed again: `fields`, and the table of
            a column that is read from outside of it.
    """

    fields: frozenset[str] = frozenset()
    triggers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleResult:
    """Whether the condition of a rule holds.

    Args:
        rule: The rule's place among those that were asked about.
        row_id: The row it was judged for; None for the whole document.
        is_true: It is exactly True.
        is_truthy: Python takes it for true.
        error: As "TypeError: ..."; None unless the condition raised.
    """

    rule: int
    row_id: int | None = None
    is_true: bool = False
    is_truthy: bool = False
    error: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class FormulaAnswer:
    """What a computation came to.

    Args:
        operations: Values of formula fields that TxScript found changed.
        said: Messages of formulas.
        blocked: Automation blockers of formulas.
        failures: Formulas that raised or do not parse.
        computed_ids: Datapoints whose formula was evaluated.
        dependencies: Of each formula that parses, by its field.
        cycle: What TxScript says about formulas that wait for each other; then none was computed.
        durations_ms: Time that each formula took, all rows together.
        rule_results: Of conditions.
        unfinished: Why there is no answer; then nothing was computed, and the next run has to compute all.
        problems: What is wrong with formulas, for their author.
    """

    operations: tuple[Replace, ...] = ()
    said: tuple[Sourced[Message], ...] = ()
    blocked: tuple[Sourced[AutomationBlocker], ...] = ()
    failures: tuple[FormulaFailure, ...] = ()
    computed_ids: frozenset[int] = frozenset()
    dependencies: Mapping[str, FormulaDependencies] = field(default_factory=dict)
    cycle: str | None = None
    durations_ms: Mapping[str, float] = field(default_factory=dict)
    rule_results: tuple[RuleResult, ...] = ()
    unfinished: Problem | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the reviewer sees: what formulas said, then what failed."""
        failed = (
            Message(MessageType.ERROR, one.sentence, one.source_id, one.schema_id, MessageSource.FORMULA)
            for one in self.failures
            if one.source_id is not None
        )
        return (*(one.item for one in self.said), *failed, *_cycle_message(self.cycle))

    @property
    def blockers(self) -> tuple[AutomationBlocker, ...]:
        """Reasons why the document needs a person."""
        return tuple(one.item for one in self.blocked)

    def on_top_of(self, earlier: "FormulaAnswer", schema: Schema, content: Content) -> "FormulaAnswer":
        """This answer of a partial computation, with what still holds of the one before.

        A formula that was not evaluated again still says what it said. What only the schema decides
        holds although this time no formula was asked for, or the computation did not come to its end.

        Args:
            earlier: For the same schema.
            content: As it is now; what its removed datapoints said is gone.
        """

        def stands(source_id: int | None) -> bool:
            if source_id is None or source_id in self.computed_ids:
                return False
            return content.find(source_id) is not None

        merged = replace(
            self,
            said=(*(one for one in earlier.said if stands(one.source_id)), *self.said),
            blocked=(*(one for one in earlier.blocked if stands(one.source_id)), *self.blocked),
            failures=(*self._still_failing(earlier, stands), *self.failures),
            dependencies={**earlier.dependencies, **self.dependencies},
            cycle=self.cycle or earlier.cycle,
        )
        return replace(merged, problems=problems_of(schema, merged))

    def _still_failing(
        self, earlier: "FormulaAnswer", stands: Callable[[int | None], bool]
    ) -> Iterator[FormulaFailure]:
        places = {(one.schema_id, one.source_id) for one in self.failures}
        fields = {one.schema_id for one in self.failures}
        for one in earlier.failures:
            if one.source_id is None:  # it does not parse, and had no datapoint to say so
                if one.schema_id not in fields:
                    yield one
            elif stands(one.source_id) and (one.schema_id, one.source_id) not in places:
                yield one


def needs_recompute(
    dependencies: Mapping[str, FormulaDependencies],
    content: Content,
    changed: Iterable[int],
    forced: Iterable[int] = (),
) -> bool:
    """Whether TxScript would compute anything, told without asking it.

    Args:
        dependencies: From an earlier answer for the same schema.
        content: As it is now.
        changed: As in `formula_request`.
        forced: As in `formula_request`.
    """
    triggers = {name for one in dependencies.values() for name in one.triggers}
    forced_ids = list(forced)
    updated = list(changed) or forced_ids  # as in `formula_request`
    return any(name in triggers for name in _names(content, updated)) or any(
        name in dependencies for name in _names(content, forced_ids)
    )


def _names(content: Content, ids: Iterable[int]) -> Iterator[str]:
    return (node.schema_id for node in map(content.find, ids) if node is not None)


def problems_of(schema: Schema, answer: FormulaAnswer) -> tuple[Problem, ...]:
    """What is wrong with formulas, told from the rest of an answer."""
    read = {schema_id: one.fields for schema_id, one in answer.dependencies.items()}
    found = formula_problems(formulas_of(schema), answer.failures, read, answer.cycle)
    return found if answer.unfinished is None else (answer.unfinished, *found)


def _cycle_message(cycle: str | None) -> tuple[Message, ...]:
    if cycle is None:
        return ()
    return (Message(MessageType.ERROR, cycle, source=MessageSource.FORMULA),)
