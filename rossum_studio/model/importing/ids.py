"""Ids for nodes that came without one: running numbers, so the same file gets the same ids."""

from collections.abc import Iterator
from itertools import count
from typing import cast

import msgspec

from rossum_studio.model.annotation import Content, Datapoint, Node, Section

FIRST_GENERATED_ID = 1_000_001


def with_generated_ids(content: Content) -> tuple[Content, int]:
    """Number the nodes that have no id, in document order.

    Returns:
        The content, and how many ids were made.
    """
    missing = sum(not node.id for node in content)
    if not missing:
        return content, 0
    highest = max(node.id for node in content)
    numbers = count(max(highest + 1, FIRST_GENERATED_ID))
    sections = [cast(Section, _numbered(section, numbers)) for section in content.sections]
    return Content(sections, has_unknown=content.has_unknown), missing


def _numbered(node: Node, numbers: Iterator[int]) -> Node:
    if not node.id:
        node = msgspec.structs.replace(node, id=next(numbers))
    if isinstance(node, Datapoint):
        return node
    children = [_numbered(child, numbers) for child in node.nodes]
    return cast("Node", msgspec.structs.replace(node, children=children))
