"""Lists: filters, order, pages.

Source: reference 10, first paragraph.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from rossum_studio.model.annotation import trailing_id
from rossum_studio.simulator.rossum_api.errors import wrong_field
from rossum_studio.simulator.rossum_api.store import Object

PAGE_SIZE, MAX_PAGE_SIZE = 20, 100

type Query = tuple[tuple[str, str], ...]
"""Names and values of a query, in their order."""

_NOT_FILTERS = frozenset(
    {"page", "page_size", "ordering", "fields", "fields!", "sideload", "search", "include_total", "cursor"}
    | {"content.schema_id", "search_after"}
)


def page_of(objects: Iterable[Object], query: Query, address: str, most: int = MAX_PAGE_SIZE) -> Object:
    """One page of those objects that the query is about.

    Args:
        address: Of the list, without a query.

    Raises:
        ApiError: 400, page or page_size is no number above 0.
    """
    given = dict(query)
    found = ordered([each for each in objects if fits(each, given)], given.get("ordering", ""))
    size = min(_number(given, "page_size", PAGE_SIZE), most)
    number = _number(given, "page", 1)
    pages = max(1, -(-len(found) // size))
    shown = found[(number - 1) * size : number * size]
    return {
        "pagination": {
            "total": len(found),
            "total_pages": pages,
            "next": _address(address, given, number + 1) if number < pages else None,
            "previous": _address(address, given, number - 1) if number > 1 else None,
        },
        "results": [trimmed(each, given) for each in shown],
    }


def fits(found: Object, given: Mapping[str, str]) -> bool:
    """Whether an object is one that the filters let through; unknown filters let all through."""
    for name, value in given.items():
        if name in _NOT_FILTERS:
            continue
        wanted = value.split(",")
        if name.endswith(("_before", "_after")):
            key, _, side = name.rpartition("_")
            at = found.get(key)
            if not isinstance(at, str) or (at >= value if side == "before" else at <= value):
                return False
        elif name in found and not any(_is(found[name], each) for each in wanted):
            return False
    return True


def ordered(objects: list[Object], ordering: str) -> list[Object]:
    """Sorted by `-a,b`; what has no such attribute comes last."""
    for name in reversed([each for each in ordering.split(",") if each]):
        key = name.removeprefix("-")
        objects = sorted(objects, key=lambda each: _sort_key(each.get(key)), reverse=name.startswith("-"))
    return objects


def trimmed(found: Object, given: Mapping[str, str]) -> Object:
    """An object with the attributes that `fields` names, or without those that `fields!` does."""
    if "fields" in given:
        wanted = given["fields"].split(",")
        return {name: value for name, value in found.items() if name in wanted}
    if "fields!" in given:
        unwanted = given["fields!"].split(",")
        return {name: value for name, value in found.items() if name not in unwanted}
    return found


def _is(value: Any, wanted: str) -> bool:
    """Whether an attribute is what a filter names: an address also by its id, one of a list too."""
    if isinstance(value, list):
        return any(_is(each, wanted) for each in value)
    if isinstance(value, bool):
        return str(value).lower() == wanted.lower()
    if isinstance(value, str) and value.startswith("http"):
        return value == wanted or str(trailing_id(value)) == wanted
    return str(value) == wanted


def _sort_key(value: Any) -> tuple[int, float, str]:
    if isinstance(value, int | float):
        return 0, value, ""
    return (1, 0, value) if isinstance(value, str) else (2, 0, "")


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise wrong_field(name, "A valid number above 0 is required.")
    return int(text)


def _address(address: str, given: Mapping[str, str], page: int) -> str:
    return f"{address}?{urlencode({**given, 'page': page})}"
