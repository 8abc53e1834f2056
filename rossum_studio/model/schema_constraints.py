"""Rules on the constraints of a field that their shape does not say.

Source: reference 2.6.
"""

from collections.abc import Iterator, Mapping

import regex

from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.schema_nodes import UncheckedNode

_LENGTH = ("constraints", "length")
_PATTERN = ("constraints", "regexp", "pattern")


def constraint_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Lengths that contradict each other, and a pattern that is none."""
    constraints = node.object("constraints")
    length, regexp = constraints.get("length"), constraints.get("regexp")
    if isinstance(length, dict):
        yield from _length_problems(node, length)
    if isinstance(regexp, dict):
        yield from _pattern_problems(node, regexp.get("pattern"))


def _length_problems(node: UncheckedNode, length: Mapping[str, object]) -> Iterator[Problem]:
    least, most, exact = (whole(length.get(key)) for key in ("min", "max", "exact"))
    named = node.subject.named(_LENGTH)
    if least is not None and most is not None and least > most:
        sentence = (
            f'{named} has min {least} and max {most}; expected "min" to be at most "max", or no value fits.'
        )
        yield node.problem(Severity.ERROR, "schema-length-range", sentence, _LENGTH)
    if exact is None:
        return
    if exact < (least or 0) or (most is not None and exact > most):
        sentence = (
            f'{named} has exact {exact} outside of "min" and "max"; expected it in between, or no value fits.'
        )
        yield node.problem(Severity.ERROR, "schema-length-range", sentence, _LENGTH)
    elif least or most is not None:
        sentence = (
            f'{named} has "exact" beside "min" or "max"; expected one of them, because "exact" says it all.'
        )
        yield node.problem(Severity.WARNING, "schema-length-exact", sentence, _LENGTH)


def _pattern_problems(node: UncheckedNode, pattern: object) -> Iterator[Problem]:
    if not isinstance(pattern, str):
        return
    try:
        regex.compile(pattern)
    except regex.error as error:
        reason = f"{error.msg} at character {error.pos + 1}" if error.pos is not None else error.msg
    except (RecursionError, OverflowError, ValueError):
        reason = "it is nested too deep or repeats too often"
    else:
        return
    sentence = (
        f"{node.subject.named(_PATTERN)} is no regular expression ({reason}); expected one such as ^[A-Z]+$."
    )
    yield node.problem(Severity.ERROR, "schema-regexp", sentence, _PATTERN)


def whole(found: object) -> int | None:
    """A whole number; None for anything else."""
    return found if isinstance(found, int) and not isinstance(found, bool) else None
