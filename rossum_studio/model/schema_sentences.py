"""What a JSON Schema validator found, in sentences: the key, what is there and what was expected.

The validator's own texts show Python's spelling of values, and are for programmers.

Source: contract.md, 2 (`problems`); RFC 6901 for pointers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.response_notes import closest, kind_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Keys = Sequence[str | int]

_MAX_SHOWN = 60
_FEW = 6
_TYPE_WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}

_RANGES = (
    # the two keywords, the words before both and before one of them, the unit
    ("minimum", "maximum", "from", "of", ""),
    ("minLength", "maxLength", "of", "of", " characters"),
    ("minItems", "maxItems", "with", "with", " entries"),
)
_TOLD = frozenset(["type", "enum", "const", "pattern", *(key for row in _RANGES for key in row[:2])])
"""The keywords that `expected` puts into words."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The value that was looked at.

    Args:
        path: Its JSON pointer.
        keys: What leads to it in a sentence: `("settings",)` makes `"settings.tolerance"`.
        owner: What it belongs to: `the field "total"`; empty where there is only one such thing.
        code: Of every problem; empty derives it from the key: `schema-options-value`.
        unknown_key: How bad a key is that is not expected.
        is_secret: Sentences say of which kind a value is, never the value.
    """

    where: Where
    path: str = ""
    keys: tuple[str, ...] = ()
    owner: str = ""
    code: str = ""
    unknown_key: Severity = Severity.INFO
    is_secret: bool = False

    def named(self, keys: Keys) -> str:
        """A key and its owner: `"length.min" of the field "total"`."""
        owner = f" of {self.owner}" if self.owner else ""
        return f'"{dotted([*self.keys, *keys])}"{owner}'

    def problem(
        self, message: str, keys: Keys, code: str = "", severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem at a place below the value; `code` is used where the subject has none."""
        return Problem(severity, self.where, self.path + pointer(keys), message, self.code or code)

    def code_for(self, keys: Keys, kind: str = "") -> str:
        """A code made of the keys: `hook-retry-count`, `schema-missing-options`."""
        words = [key for key in [*self.keys, *keys] if isinstance(key, str)]
        if len(words) > 1 and words[0] == "config":
            words = words[1:]
        return "-".join(part for part in (str(self.where), kind, *words) if part).replace("_", "-")


def problems_of(errors: Iterable["ValidationError"], subject: Subject) -> list[Problem]:
    """The problems of a validator's errors; of several that say the same, one."""
    return list(dict.fromkeys(problem for error in errors for problem in _told(error, subject)))


def _told(error: "ValidationError", subject: Subject) -> Iterator[Problem]:
    keys = list(error.absolute_path)
    match error.validator:
        case "required" if isinstance(error.instance, dict):
            for key in [key for key in error.validator_value if key not in error.instance]:
                yield _missing(error, [*keys, key], subject)
        case "additionalProperties" if isinstance(error.instance, dict):
            for key in _unexpected(error.instance, error.schema):
                yield _unknown(error, [*keys, key], subject)
        case "maxLength":
            code = f"{subject.code_for(keys)}-too-long"
            yield subject.problem(_sentence(error, keys, subject), keys, code)
        case _:
            yield subject.problem(_sentence(error, keys, subject), keys, subject.code_for(keys))


def _missing(error: "ValidationError", keys: Keys, subject: Subject) -> Problem:
    awaited = expected(_properties(error.schema).get(str(keys[-1])))
    needed = f"expected {awaited}" if awaited else "its schema requires it"
    sentence = f"{subject.named(keys)} is missing; {needed}."
    return subject.problem(sentence, keys[:-1], subject.code_for(keys, "missing"))


def _unknown(error: "ValidationError", keys: Keys, subject: Subject) -> Problem:
    known = list(_properties(error.schema))
    close = closest(str(keys[-1]), known)
    few = f"; expected {choice_of([worded(key) for key in known])}." if 0 < len(known) <= _FEW else "."
    hint = f'; did you mean "{close}"?' if close else few
    sentence = f"{subject.named(keys)} is not a known key{hint}"
    return subject.problem(sentence, keys, f"{subject.where}-unknown-key", subject.unknown_key)


def _sentence(error: "ValidationError", keys: Keys, subject: Subject) -> str:
    found = f"is {of_a_kind(error.instance)}" if subject.is_secret else _found(error)
    awaited = _awaited(error)
    return f"{subject.named(keys)} {found}; expected {awaited}."


def _found(error: "ValidationError") -> str:
    match error.validator:
        case "minLength" | "maxLength" if error.instance:
            return f"has {counted(len(error.instance), 'character')}"
        case "minItems" | "maxItems" if error.instance:
            return f"has {counted(len(error.instance), 'entry', 'entries')}"
        case _:
            return f"is {worded(error.instance)}"


def _awaited(error: "ValidationError") -> str:
    told = expected(error.schema) if error.validator in _TOLD else ""
    rule = f'a value that fits "{error.validator}" of its schema' if error.validator else "nothing here"
    return _meant(error) or told or rule


def _meant(error: "ValidationError") -> str:
    """The allowed text that is close to the one found."""
    if error.validator != "enum" or not isinstance(error.instance, str):
        return ""
    close = closest(error.instance, [each for each in error.validator_value if isinstance(each, str)])
    return worded(close) if close else ""


def expected(schema: object) -> str:
    """What a JSON Schema asks for, as the end of a sentence; empty when that takes more than a few words."""
    if not isinstance(schema, dict):
        return ""
    own, options = schema.get("x-expected"), schema.get("enum")
    if isinstance(own, str):
        return own
    if isinstance(options, list) and options:
        return choice_of([worded(option) for option in options])
    if "const" in schema:
        return worded(schema["const"])
    types = schema.get("type")
    words = [_TYPE_WORDS.get(str(each), "") for each in (types if isinstance(types, list) else [types])]
    if not all(words) or not words:
        return ""
    return choice_of([words[0] + _bounds(schema), *words[1:]])


def _bounds(schema: Mapping[str, Any]) -> str:
    pattern = schema.get("pattern")
    matching = f' that matches "{pattern}"' if isinstance(pattern, str) and len(pattern) <= _MAX_SHOWN else ""
    return _range(schema) + matching


def _range(schema: Mapping[str, Any]) -> str:
    for low_key, high_key, both, one, unit in _RANGES:
        low, high = schema.get(low_key), schema.get(high_key)
        if low is not None and high is not None:
            return f" {both} {low} to {high}{unit}"
        if low is not None or high is not None:
            return f" {one} at {f'most {high}' if low is None else f'least {low}'}{unit}"
    return ""


def _properties(schema: object) -> Mapping[str, Any]:
    found = schema.get("properties") if isinstance(schema, dict) else None
    return found if isinstance(found, dict) else {}


def _unexpected(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """The keys that neither `properties` nor `patternProperties` names."""
    patterns = schema.get("patternProperties", {})
    named = _properties(schema)
    return [
        key for key in instance if key not in named and not any(re.search(each, key) for each in patterns)
    ]


def worded(value: object) -> str:
    """A value as a sentence shows it: `"eur"`, `the number 7`; long texts and structures by their kind."""
    return f'"{value}"' if isinstance(value, str) and len(value) <= _MAX_SHOWN else kind_of(value)


def of_a_kind(value: object) -> str:
    """The kind of a value that must not be shown."""
    return "a number" if isinstance(value, int | float) and not isinstance(value, bool) else kind_of(value)


def choice_of(words: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def counted(count: int, one: str, many: str = "") -> str:
    """`1 entry`, `2 entries`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def dotted(keys: Keys) -> str:
    """The way to a value as people write it: `options[1].value`."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys).removeprefix(".")


def pointer(keys: Keys) -> str:
    """The way to a value as a JSON pointer."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)
