from typing import Any, NotRequired, TypedDict


class Content(TypedDict):
    value: str
    normalized_value: NotRequired[str | None]


type Node = dict[str, Any]


class Handler:
    @staticmethod
    def texts(nodes: list[Node]) -> dict[str, str]:
        return {node["schema_id"]: node["content"]["value"] for node in nodes if node.get("content")}

    @classmethod
    def answer(cls, nodes: list[Node]) -> dict[str, Any]:
        texts = cls.texts(nodes)
        problems = [key for key, text in texts.items() if len(text) > 100]
        return {"messages": [{"type": "warning", "content": f"{key} is long"} for key in problems]}


def rossum_hook_request_handler(payload: dict[str, Any]) -> dict[str, Any]:
    fields = [field for section in payload["annotation"]["content"] for field in section["children"]]
    return Handler.answer(fields)
