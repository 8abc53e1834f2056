"""Messages and problems of a run as rows of a list. No widget."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rossum_studio.gui.messages.field_names import FieldNames
from rossum_studio.gui.messages.sign_list import Row
from rossum_studio.model.message import Message, MessageSource
from rossum_studio.model.problem import Problem, Where

_FILE_AND_LINE = re.compile(r"[^/].*:(\d+)|/.*\.\w+:(\d+)")
_SOURCES = {
    MessageSource.SCHEMA: "from the schema",
    MessageSource.FORMULA: "from a formula",
    MessageSource.RUNTIME: "from the platform",
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where opening a row leads.

    Args:
        datapoint_id: A node of the document.
        line: A line of the handler.
        where: What the problem is in.
    """

    datapoint_id: int | None = None
    line: int | None = None
    where: Where | None = None


def message_rows(
    messages: Sequence[Message], names: FieldNames, *, line: int | None = None, is_earlier: bool = False
) -> list[Row]:
    """One row a message, in order.

    Args:
        line: The line of the handler that raised, for the message the platform makes of it.
        is_earlier: They are of an earlier run.
    """
    return [_message_row(message, names, line, is_earlier) for message in messages]


def _message_row(message: Message, names: FieldNames, line: int | None, is_earlier: bool) -> Row:
    notes = [_SOURCES[message.source]] if message.source in _SOURCES else []
    notes += ["earlier run"] if is_earlier else []
    raised = line if message.source is MessageSource.RUNTIME else None
    return Row(
        sign=message.severity.value,
        word=message.severity.value.capitalize(),
        place=" · ".join([names.place(message.datapoint_id, message.schema_id), *notes]),
        text=message.content,
        is_dimmed=is_earlier,
        value=Target(message.datapoint_id, raised),
    )


def problem_rows(problems: Sequence[Problem], *, is_earlier: bool = False) -> list[Row]:
    """One row a problem, in order."""
    return [
        Row(
            sign=problem.severity.value,
            word=problem.severity.value.capitalize(),
            place=f"{problem.where.value} {problem.path} · {problem.code}".replace("  ", " "),
            text=problem.message,
            is_dimmed=is_earlier,
            value=Target(line=line_of(problem), where=problem.where),
        )
        for problem in problems
    ]


def line_of(problem: Problem) -> int | None:
    """The line that a path such as "handler.py:12" names; None for a JSON pointer."""
    found = _FILE_AND_LINE.fullmatch(problem.path)
    return int(found[1] or found[2]) if found else None
