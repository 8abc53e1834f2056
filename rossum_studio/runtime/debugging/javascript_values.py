"""How the values of a JavaScript handler are asked for, and how the answers are read.

What people are shown is made by `Values` of worker_debug.js, in the handler's process: only there is it known
what an object is.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

VALUES = "globalThis[Symbol.for('rossum-studio.debugger')]"
PARTS = f"function () {{ return {VALUES}.parts(this); }}"
DESCRIBE = f"function () {{ return {VALUES}.describe(this); }}"
ASSIGN = "function (name, value) { this[name] = value; }"

_PLAIN_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_PLACE = re.compile(r"\[(\d+)\]")
_SETTABLE = ("object", "array")

type Remote = Mapping[str, Any]
"""A RemoteObject of the protocol."""


def text_of(remote: Remote) -> str:
    """Return a value on one line, as Node.js shows it; of an object only what the protocol tells."""
    if remote.get("type") == "string":
        return quoted(str(remote.get("value", "")))
    if "unserializableValue" in remote:
        return str(remote["unserializableValue"])
    if "value" in remote:
        return json.dumps(remote["value"])
    return str(remote.get("description") or remote.get("type") or "").partition("\n")[0]


def type_of(remote: Remote) -> str:
    """Return what kind of value it is: the class of an object, else its type."""
    if remote.get("subtype") == "null":
        return "null"
    return str(remote.get("className") or remote.get("type") or "")


def has_parts(remote: Remote) -> bool:
    """Whether there may be something inside."""
    return "objectId" in remote and remote.get("type") == "object"


def has_names(remote: Remote) -> bool:
    """Whether what is inside is found, and can be set, by name: not in a Map or a Set."""
    return remote.get("subtype") not in ("map", "set", "weakmap", "weakset")


def argument_of(remote: Remote) -> dict[str, object]:
    """Return the value as an argument for a call."""
    kept = ("objectId", "unserializableValue", "value")
    return {name: remote[name] for name in kept if name in remote}


def expression_of(parent: str, name: str) -> str:
    """Return the expression for a part of a value; empty when there is none for the value."""
    if not parent or _PLACE.fullmatch(name):
        return parent and parent + name
    return f"{parent}.{name}" if _PLAIN_NAME.fullmatch(name) else f"{parent}[{quoted(name)}]"


def key_of(name: str) -> str:
    """Return the key for the name of a part: that of a list shows its place in brackets."""
    place = _PLACE.fullmatch(name)
    return place[1] if place else name


def quoted(text: str) -> str:
    """Return a text as it stands in code."""
    escaped = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"'{escaped}'"


def log_expression(message: str) -> str:
    """Return the list that a log message stands for: texts, and the expressions that are in braces."""
    parts: list[str] = []
    text = expression = ""
    depth = 0
    for character in message:
        depth -= character == "}" and depth > 0
        if depth:
            expression += character
        elif expression and character == "}":
            parts += [quoted(text), f"({expression}\n)"]
            text = expression = ""
        elif character != "{":
            text += character
        depth += character == "{"
    return f"[{', '.join([*parts, quoted(text + expression)])}]"
