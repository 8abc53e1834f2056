"""Operations: what a hook asks to change.

Source: reference chapter 5.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Replace:
    """Change parts of one datapoint.

    Args:
        value: Nested like a content node; `content`, `validation_sources`, `hidden`, `options`.
    """

    id: int
    value: Mapping[str, Any]
    op: ClassVar[str] = "replace"


@dataclass(frozen=True, slots=True)
class Add:
    """Append a row to a table, or a child to a simple multivalue.

    Args:
        id: The multivalue.
        value: A list of cells for a table, one object for a simple multivalue.
        validation_sources: Default for all cells.
    """

    id: int
    value: list[Mapping[str, Any]] | Mapping[str, Any]
    validation_sources: list[str] | None = None
    op: ClassVar[str] = "add"


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a row, or a child of a simple multivalue."""

    id: int
    op: ClassVar[str] = "remove"


type Operation = Replace | Add | Remove
