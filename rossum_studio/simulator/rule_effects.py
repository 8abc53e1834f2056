"""What rules do to a document whose conditions have been judged.

Source: reference 9.4, 3.5, 5.2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from rossum_studio.model.annotation import Content, Node, encode_raw
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.evaluation import AutomationBlocker, Change
from rossum_studio.simulator.formula import columns_of
from rossum_studio.simulator.formula_answer import RuleResult
from rossum_studio.simulator.rule_action import SHOWN_TYPES, VALIDATION, Action
from rossum_studio.simulator.rules import Rule

SOURCE = "rules"
"""The validation source that a rule adds."""


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule whose condition holds.

    Args:
        row_ids: The rows it holds for; empty when it was judged for the whole document.
        actions: Types of the actions that it takes.
        messages: What it says.
    """

    rule_id: object
    name: str
    row_ids: tuple[int, ...] = ()
    actions: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleEffects:
    """What rules come to.

    Args:
        content: The same object as before when nothing changed.
        changes: Fields shown or hidden, and validation sources added.
        fired: Rules whose condition holds, in order.
        not_simulated: What they would do beyond the document, as sentences.
        problems: Conditions that raised.
    """

    content: Content
    messages: tuple[Message, ...] = ()
    blockers: tuple[AutomationBlocker, ...] = ()
    changes: tuple[Change, ...] = ()
    fired: tuple[FiredRule, ...] = ()
    not_simulated: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def apply_rules(
    content: Content,
    schema: Schema,
    rules: Sequence[Rule],
    results: Sequence[RuleResult],
    *,
    must_be_true: bool = True,
) -> RuleEffects:
    """Carry out the actions of the rules, in order; of two that show and hide a field the later wins.

    Args:
        content: Not modified.
        rules: Those that `formula_request` was given.
        results: Of their conditions. A rule without any does nothing.
        must_be_true: A condition holds when it is exactly True; else when Python takes it for true.
    """
    run = _Run(content, schema, must_be_true)
    by_rule: dict[int, list[RuleResult]] = {}
    for result in results:
        by_rule.setdefault(result.rule, []).append(result)
    for index, rule in enumerate(rules):
        own = by_rule.get(index, [])
        if rule.is_judged and (own or run.has_no_rows(rule.table)):
            run.carry_out(rule, own)
    return run.effects()


@dataclass(slots=True)
class _Case:
    """One place where an action applies or does not.

    Args:
        row_id: The row; None for the whole document.
    """

    row_id: int | None
    holds: bool


@dataclass
class _Run:
    content: Content
    schema: Schema
    must_be_true: bool
    messages: list[Message] = field(default_factory=list)
    blockers: list[AutomationBlocker] = field(default_factory=list)
    fired: list[FiredRule] = field(default_factory=list)
    not_simulated: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changed: dict[int, Node] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._columns = columns_of(self.schema)
        self._by_schema_id: dict[str, list[Node]] = {}
        for node in self.content:
            self._by_schema_id.setdefault(node.schema_id, []).append(node)

    def effects(self) -> RuleEffects:
        """All that was collected, each thing once."""
        changes = tuple(self._changes())
        return RuleEffects(
            content=self.content.replaced(self.changed) if changes else self.content,
            messages=tuple(dict.fromkeys(self.messages)),
            blockers=tuple(dict.fromkeys(self.blockers)),
            changes=changes,
            fired=tuple(self.fired),
            not_simulated=tuple(dict.fromkeys(self.not_simulated)),
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def has_no_rows(self, table: str | None) -> bool:
        """Whether a condition for the rows of this table cannot have any results."""
        return table is not None and not any(node.nodes for node in self._by_schema_id.get(table, ()))

    def carry_out(self, rule: Rule, results: Sequence[RuleResult]) -> None:
        """Take the actions of one rule."""
        judged = [result for result in results if result.error is None]
        self._report_errors(rule, results)
        if results and not judged:
            return
        said_before = len(self.messages)
        cases = [_Case(result.row_id, self._holds(result)) for result in judged]
        actions = [action for action in rule.actions if action.is_enabled]
        for action in actions:
            self._take(rule, action, cases)
        if any(case.holds for case in cases):
            rows = tuple(case.row_id for case in cases if case.holds and case.row_id is not None)
            said = tuple(dict.fromkeys(self.messages[said_before:]))
            self.fired.append(FiredRule(rule.id, rule.name, rows, tuple(one.type for one in actions), said))

    def _holds(self, result: RuleResult) -> bool:
        return result.is_true if self.must_be_true else result.is_truthy

    def _report_errors(self, rule: Rule, results: Sequence[RuleResult]) -> None:
        for error in dict.fromkeys(result.error for result in results if result.error is not None):
            text = f'Rule "{rule.name}" failed: {error}'
            self.messages.append(Message(MessageType.ERROR, text, source=MessageSource.SCHEMA))
            path = f"{rule.pointer}/trigger_condition"
            self.problems.append(Problem(Severity.ERROR, Where.SCHEMA, path, text, "rule-exception"))

    def _take(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> None:
        if action.deed:
            if any(case.holds for case in cases):
                self.not_simulated.append(f'Rule "{rule.name}" would {action.deed}.')
            return
        if action.event != VALIDATION:
            return
        match action.type:
            case "show_message":
                self._say(rule, action, cases)
            case "add_automation_blocker":
                self._block(rule, action, cases)
            case "show_hide_field" | "show_field" | "hide_field":
                self._show_or_hide(rule, action, cases)
            case "add_validation_source":
                self._vouch(rule, action, cases)

    def _say(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> None:
        kind = action.payload.get("type")
        if kind not in SHOWN_TYPES:
            return
        for node in self._subjects(rule, action, cases):
            node_id, schema_id = _place(node)
            source = MessageSource.SCHEMA
            self.messages.append(Message(MessageType(kind), action.content, node_id, schema_id, source))

    def _block(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> None:
        for node in self._subjects(rule, action, cases):
            self.blockers.append(AutomationBlocker(action.content, *_place(node)))

    def _subjects(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> Iterator[Node | None]:
        """What a text is about, once for each case that holds; None for the whole document."""
        name = next(iter(action.schema_ids), None)
        for case in self._cases_of(rule, name, cases):
            if case.holds:
                nodes = self._nodes(name, case)
                yield nodes[0] if len(nodes) == 1 and not self._is_seen_from_outside(name, case) else None

    def _show_or_hide(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> None:
        for name in action.schema_ids:
            for case in self._cases_of(rule, name, cases):
                if case.holds or action.type == "show_hide_field":
                    is_hidden = action.type == "hide_field" or not case.holds
                    for node in self._nodes(name, case):
                        if bool(node.hidden) is not is_hidden:
                            self.changed[node.id] = msgspec.structs.replace(node, hidden=is_hidden)

    def _vouch(self, rule: Rule, action: Action, cases: Sequence[_Case]) -> None:
        for name in action.schema_ids:
            for case in self._cases_of(rule, name, cases):
                for node in self._nodes(name, case) if case.holds else ():
                    if SOURCE not in node.sources:
                        sources = encode_raw([*node.sources, SOURCE])
                        self.changed[node.id] = msgspec.structs.replace(node, validation_sources=sources)

    def _cases_of(self, rule: Rule, name: str | None, cases: Sequence[_Case]) -> Sequence[_Case]:
        """The cases as a field sees them: row by row for a column of the rule's table, else all as one."""
        if rule.table is not None and name is not None and self._columns.get(name) == rule.table:
            return cases
        return [_Case(None, any(case.holds for case in cases))]

    def _nodes(self, name: str | None, case: _Case) -> list[Node]:
        """The nodes of a field, as they are now: of one row, or all."""
        if name is None:
            return []
        row = self.content.find(case.row_id) if case.row_id is not None else None
        nodes = self._by_schema_id.get(name, []) if row is None else row.nodes
        return [self.changed.get(node.id, node) for node in nodes if node.schema_id == name]

    def _is_seen_from_outside(self, name: str | None, case: _Case) -> bool:
        """Whether it is a whole column: a message about that is one about the document."""
        return case.row_id is None and name in self._columns

    def _changes(self) -> Iterator[Change]:
        """What is different now, in document order."""
        for node_id in self.content.by_id if self.changed else ():
            before, after = self.content.node(node_id), self.changed.get(node_id)
            if after is None:
                continue
            if bool(before.hidden) is not bool(after.hidden):
                yield Change(node_id, after.schema_id, "hidden", bool(before.hidden), bool(after.hidden))
            if before.sources != after.sources:
                yield Change(node_id, after.schema_id, "validation_sources", before.sources, after.sources)


def _place(node: Node | None) -> tuple[int | None, str | None]:
    return (None, None) if node is None else (node.id, node.schema_id)
