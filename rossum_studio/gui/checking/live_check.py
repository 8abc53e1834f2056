"""What is checked while one types, and what need not be checked again.

Source: practice, "Traps, and what should happen here".
"""

from dataclasses import dataclass

from rossum_studio.model.finding import Finding
from rossum_studio.model.hook import Hook
from rossum_studio.model.problem import Problem
from rossum_studio.model.schema import Schema

type Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked.

    Args:
        hook: With code, settings and secrets as they stand.
        schema: Of the open document, possibly inferred.
        filename: What findings call the code.
    """

    hook: Hook
    schema: Schema | None
    filename: str

    def is_same(self, other: "Subject | None") -> bool:
        """Whether the same would be found; a schema that was not opened again is the same object."""
        return other is not None and self.schema is other.schema and self._own == other._own

    @property
    def _own(self) -> tuple[Hook, str]:
        return self.hook, self.filename


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a text; other text has its findings elsewhere.

    Args:
        findings: The worst first, then in the order of the code.
    """

    code: str
    findings: Findings = ()


class LiveCheck:
    """Checks one subject after the other, in one thread, and remembers what did not change meanwhile.

    The checkers are imported at the first check: it takes 0.2 s, which the window need not wait for.
    """

    def __init__(self) -> None:
        self._object: tuple[object, Findings] = (None, ())
        self._schema: tuple[Schema | None, Findings] = (None, ())
        self._judged: tuple[Subject | None, Findings] = (None, ())

    def check(self, subject: Subject, *, ask_node: bool) -> Checked:
        """Everything that is wrong with code, hook object and schema.

        Args:
            ask_node: Let Node.js judge JavaScript, which takes a process; what it said of this text holds
                without asking again.
        """
        found = [*self._of_code(subject, ask_node), *self._of_object(subject.hook)]
        found += self._of_schema(subject.schema)
        return Checked(subject.hook.code, tuple(sorted(found, key=lambda one: one.problem.severity.rank)))

    def _of_code(self, subject: Subject, ask_node: bool) -> Findings:
        from rossum_studio.runtime.static_check import check_code

        judged, findings = self._judged
        if subject.is_same(judged):
            return findings
        if not subject.hook.code.strip():
            return ()
        findings = check_code(subject.hook, subject.schema, subject.filename, ask_node=ask_node)
        if ask_node:
            self._judged = subject, findings
        return findings

    def _of_object(self, hook: Hook) -> Findings:
        from rossum_studio.model.hook_check import check_hook_object

        if hook.attributes != self._object[0]:
            raw = dict(hook.attributes)
            problems = check_hook_object(raw) if raw else ()
            self._object = hook.attributes, tuple(Finding(problem) for problem in problems)
        return self._object[1]

    def _of_schema(self, schema: Schema | None) -> Findings:
        from rossum_studio.model.schema_check import check_schema
        from rossum_studio.simulator.checking.formula_code import check_formulas

        if schema is not self._schema[0]:
            problems: tuple[Problem, ...] = ()
            if schema is not None and not schema.is_inferred:
                problems = (*check_schema(raw_schema(schema)), *check_formulas(schema))
            self._schema = schema, tuple(Finding(problem) for problem in problems)
        return self._schema[1]


def raw_schema(schema: Schema) -> object:
    """The schema as it was read, which the paths of its problems point into."""
    return schema.to_json() if schema.attributes else schema.content()
