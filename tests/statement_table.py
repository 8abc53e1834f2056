"""The table of what the reference says: statements, the tests that hold them, and what is left to Rossum."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "statements.toml"


@dataclass(frozen=True)
class StatementTable:
    """What `data/statements.toml` holds.

    Args:
        covered: Tests of each statement, by group and statement; a group is a section such as "5.4", or a
            row of chapter 12 such as "12.6".
        not_modelled: The reason for each statement that has no test, likewise.
    """

    covered: Mapping[str, Mapping[str, list[str]]]
    not_modelled: Mapping[str, Mapping[str, str]]

    @property
    def summary(self) -> str:
        """The counts, in a line."""
        covered, left_out = (sum(map(len, part.values())) for part in (self.covered, self.not_modelled))
        groups = len(self.covered)
        return f"reference statements covered: {covered} in {groups} groups; not modelled: {left_out}"


def load_table() -> StatementTable:
    """Read the table."""
    return StatementTable(**tomllib.loads(TABLE.read_text(encoding="utf-8")))
