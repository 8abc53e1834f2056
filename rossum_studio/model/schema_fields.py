"""Rules on a field: who fills it, its options, and attributes that other kinds of fields have.

Source: reference 2.4, 2.7, 2.10, 2.11.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.schema_nodes import UncheckedNode
from rossum_studio.model.schema_sentences import worded

_WITHOUT_EFFECT = "schema-key-without-effect"


@dataclass(frozen=True, slots=True)
class _Applies:
    """Which fields some attributes are for.

    Args:
        to: As a sentence ends: `a number or a date`.
    """

    keys: tuple[str, ...]
    to: str
    test: Callable[[UncheckedNode], bool]


_ATTRIBUTES = (
    _Applies(("options", "enum_value_type"), "a field of type enum", lambda node: node.type == "enum"),
    _Applies(("format",), "a number or a date", lambda node: node.type in ("number", "date")),
    _Applies(("popup_url", "can_obtain_token"), "a button", lambda node: node.type == "button"),
    _Applies(
        (
            "rir_field_names",
            "default_value",
            "constraints",
            "ui_configuration",
            "score_threshold",
        ),
        "a field that holds a value, which a button does not",
        lambda node: node.type != "button",
    ),
    _Applies(
        ("can_collapse", "stretch", "width", "width_chars"),
        "a column of a table",
        lambda node: node.is_column,
    ),
)
_SOURCES = {"formula": "formula", "prompt": "reasoning", "context": "reasoning", "matching": "lookup"}
"""Each attribute that computes a value, and the `ui_configuration.type` that reads it."""

_NEEDED = {"formula": "formula", "reasoning": "prompt", "lookup": "matching"}


def applicability_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Attributes that have no effect on a field of this kind."""
    if not node.type:
        return
    for attributes in _ATTRIBUTES:
        for key in attributes.keys:
            if node.says(key) and not attributes.test(node):
                sentence = f"{node.subject.named([key])} has no effect; it is for {attributes.to}."
                yield node.problem(Severity.INFO, _WITHOUT_EFFECT, sentence, [key])


def deprecation_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Attributes of former times."""
    if node.says("width_chars"):
        sentence = f'{node.subject.named(["width_chars"])} is deprecated; expected "width".'
        yield node.problem(Severity.INFO, "schema-deprecated-key", sentence, ["width_chars"])


def computed_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Formula, reasoning and lookup fields, and fields that only look like one."""
    if not node.type:
        return
    for key, filled_by in _SOURCES.items():
        if node.says(key) and node.filled_by != filled_by:
            named = node.subject.named([key])
            sentence = f'{named} is never used; expected "{filled_by}" as "ui_configuration.type".'
            yield node.problem(Severity.WARNING, f"schema-{key}-unused", sentence, [key])
    needed = _NEEDED.get(node.filled_by)
    if needed and not node.says(needed):
        sentence = (
            f"{node.subject.named([needed])} is missing; expected it in a {node.filled_by} field, "
            "which stays empty without."
        )
        yield node.problem(Severity.WARNING, f"schema-missing-{needed}", sentence)
    if node.filled_by == "formula" and node.says("rir_field_names"):
        sentence = (
            f"{node.subject.named(['rir_field_names'])} has entries; expected none in a formula field, "
            "whose value is computed."
        )
        yield node.problem(Severity.ERROR, "schema-formula-extraction", sentence, ["rir_field_names"])


def option_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Enum options that cannot be told apart."""
    options = node.attributes.get("options")
    if node.type != "enum" or not isinstance(options, list):
        return
    earlier: dict[str, str] = {}
    for index, option in enumerate(options):
        value = option.get("value") if isinstance(option, dict) else None
        if not isinstance(value, str):
            continue
        folded = value.casefold()
        if folded in earlier:
            yield _same_option(node, index, value, earlier[folded])
        earlier.setdefault(folded, value)


def _same_option(node: UncheckedNode, index: int, value: str, earlier: str) -> Problem:
    keys = ("options", index, "value")
    named = node.subject.named(keys)
    if value == earlier:
        sentence = f"{named} is {worded(value)} once more; expected every option to have a value of its own."
        return node.problem(Severity.ERROR, "schema-duplicate-option", sentence, keys)
    sentence = (
        f"{named} is {worded(value)}, and an option before it is {worded(earlier)}; "
        "expected values that differ by more than upper and lower case, which Rossum does not tell apart."
    )
    return node.problem(Severity.WARNING, "schema-duplicate-option-case", sentence, keys)


def aggregation_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Only sums, and only of number columns."""
    aggregations = node.object("aggregations")
    for name in aggregations:
        if name != "sum":
            sentence = f'{node.subject.named(["aggregations"])} has {worded(name)}; expected only "sum".'
            yield node.problem(Severity.ERROR, "schema-unknown-aggregation", sentence, ["aggregations", name])
    if aggregations and not (node.is_column and node.type == "number"):
        sentence = (
            f"{node.subject.named(['aggregations'])} is set; expected it only in a number column of a table."
        )
        yield node.problem(Severity.ERROR, "schema-aggregation-place", sentence, ["aggregations"])
