"""The parts of a datapoint that an operation writes: their shapes, and what Rossum passes over.

Source: reference 5.4, 3.2, 3.3; practice, "Traps, and what should happen here".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.annotation import VALUE_KEYS
from rossum_studio.model.problem import Severity
from rossum_studio.model.response_notes import Notes, as_sent_text, kind_of, pointer, shown, unknown_key

WRITABLE = frozenset({"content", "validation_sources", "hidden", "options"})
WRITABLE_CONTENT = frozenset({"value", "normalized_value", "position", "page", "struct"})
_COPIED = frozenset(
    {"id", "url", "schema_id", "category", "time_spent", "time_spent_overall", "no_recalculation"}
)
"""Keys of a datapoint that handlers send back with a copy of it; Rossum ignores them without a word."""

_COPIED_CONTENT = frozenset(VALUE_KEYS) - WRITABLE_CONTENT
NODE_KEYS = WRITABLE | _COPIED


class BadPartError(Exception):
    """A part of an operation that makes all of it unusable.

    Args:
        place: JSON pointer below the operation.
        reason: What was found and what was expected; a sentence without its full stop.
    """

    def __init__(self, place: str, reason: str, code: str) -> None:
        super().__init__(reason)
        self.place, self.reason, self.code = place, reason, code


@dataclass(frozen=True, slots=True)
class NodeCheck:
    """Checks what replaces or makes a datapoint.

    Args:
        path: JSON pointer of the operation.
    """

    path: str
    notes: Notes

    def check(self, node: Mapping[str, Any], place: str) -> None:
        """Note what is doubtful about it.

        Raises:
            BadPartError: A part is of the wrong form.
        """
        content = content_of(node, place)
        for key in ("value", "normalized_value"):
            self._check_text(content.get(key), f"{place}/content/{key}")
        _check_position(content, f"{place}/content")
        check_sources(node, place)
        if not isinstance(node.get("hidden"), (bool, type(None))):
            raise wrong(f"{place}/hidden", node["hidden"], "true or false")
        self._check_options(node.get("options"), f"{place}/options")

    def note_unknown_keys(self, node: Mapping[str, Any], place: str) -> None:
        """Name the keys that are no keys of a datapoint."""
        for key, value in node.items():
            if value is None or key in NODE_KEYS:
                continue
            inside = f'belongs inside "content": {{"content": {{"{key}": ...}}}}'
            rest = inside if key in WRITABLE_CONTENT else unknown_key(key, WRITABLE)
            self._ignore(place + pointer(key), f"{shown(key)} {rest}")
        content = node.get("content") or {}
        place = f"{self.path}{place}/content"
        code = "operation-unknown-key"
        self.notes.ignore_unknown(content, place, WRITABLE_CONTENT, code, _COPIED_CONTENT)

    def _check_text(self, value: Any, place: str) -> None:
        if isinstance(value, (dict, list)):
            raise wrong(place, value, "a text")
        if value is not None and not isinstance(value, str):
            message = f'is {kind_of(value)} and may be ignored; send the text "{as_sent_text(value)}".'
            self.notes.add(Severity.WARNING, self.path + place, message, "operation-value-not-text")

    def _check_options(self, options: Any, place: str) -> None:
        if options is None:
            return
        if not _is_list_of(options, dict):
            raise wrong(place, options, "a list of objects with value and label")
        for index, option in enumerate(options):
            for key in ("value", "label"):
                self._check_option_text(option.get(key), f"{place}/{index}/{key}")

    def _check_option_text(self, text: Any, place: str) -> None:
        if isinstance(text, str):
            return
        if not isinstance(text, (int, float)):
            name = place.rpartition("/")[2]
            reason = f'"{name}" of the option is {shown(text)}; expected a text'
            raise BadPartError(place, reason, "operation-invalid-value")
        message = f'is {kind_of(text)} and may be ignored; send the text "{as_sent_text(text)}".'
        self.notes.add(Severity.WARNING, self.path + place, message, "operation-option-not-text")

    def _ignore(self, place: str, message: str) -> None:
        self.notes.ignore(self.path + place, message, "operation-unknown-key")


def content_of(node: Mapping[str, Any], place: str) -> Mapping[str, Any]:
    """The `content` of a node; empty where it is missing or null, as a copied button has it.

    Raises:
        BadPartError: It is something else.
    """
    content = node.get("content")
    return {} if content is None else read_object(content, f"{place}/content", '{"value": "..."}')


def check_sources(node: Mapping[str, Any], place: str) -> list[str] | None:
    """`validation_sources`, where there are any.

    Raises:
        BadPartError: They are no list of texts.
    """
    sources = node.get("validation_sources")
    if sources is not None and not _is_list_of(sources, str):
        raise wrong(f"{place}/validation_sources", sources, 'a list of texts such as ["connector"]')
    return sources


def read_object(value: Any, place: str, expected: str) -> dict[str, Any]:
    """The value, which must be an object.

    Raises:
        BadPartError: It is none.
    """
    if not isinstance(value, dict):
        raise wrong(place, value, expected)
    return value


def wrong(place: str, value: Any, expected: str) -> BadPartError:
    """A part of the wrong kind."""
    name = place.rpartition("/")[2]
    found = "missing" if value is None else kind_of(value)
    return BadPartError(place, f'"{name}" is {found}; expected {expected}', "operation-invalid-value")


def _check_position(content: Mapping[str, Any], place: str) -> None:
    position, page = content.get("position"), content.get("page")
    if position is not None and not (_is_list_of(position, (int, float)) and len(position) == 4):
        raise wrong(f"{place}/position", position, "[left, top, right, bottom] or null")
    if page is not None and (not isinstance(page, int) or isinstance(page, bool) or page < 1):
        raise wrong(f"{place}/page", page, "a page number, counted from 1, or null")
    if not isinstance(content.get("struct"), (dict, type(None))):
        raise wrong(f"{place}/struct", content["struct"], "an object or null")


def _is_list_of(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Whether it is a list of these; true and false are no numbers."""
    return isinstance(value, list) and all(
        isinstance(entry, kind) and not isinstance(entry, bool) for entry in value
    )
