"""Business rules: a TxScript condition and what happens while it holds.

Source: reference 9.4.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.formula import columns_of
from rossum_studio.simulator.rule_action import ACTION_TYPES, Action, complaints, parse_action

_ALWAYS = "True"
_MAX_NAME = 255


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        condition: TxScript, one expression.
        table: `schema_id` of the table whose rows it is judged for, because the condition reads columns
            of it; None for the whole document.
        pointer: JSON pointer of the rule in the file it came from.
        is_enabled: As its author has it.
        is_readable: Its condition is an expression.
    """

    id: object
    name: str
    condition: str = _ALWAYS
    actions: tuple[Action, ...] = ()
    table: str | None = None
    pointer: str = ""
    is_enabled: bool = True
    is_readable: bool = True

    @property
    def is_judged(self) -> bool:
        """Whether it takes part."""
        return self.is_enabled and self.is_readable


@dataclass(frozen=True, slots=True)
class ParsedRules:
    """Rules, and what is wrong with them."""

    rules: tuple[Rule, ...] = ()
    problems: tuple[Problem, ...] = ()


def rules_of(raw: object, schema: Schema) -> ParsedRules:
    """Read the rules of a file.

    Args:
        raw: A schema object with `rules`, a list of rules, or one rule; parsed JSON.
        schema: The fields that conditions and actions may name.
    """
    reader = _Reader(schema)
    rules = tuple(rule for pointer, one in _rule_objects(raw) for rule in reader.read(one, pointer))
    return ParsedRules(rules, tuple(reader.problems))


def _rule_objects(raw: object) -> Iterator[tuple[str, object]]:
    if isinstance(raw, list):
        yield from ((f"/{index}", one) for index, one in enumerate(raw))
    elif isinstance(raw, dict) and "trigger_condition" not in raw and "actions" not in raw:
        found = raw.get("rules")
        yield from ((f"/rules{place}", one) for place, one in _rule_objects(found if found else []))
    else:
        yield "", raw


class _Reader:
    """Collects problems while it reads."""

    def __init__(self, schema: Schema) -> None:
        self.problems: list[Problem] = []
        self._schema = schema
        columns = columns_of(schema)
        self._tables = {name: table for name, table in columns.items() if _is_table(schema, table)}

    def read(self, raw: object, pointer: str) -> Iterator[Rule]:
        if not isinstance(raw, dict):
            message = f"A rule is an object, not {raw!r}: it is left out."
            self._report(pointer, "rule-not-an-object", message, Severity.WARNING)
            return
        name = str(raw.get("name") or raw.get("id") or "without a name")
        condition = str(raw.get("trigger_condition") or _ALWAYS).strip()
        tree = self._condition(condition, name, pointer)
        if len(name) > _MAX_NAME:
            message = f"The name of a rule has {len(name)} characters; at most {_MAX_NAME} are allowed."
            self._report(f"{pointer}/name", "rule-name-too-long", message)
        yield Rule(
            id=raw.get("id"),
            name=name,
            condition=condition,
            actions=self._actions(raw.get("actions"), name, pointer),
            table=self._table(tree, name, pointer) if tree is not None else None,
            pointer=pointer,
            is_enabled=raw.get("enabled") is not False,
            is_readable=tree is not None,
        )

    def _condition(self, condition: str, name: str, pointer: str) -> ast.Expression | None:
        try:
            return ast.parse(condition, mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            reason = getattr(error, "msg", None) or error
            message = f'Rule "{name}": the condition is no expression ({reason}), so the rule never acts.'
            self._report(f"{pointer}/trigger_condition", "rule-syntax", message)
            return None

    def _table(self, tree: ast.Expression, name: str, pointer: str) -> str | None:
        tables = list(dict.fromkeys(self._tables[one] for one in fields_in(tree) if one in self._tables))
        if len(tables) > 1:
            message = (
                f'Rule "{name}": the condition reads columns of {" and ".join(tables)}. '
                f"It is judged for the rows of {tables[0]} only."
            )
            self._report(f"{pointer}/trigger_condition", "rule-two-tables", message, Severity.WARNING)
        return tables[0] if tables else None

    def _actions(self, raw: object, name: str, pointer: str) -> tuple[Action, ...]:
        objects = [one if isinstance(one, dict) else {} for one in raw] if isinstance(raw, list) else []
        actions = tuple(map(parse_action, objects))
        for index, action in enumerate(actions):
            for place, code, sentence in complaints(action, self._schema):
                path = f"{pointer}/actions/{index}{place}"
                self._report(path, code, f'Rule "{name}": {sentence}.')
        for kind, count in Counter(action.type for action in actions if action.is_enabled).items():
            if count > 1 and kind in ACTION_TYPES and ACTION_TYPES[kind].is_once:
                message = f'Rule "{name}" has {count} actions {kind}; one is allowed.'
                self._report(f"{pointer}/actions", "rule-repeated-action", message)
        return actions

    def _report(self, path: str, code: str, message: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(severity, Where.SCHEMA, path, message, code))


def fields_in(condition: ast.AST) -> list[str]:
    """The fields whose own value a condition reads: not whole columns, `field.x.all_values`."""
    nodes = list(ast.walk(condition))
    whole = {id(one.value) for one in nodes if isinstance(one, ast.Attribute) and one.attr == "all_values"}
    names = (_field_name(node) for node in nodes if id(node) not in whole)
    return [name for name in names if name is not None]


def _field_name(node: ast.AST) -> str | None:
    """`x` of `field.x` and `getattr(field, "x")`; None for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(id="field"), attr=name):
            return name
        case ast.Call(
            func=ast.Name(id="getattr"), args=[ast.Name(id="field"), ast.Constant(value=str(name)), *_]
        ):
            return name
        case _:
            return None


def _is_table(schema: Schema, multivalue: str) -> bool:
    return schema.field(multivalue).children[0].category == "tuple"
