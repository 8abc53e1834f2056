"""The bundled JSON Schemas, and values looked at through them.

jsonschema takes long to import; it is loaded on the first check.

Source: reference 2.1 to 2.7, 6.1 to 6.3, as `resources/schemas/`.
"""

import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from rossum_studio.bundled import resource
from rossum_studio.model.problem import Problem
from rossum_studio.model.schema_sentences import Subject, problems_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMA_OBJECT = "rossum:schema"
SCHEMA_NODE = "rossum:schema#/$defs/node"
HOOK_OBJECT = "rossum:hook"

_FILES = ("schema.schema.json", "hook.schema.json")
MAX_METADATA_BYTES = 4096


def structure_problems(value: object, definition: str, subject: Subject) -> list[Problem]:
    """Keys that are missing, unknown, of a wrong type or out of range.

    Args:
        definition: `SCHEMA_OBJECT`, `SCHEMA_NODE` or `HOOK_OBJECT`.
    """
    return problems_of(_validator(definition).iter_errors(value), subject)


def metadata_problems(holder: Mapping[str, object], subject: Subject) -> list[Problem]:
    """Metadata beyond 4 kB (reference 2.13)."""
    size = _size(holder.get("metadata"))
    if size <= MAX_METADATA_BYTES:
        return []
    sentence = f"{subject.named(['metadata'])} is larger than 4 kB, which is all Rossum keeps for an object."
    return [subject.problem(sentence, ["metadata"], f"{subject.where}-metadata-too-large")]


def _size(value: object) -> int:
    try:
        return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    except RecursionError:  # nested in thousands: the brackets alone are too much
        return sys.maxsize


@lru_cache
def _validator(definition: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    texts = [resource("schemas", name).read_text(encoding="utf-8") for name in _FILES]
    registry = [Resource.from_contents(json.loads(text)) for text in texts] @ Registry()
    return Draft202012Validator({"$ref": definition}, registry=registry)
