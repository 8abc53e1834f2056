"""Item data roles of our models."""

from enum import IntEnum

from PySide6.QtCore import Qt

_FIRST = int(Qt.ItemDataRole.UserRole) + 1


class Role(IntEnum):
    """Roles of the document tree (contract.md, 3)."""

    SCHEMA_ID = _FIRST
    """`schema_id` of the row."""
    DATAPOINT_ID = _FIRST + 1
    """Id of the row's node, an int64."""
    CATEGORY = _FIRST + 2
    """`section`, `multivalue`, `tuple` or `datapoint`."""
    SEVERITY = _FIRST + 3
    """`error`, `warning`, `info` or None; the worst of the row and all below it."""
    MESSAGES = _FIRST + 4
    """Texts of the row's own messages, a list."""
    CHANGE = _FIRST + 5
    """`changed`, `added`, `removed` or None."""
    WAS = _FIRST + 6
    """What the run changed in words, "was 12.00" for a value; None on rows it did not change."""
    OPTIONS = _FIRST + 7
    """Options of an enum field as (value, label) pairs; None for other fields."""
    BLOCKERS = _FIRST + 8
    """Texts of the row's own automation blockers, a list."""
