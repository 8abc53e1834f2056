"""Writing into one datapoint: what changes, and what the platform refuses.

Source: reference 5.4, 2.8 to 2.10, chapter 12 rows 1 to 7 and 40.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from rossum_studio.model.annotation import ABSENT, VALUE_KEYS, Datapoint, decode_raw, encode_raw
from rossum_studio.model.date_format import parse_canonical_date
from rossum_studio.model.number_format import parse_canonical_number
from rossum_studio.model.problem import Severity
from rossum_studio.model.schema import SchemaNode
from rossum_studio.model.value import NOT_AN_OPTION, Value, Writer, read_value
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.evaluation import Change

EMPTY_CONTENT: Mapping[str, Any] = dict.fromkeys(VALUE_KEYS)


class RefusedError(Exception):
    """A write, or an operation as a whole, that the platform refuses.

    Args:
        reason: A sentence.
        code: Of the problem that reports it.
        place: JSON pointer below the operation.
    """

    def __init__(self, reason: str, code: str, place: str = "", severity: Severity = Severity.ERROR) -> None:
        super().__init__(reason)
        self.reason, self.code, self.place, self.severity = reason, code, place, severity

    def below(self, place: str) -> "RefusedError":
        """The same at a place inside another."""
        return RefusedError(self.reason, self.code, place + self.place, self.severity)


@dataclass(frozen=True, slots=True)
class FieldType:
    """How texts of a datapoint are read: its schema field, and the options a hook gave it."""

    type: str = "string"
    format: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    enum_value_type: str = "string"

    @classmethod
    def of(cls, field: SchemaNode | None, override: object = None) -> "FieldType":
        """The reading of a field; a string where the schema does not know it.

        Args:
            override: `options` of the node, which replace the schema's.
        """
        if field is None:
            return cls()
        options = tuple(field.options)
        if isinstance(override, list):
            rows = [row for row in override if isinstance(row, dict)]
            options = tuple((str(row.get("value", "")), str(row.get("label", ""))) for row in rows)
        return cls(
            field.type, field.format, options, str(field.attributes.get("enum_value_type") or "string")
        )

    def read(self, text: str, writer: Writer) -> Value:
        """The value and normalized value of a text; an empty text clears."""
        return read_value(text, self.type, self.format, writer, self.options, self.enum_value_type)

    def describe(self) -> str:
        """The text that is expected, for a sentence."""
        match self.type:
            case "number":
                return 'a number such as "1234.5"'
            case "date":
                return 'a date such as "2026-02-03" (YYYY-MM-DD)'
            case _:
                return "one of " + ", ".join(f'"{value}"' for value, _ in self.options[:10])


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A text that was stored although the field cannot hold it.

    Args:
        error: As in `model.value`: "invalid number".
        expected: The form that would have been read.
    """

    schema_id: str
    error: str
    expected: str


@dataclass(frozen=True, slots=True)
class Written:
    """A datapoint after a write.

    Args:
        changes: What is different; empty when the write said what was there already.
    """

    datapoint: Datapoint
    changes: tuple[Change, ...] = ()
    unreadable: Unreadable | None = None


def write(
    datapoint: Datapoint,
    field: SchemaNode | None,
    value: Mapping[str, Any],
    *,
    writer: Writer = Writer.HOOK,
    choices: Choices = DEFAULT_CHOICES,
) -> Written:
    """Change the given parts of a datapoint, which is no button.

    Args:
        value: As in a replace operation, its shape already checked. Keys that cannot be
            written are passed over, because handlers send whole nodes back.

    Raises:
        RefusedError: Value and normalized value disagree, the value is too long, or a text is cut inside
            a character.
    """
    before = {**EMPTY_CONTENT, **(datapoint.content_object or {})}
    options = value["options"] if "options" in value else decode_raw(datapoint.options)
    field_type = FieldType.of(field, options)
    after, error = _written_content(before, value.get("content") or {}, field_type, writer, choices)
    fields = _changed_fields(datapoint, value)
    if before != after:
        fields["content"] = stored(after, "/content")
        if value.get("validation_sources") is None and choices.change_resets_sources:
            fields |= _reset_sources(before, after)
    changed = msgspec.structs.replace(datapoint, **fields)
    unreadable = Unreadable(datapoint.schema_id, error, field_type.describe()) if error else None
    return Written(changed, tuple(_changes(datapoint, changed, before, after)), unreadable)


def type_error(datapoint: Datapoint, field: SchemaNode | None) -> str | None:
    """What is wrong with a stored value as such: no number, no date, none of the options."""
    if field is None or field.type not in ("number", "date", "enum") or not datapoint.value.strip():
        return None
    field_type = FieldType.of(field, decode_raw(datapoint.options))
    if field.type == "enum":
        return field_type.read(datapoint.value, Writer.USER).error
    return f"invalid {field.type}" if datapoint.normalized_value is None else None


def display_date(field: SchemaNode | None, value: Mapping[str, Any]) -> str | None:
    """The ISO form of a date that was sent as its field shows it; None for anything else.

    Source: practice, "writing a display-format date".
    """
    content = value.get("content")
    text = content.get("value") if isinstance(content, dict) else None
    if field is None or field.type != "date" or not isinstance(text, str) or not text.strip():
        return None
    if parse_canonical_date(text) is not None:
        return None
    return FieldType.of(field).read(text, Writer.HOOK).normalized_value


def _written_content(
    before: Mapping[str, Any],
    given: Mapping[str, Any],
    field_type: FieldType,
    writer: Writer,
    choices: Choices,
) -> tuple[dict[str, Any], str | None]:
    after = {**before, **{key: given[key] for key in ("page", "position", "struct") if key in given}}
    read = _read_given(before, given, field_type, writer, choices)
    if read is not None:
        after |= {"value": read.value, "normalized_value": read.normalized_value}
    if writer is Writer.HOOK and after["value"] != before["value"]:
        after["connector_text"] = after["value"]
    if writer is Writer.HOOK and after["position"] != before["position"]:
        after["connector_position"] = after["position"]
    return after, read.error if read else None


def _read_given(
    before: Mapping[str, Any],
    given: Mapping[str, Any],
    field_type: FieldType,
    writer: Writer,
    choices: Choices,
) -> Value | None:
    """The value that was sent; None when none was, or the stored one came back unchanged."""
    if "value" not in given:
        normalized = "normalized_value" in given
        return field_type.read(as_text(given["normalized_value"]), Writer.HOOK) if normalized else None
    both = "normalized_value" in given
    if both and all(given[key] == before[key] for key in ("value", "normalized_value")):
        return None
    text = as_text(given["value"])
    if len(text) > choices.max_value_length:
        reason = f"The value has {len(text)} characters; at most {choices.max_value_length} are allowed."
        raise RefusedError(reason, "operation-value-too-long", "/content/value")
    canonical = writer is Writer.HOOK and choices.hooks_write_canonical
    read = field_type.read(text, Writer.HOOK if canonical else Writer.USER)
    if both and choices.mismatch_keeps_datapoint and not _agree(read, given["normalized_value"], field_type):
        reason = (
            f'"value" means {_quoted(read.normalized_value)}, but "normalized_value" is '
            f"{_quoted(given['normalized_value'])}. Rossum would not modify the datapoint; "
            'send "value" alone.'
        )
        raise RefusedError(reason, "operation-value-mismatch", "/content", Severity.WARNING)
    return read


def _agree(read: Value, normalized: object, field_type: FieldType) -> bool:
    """Whether a normalized value says the same as the value sent along with it."""
    sent = as_text(normalized)
    if normalized is None and field_type.type not in ("number", "date"):
        return True  # a string has no normalized value by one of the two rules
    if field_type.type == "number":
        left, right = (parse_canonical_number(text) for text in (read.normalized_value or "", sent))
        return left == right if left is None or right is None else Decimal(left) == Decimal(right)
    return (read.normalized_value or "") == sent or (read.error == NOT_AN_OPTION and read.value == sent)


def _changed_fields(datapoint: Datapoint, value: Mapping[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if value.get("validation_sources") is not None:
        fields["validation_sources"] = stored(value["validation_sources"], "/validation_sources")
    if value.get("hidden") is not None:
        fields["hidden"] = value["hidden"]
    if "options" in value:
        fields["options"] = ABSENT if value["options"] is None else stored(value["options"], "/options")
    return fields


def stored(value: object, place: str) -> Raw:
    """A part of a datapoint as documents hold it.

    Args:
        place: JSON pointer of the part, below the operation or the cell.

    Raises:
        RefusedError: A text holds half a character, as JavaScript makes when it cuts an emoji in two.
    """
    try:
        return encode_raw(value)
    except UnicodeEncodeError as error:
        half = error.object[error.start : error.end].encode("unicode_escape").decode()
        reason = f"A text holds half a character, {half}, which cannot be stored; expected whole characters."
        raise RefusedError(reason, "operation-half-character", place) from None


def _reset_sources(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    same = all(before[key] == after[key] for key in ("value", "normalized_value"))
    return {} if same else {"validation_sources": encode_raw([])}


def _changes(
    old: Datapoint, new: Datapoint, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Change]:
    pairs = {key: (before.get(key), after.get(key)) for key in _SHOWN_CONTENT}
    pairs["validation_sources"] = (old.sources, new.sources)
    pairs["hidden"] = (bool(_set_or_none(old.hidden)), bool(_set_or_none(new.hidden)))
    pairs["options"] = (decode_raw(old.options), decode_raw(new.options))
    return [
        Change(old.id, old.schema_id, attribute, was, now)
        for attribute, (was, now) in pairs.items()
        if was != now
    ]


_SHOWN_CONTENT = ("value", "normalized_value", "page", "position", "struct")


def _set_or_none(value: bool | UnsetType | None) -> bool | None:
    return None if value is UNSET else value


def as_text(value: object) -> str:
    """The text of a value sent as JSON; null is empty."""
    return "" if value is None else value if isinstance(value, str) else str(value)


def _quoted(value: object) -> str:
    return "empty" if value in (None, "") else f'"{as_text(value)}"'
