"""Messages for the reviewer and the log that collects them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rossum_studio.model.problem import Severity


class MessageType(StrEnum):
    """As in the API; aggregation is produced by the platform only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    AGGREGATION = "aggregation"


class MessageSource(StrEnum):
    """Who said it."""

    HOOK = "hook"
    SCHEMA = "schema"
    FORMULA = "formula"
    RUNTIME = "runtime"


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Args:
        datapoint_id: The node it belongs to; None for the whole document.
        schema_id: Of that node.
    """

    type: MessageType
    content: str
    datapoint_id: int | None = None
    schema_id: str | None = None
    source: MessageSource = MessageSource.HOOK

    @property
    def severity(self) -> Severity:
        """An aggregation counts as info."""
        return Severity.INFO if self.type is MessageType.AGGREGATION else Severity(self.type.value)

    def as_json(self) -> dict[str, object]:
        """The shape of contract.md, 2."""
        return {
            "type": self.type.value,
            "content": self.content,
            "id": "all" if self.datapoint_id is None else self.datapoint_id,
            "schema_id": self.schema_id,
            "source": self.source.value,
        }


@dataclass(frozen=True, slots=True)
class MessageLog:
    """The messages of one run, in order."""

    messages: tuple[Message, ...] = ()

    @property
    def blocks_confirmation(self) -> bool:
        """Whether Rossum would refuse to confirm the annotation."""
        return any(message.type is MessageType.ERROR for message in self.messages)

    @property
    def document_wide(self) -> tuple[Message, ...]:
        """Messages about the whole document."""
        return tuple(message for message in self.messages if message.datapoint_id is None)

    @property
    def spoken(self) -> "MessageLog":
        """Without the sums of columns, which nobody has to look at."""
        return MessageLog(tuple(each for each in self.messages if each.type is not MessageType.AGGREGATION))

    def count(self, severity: Severity) -> int:
        """How many messages have this severity; sums of columns are not counted."""
        return sum(message.severity is severity for message in self.spoken.messages)

    def by_datapoint(self) -> dict[int, tuple[Message, ...]]:
        """Messages that belong to a node, by its id."""
        grouped: dict[int, list[Message]] = {}
        for message in self.messages:
            if message.datapoint_id is not None:
                grouped.setdefault(message.datapoint_id, []).append(message)
        return {datapoint_id: tuple(group) for datapoint_id, group in grouped.items()}


def worst(severities: Iterable[Severity]) -> Severity | None:
    """The worst of the given severities; None when there are none."""
    return min(severities, key=lambda severity: severity.rank, default=None)
