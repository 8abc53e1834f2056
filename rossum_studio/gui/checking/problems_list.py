"""Findings as rows of the list of problems, and in a few words. No widget."""

from collections.abc import Sequence

from rossum_studio.gui.messages.sign_list import Row
from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Severity, Where


def finding_rows(findings: Sequence[Finding]) -> list[Row]:
    """One row a finding, in order; the row stands for the finding."""
    return [
        Row(
            sign=finding.problem.severity.value,
            word=word(finding),
            place=" · ".join([_place(finding), finding.problem.code]),
            text=finding.problem.message,
            value=finding,
        )
        for finding in findings
    ]


def word(finding: Finding) -> str:
    """The severity, as a sentence starts."""
    return finding.problem.severity.value.capitalize()


def counted(findings: Sequence[Finding]) -> str:
    """How many there are: "Problems: 1 error, 2 warnings"."""
    counts = [
        (severity, sum(finding.problem.severity is severity for finding in findings)) for severity in Severity
    ]
    said = [
        f"{count} {severity}{'' if count == 1 or severity is Severity.INFO else 's'}"
        for severity, count in counts
        if count
    ]
    return f"Problems: {', '.join(said)}" if said else "No problems"


def field_at(raw: object, pointer: str) -> str | None:
    """The schema_id of the innermost field that a JSON pointer leads into."""
    found = None
    for key in pointer.split("/")[1:]:
        match raw:
            case dict():
                raw = raw.get(key.replace("~1", "/").replace("~0", "~"))
            case list() if key.isdecimal() and int(key) < len(raw):
                raw = raw[int(key)]
            case _:
                break
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            found = raw["id"]
    return found


def _place(finding: Finding) -> str:
    if finding.place is not None:
        return f"line {finding.place.line}"
    subject = "hook object" if finding.problem.where is Where.HOOK else finding.problem.where.value
    return f"{subject} {finding.problem.path}".strip()
