from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Iterator


class Level(str, Enum):
    ERROR = "error"
    WARNING = "warning"


@dataclass
class Message:
    level: Level
    content: str
    id: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {"type": self.level.value, "content": self.content, "id": self.id}


@dataclass
class Answer:
    messages: list[Message] = field(default_factory=list)

    def add(self, message: Message) -> None:
        self.messages.append(message)


def datapoints(nodes: list[dict]) -> Iterator[dict]:
    for node in nodes:
        if node["category"] == "datapoint":
            yield node
        else:
            yield from datapoints(node["children"])


def rossum_hook_request_handler(payload: dict[str, Any]) -> dict[str, Any]:
    answer = Answer()
    for datapoint in datapoints(payload["annotation"]["content"]):
        content = datapoint["content"]
        if content and (content.get("rir_confidence") or 1.0) < 0.5:
            answer.add(Message(Level.WARNING, "Please check", datapoint["id"]))
    return {"messages": [message.to_json() for message in answer.messages]}
