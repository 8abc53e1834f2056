"""A problem: something wrong or doubtful, with its place and a stable code."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is; the order of the members is from worst to mildest."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Where(StrEnum):
    """What the problem is in (contract.md, 2)."""

    PAYLOAD = "payload"
    RESPONSE = "response"
    HOOK = "hook"
    SCHEMA = "schema"
    ANNOTATION = "annotation"
    CODE = "code"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    Args:
        path: A JSON pointer into the thing named by `where`, or "file:line".
        code: Stable, kebab-case: "response-unknown-id".
    """

    severity: Severity
    where: Where
    path: str
    message: str
    code: str

    def as_json(self) -> dict[str, str]:
        """The shape of contract.md, 2."""
        return {key: str(value) for key, value in asdict(self).items()}
