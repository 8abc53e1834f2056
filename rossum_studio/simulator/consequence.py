"""What the platform would do with an answer, as sentences, and the status the document ends up in.

Source: reference 5.3, 5.7, 3.6, chapter 12 rows 8, 20, 30 and 31.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.event import HookEvent
from rossum_studio.model.message import MessageLog
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.choices import DEFAULT_CHOICES, Choices
from rossum_studio.simulator.evaluation import Automation, Consequence

_MOST_REASONS = 20


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer came to, as far as its consequences depend on it.

    Args:
        has_failed: There is no answer: the function raised or broke a limit.
        has_hidden_errors: A check failed on a field that the reviewer does not see.
        automation: Whether the document needs a person; on `initialize` only.
        blockers: How many automation blockers take effect.
        dropped: Parts of the answer that Rossum would not use.
        changed: Ids that changed.
        is_ignored: The event reads no answer, and this one said something.
        is_empty: The answer says nothing.
        files: Files in the event, and the answer's list of them; None where there is no list.
        uses_confirmed_state: The queue keeps confirmed documents apart from exported ones.
    """

    event: HookEvent
    log: MessageLog = MessageLog()  # noqa: RUF009 - a frozen value
    has_failed: bool = False
    has_hidden_errors: bool = False
    automation: Automation | None = None
    blockers: int = 0
    dropped: int = 0
    changed: int = 0
    is_ignored: bool = False
    is_empty: bool = False
    sent_files: int = 0
    files: Sequence[Mapping[str, Any]] | None = None
    uses_confirmed_state: bool = False
    choices: Choices = DEFAULT_CHOICES

    @property
    def has_errors(self) -> bool:
        """Whether an error message stands in the way."""
        return self.log.blocks_confirmation or self.has_hidden_errors

    @property
    def is_automated(self) -> bool:
        """Whether the document goes on without a person."""
        return self.automation is not None and self.automation.is_automated

    @property
    def blocks_automation(self) -> bool:
        """Whether a person has to look at the document."""
        if self.has_failed:
            return self.choices.exception_blocks_automation
        return self.has_errors or self.blockers > 0


def status_after(verdict: Verdict) -> str | None:
    """The annotation's status after the event; None where the event does not move it."""
    match verdict.event.name:
        case "annotation_content.initialize" if verdict.is_automated:
            return "confirmed" if verdict.uses_confirmed_state else "exporting"
        case "annotation_content.initialize":
            return "to_review"
        case "annotation_content.confirm" if verdict.has_errors:
            return "reviewing"
        case "annotation_content.confirm":
            return "confirmed" if verdict.uses_confirmed_state else "exporting"
        case "annotation_content.export":
            return "failed_export" if verdict.has_errors else "exported"
        case _:
            return None


def consequences(verdict: Verdict) -> tuple[Consequence, ...]:
    """What would happen, most important first; at least one sentence."""
    found = list(_consequences(verdict))
    return tuple(sorted(found, key=_rank)) or (Consequence(_quiet(verdict)),)


def _rank(consequence: Consequence) -> int:
    return len(Severity) if consequence.severity is None else consequence.severity.rank


def _consequences(verdict: Verdict) -> Iterator[Consequence]:
    name = verdict.event.name
    if verdict.has_failed:
        yield Consequence("The function failed: nothing of its answer is used.", Severity.ERROR)
    if verdict.is_ignored:
        yield Consequence(f"Ignored: {name} reads no answer.", Severity.WARNING)
        return
    yield from _effect_on_document(verdict)
    yield from _effect_on_files(verdict)
    if verdict.dropped:
        parts = _count(verdict.dropped, "part")
        yield Consequence(f"Rossum would drop {parts} of this answer.", Severity.ERROR)
    if name == "invocation.manual" and not verdict.has_failed:
        yield Consequence("The caller of the hook receives the whole answer.")


def _effect_on_document(verdict: Verdict) -> Iterator[Consequence]:
    match verdict.event.name:
        case "annotation_content.initialize" if verdict.blocks_automation:
            sentence = "Automation is blocked: the document goes to to_review."
            yield Consequence(sentence, Severity.ERROR if verdict.has_errors else Severity.WARNING)
            if verdict.has_errors and not verdict.has_failed:
                yield Consequence(
                    "An error like this blocks confirmation when it comes again.", Severity.ERROR
                )
        case "annotation_content.initialize" if verdict.automation is not None:
            yield Consequence(_needs_a_person(verdict, verdict.automation))
            yield from (Consequence(f"{each}.") for each in verdict.automation.reasons[1:_MOST_REASONS])
        case "annotation_content.confirm" if verdict.has_errors:
            sentence = "Refuses the confirmation: the document stays in reviewing."
            yield Consequence(sentence, Severity.ERROR)
        case "annotation_content.confirm":
            yield Consequence(f"Confirms: the document goes to {status_after(verdict)}.")
        case "annotation_content.export" if verdict.has_errors:
            yield Consequence("The document goes to failed_export.", Severity.ERROR)
        case "annotation_content.export":
            yield Consequence("The document goes to exported.")
        case _ if verdict.event.event == "annotation_content" and verdict.has_errors:
            yield Consequence("Blocks confirmation.", Severity.ERROR)


def _needs_a_person(verdict: Verdict, automation: Automation) -> str:
    reason, *others = automation.reasons
    more = f" (and {_count(len(others), 'more reason')})" if others else ""
    if automation.is_automated:
        return f"Needs no person: the document goes to {status_after(verdict)}."
    return f"The document goes to to_review: {reason}{more}."


def _effect_on_files(verdict: Verdict) -> Iterator[Consequence]:
    if verdict.files is None or verdict.has_failed:
        return
    if verdict.event.event == "email" and verdict.choices.files_list_filters:
        yield Consequence(
            f"{len(verdict.files)} of {verdict.sent_files} files continue; the rest are dropped."
        )
    stopped = sum(file.get("prevent_importing") is True for file in verdict.files)
    if verdict.event.event == "upload" and stopped:
        yield Consequence(f"{stopped} of {verdict.sent_files} files are not imported.")


def _quiet(verdict: Verdict) -> str:
    """The sentence when nothing else is worth one."""
    if not verdict.event.reads:
        return f"Nothing happens: {verdict.event.name} reads no answer."
    if verdict.is_empty:
        return "Nothing to show: the answer is empty."
    if verdict.event.event == "annotation_content":
        shown = _count(len(verdict.log.spoken.messages), "message")
        return f"Shows {shown} and changes {_count(verdict.changed, 'node')}."
    return "All files continue."


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
