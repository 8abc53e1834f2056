"""`annotations/search`: which annotations a query in JSON is about.

Source: reference 10, `POST annotations/search`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rossum_studio.model.annotation import Content, Datapoint, trailing_id
from rossum_studio.simulator.rossum_api.errors import wrong_field
from rossum_studio.simulator.rossum_api.store import Object

_FIELD = "field."


def matches(query: object, found: Object, content: Content) -> bool:
    """Whether an annotation fits a query.

    Raises:
        ApiError: 400, the query is not as documented.
    """
    if not isinstance(query, Mapping):
        raise wrong_field("query", "Expected an object.")
    return all(_matches(key, wanted, found, content) for key, wanted in query.items())


def mentions(text: str, content: Content) -> bool:
    """Whether each word of a text is in some value of the document."""
    values = " ".join(each.value for each in content.datapoints()).casefold()
    return all(word in values for word in text.casefold().split())


def _matches(key: str, wanted: object, found: Object, content: Content) -> bool:
    if key in ("$and", "$or"):
        if not isinstance(wanted, list):
            raise wrong_field("query", f"{key} expects a list.")
        results = [matches(each, found, content) for each in wanted]
        return all(results) if key == "$and" else any(results)
    if not isinstance(wanted, Mapping):
        raise wrong_field("query", f"{key} expects an object of operators.")
    values = _field_values(key, content) if key.startswith(_FIELD) else _values(found.get(key))
    return all(_compare(operator, argument, values) for operator, argument in wanted.items())


def _field_values(key: str, content: Content) -> list[Any]:
    schema_id, _, kind = key.removeprefix(_FIELD).rpartition(".")
    nodes = [node for node in content.with_schema_id(schema_id or kind) if isinstance(node, Datapoint)]
    texts = [node.normalized_value or node.value for node in nodes]
    return [_as_number(text) for text in texts] if kind == "number" else list(texts)


def _values(value: Any) -> list[Any]:
    """An attribute in the forms that a query may name it by."""
    values = value if isinstance(value, list) else [value]
    ids = [trailing_id(each) for each in values if isinstance(each, str) and each.startswith("http")]
    return [*values, *ids]


def _compare(operator: str, argument: Any, values: list[Any]) -> bool:
    if operator not in _OPERATORS:
        raise wrong_field("query", f"Unknown operator {operator}.")
    if operator == "$emptyOrMissing":
        return all(value in (None, "") for value in values) is bool(argument)
    if operator in ("$ne", "$nin"):
        return all(_OPERATORS[operator](value, argument) for value in values)
    return any(_OPERATORS[operator](value, argument) for value in values)


def _ordered(value: Any, argument: Any, holds: Callable[[Any, Any], bool]) -> bool:
    numbers = isinstance(value, int | float) and isinstance(argument, int | float)
    return (numbers or (isinstance(value, str) and isinstance(argument, str))) and holds(value, argument)


def _words(value: Any) -> list[str]:
    return str(value).split()


def _starts(value: Any, argument: Any) -> bool:
    return str(value).casefold().startswith(str(argument).casefold())


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": lambda value, argument: value == argument,
    "$ne": lambda value, argument: value != argument,
    "$in": lambda value, argument: isinstance(argument, list) and value in argument,
    "$nin": lambda value, argument: isinstance(argument, list) and value not in argument,
    "$gt": lambda value, argument: _ordered(value, argument, lambda a, b: a > b),
    "$gte": lambda value, argument: _ordered(value, argument, lambda a, b: a >= b),
    "$lt": lambda value, argument: _ordered(value, argument, lambda a, b: a < b),
    "$lte": lambda value, argument: _ordered(value, argument, lambda a, b: a <= b),
    "$startsWith": _starts,
    "$anyTokenStartsWith": lambda value, argument: any(_starts(word, argument) for word in _words(value)),
    "$emptyOrMissing": lambda value, argument: (value in (None, "")) is bool(argument),
}


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
