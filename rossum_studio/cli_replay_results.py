"""What came of replaying a hook, document by document: as text, as JSON, as an exit status.

Source: contract, `replay`; the shape of the JSON is told in `cli_replay`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from rossum_studio.model.baseline import TITLE
from rossum_studio.model.errors import StudioError
from rossum_studio.model.recorded import CallResult
from rossum_studio.runtime.report import Report, difference_line, result_of

_BAD_INPUT = 2
_MOST_SHOWN = 20  # differences of one run, as text


@dataclass
class Replayed:
    """What came of the runs so far; of a report only what is needed, there may be thousands.

    Attributes:
        baseline: What to compare with; None for nothing.
        entries: The `results` of the JSON, by name.
        results: What will be a baseline, by name.
        unreadable: Why a file could not be read, by name.
    """

    baseline: Mapping[str, CallResult] | None
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, CallResult] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, found: Report | StudioError) -> Iterator[str]:
        """Keep the result of a document, and tell it in lines of text."""
        if isinstance(found, StudioError):
            self.unreadable[name] = str(found)
            yield f"unreadable  {found}"
            return
        self.entries[name] = _entry_of(name, found)
        self.results[name] = result_of(found.outcome)
        yield f"{self._word(found):10}  {name}: {found.headline}"
        if found.comparison is not None:
            differences = found.comparison.differences
            yield from (f"            {difference_line(each)}" for each in differences[:_MOST_SHOWN])
            if len(differences) > _MOST_SHOWN:
                yield f"            and {len(differences) - _MOST_SHOWN} more"

    def _word(self, report: Report) -> str:
        if report.comparison is not None:
            return "agrees" if report.comparison.agrees else "differs"
        if self.baseline is not None:
            return "new"
        return report.outcome.status.value

    @property
    def compared(self) -> list[bool]:
        """Whether each run that could be compared agrees."""
        return [entry["agrees"] for entry in self.entries.values() if entry["agrees"] is not None]

    @property
    def gone(self) -> list[str]:
        """Documents that only the baseline has."""
        known = {*self.entries, *self.unreadable}
        return [name for name in self.baseline or () if name not in known]

    @property
    def new(self) -> list[str]:
        """Documents that the baseline has not."""
        return [name for name in self.entries if self.baseline is not None and name not in self.baseline]

    @property
    def exit_status(self) -> int:
        """See the top of this file."""
        if self.unreadable:
            return _BAD_INPUT
        if self.baseline is not None or self.compared:
            return int(not all(self.compared) or bool(self.gone))
        return int(any(entry["exit_status"] for entry in self.entries.values()))

    @property
    def share(self) -> float | None:
        """Which part of those that could be compared agrees; None when none could."""
        return round(sum(self.compared) / len(self.compared), 3) if self.compared else None

    def summary(self) -> Iterator[str]:
        """What it came to, in lines of text."""
        yield from (f"{'gone':10}  {name}: only in {TITLE}" for name in self.gone)
        count = len(self.entries)
        yield f"{count} document{'' if count == 1 else 's'} replayed."
        if self.share is not None:
            compared = self.compared
            yield f"{sum(compared)} of {len(compared)} agree ({self.share:.1%})."
        if self.new:
            yield f"{len(self.new)} not in {TITLE}."
        if self.unreadable:
            yield f"{len(self.unreadable)} could not be read."

    def as_json(self) -> dict[str, Any]:
        """See the top of this file."""
        agreeing = sum(self.compared)
        return {
            "count": len(self.entries),
            "agreeing": agreeing if self.compared else None,
            "differing": len(self.compared) - agreeing if self.compared else None,
            "share": self.share,
            "results": list(self.entries.values()),
            "new": self.new,
            "gone": self.gone,
            "unreadable": [{"name": name, "message": said} for name, said in self.unreadable.items()],
        }


def _entry_of(name: str, report: Report) -> dict[str, Any]:
    comparison = report.comparison
    return {
        "name": name,
        "event": report.scenario.event.name,
        "status": report.outcome.status.value,
        "exit_status": report.exit_status,
        "headline": report.headline,
        "agrees": None if comparison is None else comparison.agrees,
        "differences": None if comparison is None else [each.as_json() for each in comparison.differences],
    }
