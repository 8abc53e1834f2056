"""At which of the times a breakpoint is reached it stops."""

import re
from dataclasses import dataclass

BAD_HITS = "`{}` is no hit count: write a number, or one after >=, >, <=, <, == or %."

_FORM = re.compile(r"\s*(>=|<=|==|>|<|%)?\s*(\d{1,9})\s*")


@dataclass(frozen=True, slots=True)
class HitCount:
    """`operator` is one of >=, >, <=, <, == and %, which means every so many times."""

    operator: str
    count: int

    @classmethod
    def parse(cls, text: str) -> "HitCount | None":
        """Read what a person wrote; None when it cannot be read. A number alone is that time only."""
        match = _FORM.fullmatch(text)
        if match is None or (int(match[2]) == 0 and match[1] == "%"):
            return None
        return cls(match[1] or "==", int(match[2]))
