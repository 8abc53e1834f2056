"""The run report, key for key as scripts read it, and as text for people."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from rossum_studio.model.difference import compare
from rossum_studio.model.hook import language_of
from rossum_studio.model.http import AnsweredBy, Call
from rossum_studio.model.message import Message, MessageSource, MessageType
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.recorded import CallResult, Failure
from rossum_studio.model.response import parse_response
from rossum_studio.model.runtime_name import OTHER_PYTHON, RUNTIME_POINTER, runtime_note
from rossum_studio.runtime.explain import explain
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.packs.explaining import missing_library_problem
from rossum_studio.runtime.webhook import WebhookOutcome
from rossum_studio.simulator.call_problems import call_problems
from rossum_studio.simulator.change_words import change_words, computed_alone
from rossum_studio.simulator.comparison import Compared, Comparison, compare_answers
from rossum_studio.simulator.evaluate import Answer, conclude, evaluate
from rossum_studio.simulator.evaluation import Change, Evaluation, OperationResult
from rossum_studio.simulator.json_matching import ABSENT
from rossum_studio.simulator.origin import Origin
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.rossum_api.store import ApiWrite
from rossum_studio.simulator.scenario import Scenario
from rossum_studio.simulator.settled import Settled

_HOW_TO_ALLOW = {
    "network": ' Allow it with --internet or the box "Allow network access".',
    "children": ' Allow it with --children or the box "Allow child processes".',
}
_OF_THE_RUN = (Where.RESPONSE, Where.CODE, Where.LIMITS)


@dataclass(frozen=True)
class Report:
    """One run: what went in, how it ended, what it amounts to.

    Args:
        payload: The JSON that was sent.
        problems: From all sources, worst first.
        after: The document the next event begins with; None on events without content.
        origins: Which parts of the payload were the user's, the hook's, the event's, or made up.
        api_writes: What the handler changed through the Rossum API.
        comparison: With the answer that was recorded for the same call; None where none was.
    """

    scenario: Scenario
    payload: bytes
    outcome: Outcome
    evaluation: Evaluation
    problems: tuple[Problem, ...] = ()
    after: Settled | None = None
    origins: tuple[Origin, ...] = ()
    comparison: Comparison | None = None
    api_writes: tuple[ApiWrite, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 when the hook ran and answered neither an error message nor anything invalid; else 1."""
        if self.outcome.status is not Status.OK:
            return 1
        said = any(_is_error_of_hook(message) for message in self.evaluation.messages.messages)
        invalid = any(
            problem.severity is Severity.ERROR and problem.where in _OF_THE_RUN for problem in self.problems
        )
        return int(said or invalid)

    @property
    def is_green(self) -> bool:
        """Whether all is well: no error, and nothing that the platform would drop or may do otherwise."""
        doubts = any(
            problem.severity is Severity.WARNING and problem.where in _OF_THE_RUN for problem in self.problems
        )
        errors = any(problem.severity is Severity.ERROR for problem in self.problems)
        blocked = self.evaluation.messages.blocks_confirmation
        return self.exit_status == 0 and not (doubts or errors or blocked)

    @property
    def explanation(self) -> str:
        """What an exception was about, when more is known than it says itself."""
        exception, annotation = self.outcome.exception, self.scenario.annotation
        content = annotation.content if annotation is not None else None
        return explain(exception, self.scenario.schema, content) if exception is not None else ""

    @cached_property
    def headline(self) -> str:
        """One line: "1 error, 2 warnings, 1 changed, 2 added, 240 ms"."""
        log = self.evaluation.messages
        counts = [
            (log.count(Severity.ERROR), "error"),
            (log.count(Severity.WARNING), "warning"),
            (log.count(Severity.INFO), "info"),
            (len(self.evaluation.automation_blockers), "blocker"),
        ]
        said = [f"{count} {noun}{_plural(count, noun)}" for count, noun in counts if count]
        said += self._change_words()
        mocked = sum(call.reply.answered_by is AnsweredBy.MOCK for call in self.outcome.calls)
        said += [f"{mocked} mocked call{_plural(mocked, 'mocked call')}"] if mocked else []
        problems = sum(problem.severity is not Severity.INFO for problem in self.problems)
        said += [f"{problems} problem{_plural(problems, 'problem')}"] if problems else []
        if self.comparison is not None:
            said = [self.comparison.headline, *(said or ["no messages, no changes"])]
        if self.outcome.status is not Status.OK:
            return ", ".join([self.outcome.sentence, *said])
        return ", ".join([*(said or ["no messages, no changes"]), f"{_duration(self.outcome.duration_ms)}"])

    def _change_words(self) -> list[str]:
        """What changed in the document, in the tree's words."""
        annotation, after = self.scenario.annotation, self.evaluation.content
        if annotation is None or after is None:
            return []
        return change_words(compare(annotation.content, after), computed_alone(self.evaluation))

    def as_json(self) -> dict[str, Any]:
        """The report as scripts read it."""
        outcome, evaluation, event = self.outcome, self.evaluation, self.scenario.event
        return {
            "status": outcome.status.value,
            "event": event.event,
            "action": event.action,
            "runtime": outcome.runtime,
            "runtime_version": outcome.runtime_version,
            "duration_ms": outcome.duration_ms,
            "total_ms": outcome.total_ms,
            "call_number": outcome.call_number,
            "response": outcome.response,
            "messages": [message.as_json() for message in evaluation.messages.messages],
            "operations": [result.as_json() for result in evaluation.operations],
            "automation_blockers": [blocker.as_json() for blocker in evaluation.automation_blockers],
            "updated_datapoints": list(evaluation.updated_datapoints),
            "content": None if evaluation.content is None else evaluation.content.to_builtins(),
            "annotation_status": evaluation.annotation_status,
            "stdout": outcome.stdout,
            "stderr": outcome.stderr,
            "exception": _exception(outcome),
            "problems": [problem.as_json() for problem in self.problems],
            "computed": [change.as_json() for change in evaluation.computed],
            "automation": None if evaluation.automation is None else evaluation.automation.as_json(),
            "rules": list(evaluation.fired),
            "not_modelled": list(evaluation.not_modelled),
            "calls": [call.as_json() for call in outcome.calls],
            "api_writes": [write.as_json() for write in self.api_writes],
            **({} if self.comparison is None else {"comparison": self.comparison.as_json()}),
        }

    def encode(self) -> bytes:
        """`as_json` as UTF-8. A lone surrogate in a text is escaped, which JSON allows and UTF-8 needs."""
        text = json.dumps(self.as_json(), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8", "backslashreplace")

    def text(self) -> str:
        """The report as people read it."""
        return "\n".join(_lines(self))


@dataclass(frozen=True, slots=True)
class SettledRun:
    """An answer, and the document after Rossum has done its own part.

    Args:
        after: None on events without content.
        edited: The document before the hook, when a user's edit had changed what formulas come to.
    """

    answer: Answer
    after: Settled | None = None
    edited: Settled | None = None


def make_report(
    scenario: Scenario,
    payload: Payload,
    outcome: Outcome,
    extra_problems: Sequence[Problem] = (),
    filename: str = "handler.py",
    settled: SettledRun | None = None,
) -> Report:
    """Judge a run and put everything about it together.

    Args:
        extra_problems: Found before the run: an inferred schema, a field the document lacks.
        filename: What problems call the handler's file.
        settled: The answer with what formulas and rules made of it; without it they are left out.
    """
    if settled is None:
        evaluation = evaluate(scenario, outcome.response, failure_of(outcome))
    else:
        evaluation = conclude(settled.answer, settled.after, settled.edited)
    notes = [Problem(Severity.INFO, Where.PAYLOAD, "", line, "payload-filled") for line in payload.filled]
    found = [
        *extra_problems,
        *notes,
        *([note] if (note := runtime_note(scenario.hook)) is not None else ()),
        *_problems_of(outcome, filename),
        *call_problems(outcome.calls, filename),
        *(parse_response(None, scenario.event).problems if outcome.returned_nothing else ()),
        *evaluation.problems,
        *(Problem(Severity.INFO, Where.SCHEMA, "", _fired(each), "rule-fired") for each in evaluation.fired),
        *(Problem(Severity.INFO, Where.SCHEMA, "", each, "not-modelled") for each in evaluation.not_modelled),
    ]
    problems = tuple(sorted(found, key=lambda problem: problem.severity.rank))
    after = settled.after if settled is not None else None
    return Report(scenario, payload.body, outcome, evaluation, problems, after, payload.origins)


def with_api_writes(report: Report, writes: tuple[ApiWrite, ...], status: str | None) -> Report:
    """The report with what the handler changed through the API.

    Args:
        status: To which it moved the document; None where it did not.
    """
    moved = report.evaluation if status is None else replace(report.evaluation, annotation_status=status)
    return replace(report, api_writes=writes, evaluation=moved)


def compared(report: Report, expected: CallResult | None) -> Report:
    """The report with its differences from what came of the same call before, where that is known."""
    if expected is None:
        return report
    comparison = compare_answers(expected, result_of(report.outcome), report.scenario)
    return replace(report, comparison=comparison)


def result_of(outcome: Outcome) -> CallResult:
    """What came of a run, as a log would have it."""
    is_timeout = outcome.status is Status.TIMEOUT
    if isinstance(outcome, WebhookOutcome):
        is_bad = outcome.status is not Status.OK
        failure = Failure(outcome.detail, outcome.status_code, is_timeout) if is_bad else None
        return CallResult(outcome.used, failure)
    reason = failure_of(outcome)
    if reason is None:
        return CallResult(outcome.response)
    return CallResult(failure=Failure(": ".join(reason), is_timeout=is_timeout))


def _fired(name: str) -> str:
    return f'The condition of the business rule "{name}" holds, so its actions were taken.'


def failure_of(outcome: Outcome) -> tuple[str, str] | None:
    """Type and text of what went wrong; None when there is an answer."""
    if outcome.status is Status.OK or isinstance(outcome, WebhookOutcome):  # of that, something is used
        return None
    if outcome.exception is not None:
        return outcome.exception.type, outcome.exception.message
    names = {
        Status.TIMEOUT: "Timeout",
        Status.MEMORY_LIMIT: "MemoryLimit",
        Status.INVALID_RESPONSE: "InvalidResponse",
        Status.STOPPED: "Stopped",
    }
    return names.get(outcome.status, "Crashed"), outcome.sentence


def _problems_of(outcome: Outcome, name: str) -> Iterator[Problem]:
    match outcome.status:
        case Status.EXCEPTION if outcome.exception is not None:
            place = f"{name}:{outcome.exception.line}" if outcome.exception.line else name
            yield Problem(Severity.ERROR, Where.CODE, place, outcome.sentence, "handler-failed")
            if outcome.exception.missing_library is not None:
                yield missing_library_problem(outcome.exception.missing_library, language_of(outcome.runtime))
        case Status.INVALID_RESPONSE:
            yield Problem(
                Severity.ERROR, Where.RESPONSE, outcome.pointer, outcome.sentence, "invalid-response"
            )
        case Status.TIMEOUT | Status.MEMORY_LIMIT | Status.CRASHED:
            code = outcome.status.value.replace("_", "-")
            yield Problem(Severity.ERROR, Where.LIMITS, "", outcome.sentence, code)
    if outcome.runtime_warning:
        yield Problem(Severity.WARNING, Where.HOOK, RUNTIME_POINTER, outcome.runtime_warning, OTHER_PYTHON)
    if outcome.reuse_note:
        yield Problem(Severity.INFO, Where.LIMITS, "", outcome.reuse_note, "runtime-reused-process")
    for warning in outcome.warnings:
        yield Problem(Severity.WARNING, Where.CODE, name, warning, "runtime-warning")
    for blocked in outcome.blocked:
        place = f"{name}:{blocked.line}" if blocked.line else name
        message = blocked.sentence + _HOW_TO_ALLOW.get(blocked.subject, "")
        yield Problem(Severity.WARNING, Where.LIMITS, place, message, blocked.code)


def _is_error_of_hook(message: Message) -> bool:
    return message.type is MessageType.ERROR and message.source in (MessageSource.HOOK, MessageSource.RUNTIME)


def call_line(call: Call) -> str:
    """One request in a line: "GET https://api.example.com/rates  200  mock  3 ms  line 12"."""
    line = f"  line {call.line}" if call.line is not None else ""
    answered = f"{call.reply.status}  {call.reply.answered_by.value}"
    return f"{call.request.method} {call.request.url}  {answered}  {call.duration_ms:.0f} ms{line}"


def _exception(outcome: Outcome) -> dict[str, Any] | None:
    found = outcome.exception
    if found is None:
        return None
    return {
        "type": found.type,
        "message": found.message,
        "line": found.line,
        "traceback": found.traceback,
    }


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.scenario.event.name}: {report.headline}"
    yield from (consequence.sentence for consequence in report.evaluation.consequences)
    if report.comparison is not None:
        differences = [difference_line(each) for each in report.comparison.differences]
        yield from _block(f"Differences from {report.comparison.expected.title}", differences)
    yield from _block("Messages", [_message_line(each) for each in report.evaluation.messages.messages])
    operations = [line for result in report.evaluation.operations for line in _operation_lines(result)]
    yield from _block("Operations", operations)
    blockers = [
        f"{_place(each.schema_id, each.id)}: {each.content}" for each in report.evaluation.automation_blockers
    ]
    yield from _block("Automation blockers", blockers)
    yield from _block("Calls", [call_line(call) for call in report.outcome.calls])
    yield from _block("Changed through the API", [write.sentence for write in report.api_writes])
    computed = [_change_line(change) for change in report.evaluation.computed]
    yield from _block("Computed by formulas and rules", computed)
    yield from _block("Rules whose condition held", report.evaluation.fired)
    yield from _block("Problems", [_problem_line(problem) for problem in report.problems])
    traceback = report.outcome.exception.traceback if report.outcome.exception else ""
    yield from _block("Traceback", traceback.splitlines())
    yield from _block("Printed", report.outcome.stdout.splitlines())
    yield from _block("Printed to stderr", report.outcome.stderr.splitlines())


def _block(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {line}" for line in lines))


def _message_line(message: Message) -> str:
    return f"{message.type.value}  {_place(message.schema_id, message.datapoint_id)}: {message.content}"


def difference_line(each: Compared) -> str:
    """A difference as people read it."""
    place = f" ({each.schema_id})" if each.schema_id else ""
    sides = f"expected {side_text(each.expected)}, got {side_text(each.actual)}"
    return f"{each.pointer or each.part.value}{place}: {sides}"


def side_text(value: object) -> str:
    """One side of a difference, as people read it."""
    return "nothing" if value is ABSENT else _json(value)


def _operation_lines(result: OperationResult) -> Iterator[str]:
    reason = f": {result.reason}" if result.reason else ""
    yield f"{result.status.value}  {result.op} {_place(result.schema_id, result.id)}{reason}"
    for change in result.changes:
        yield f"  {_change_text(change)}"


def _change_line(change: Change) -> str:
    return f"{_place(change.schema_id, change.id)} {_change_text(change)}"


def _change_text(change: Change) -> str:
    return f"{change.attribute}: {_json(change.before)} -> {_json(change.after)}"


def _problem_line(problem: Problem) -> str:
    place = f"{problem.where.value} {problem.path}".rstrip()
    return f"{problem.severity.value}  {place}: {problem.message} [{problem.code}]"


def _place(schema_id: str | None, datapoint_id: object) -> str:
    if datapoint_id is None:
        return "whole document"
    return f"{schema_id} ({datapoint_id})" if schema_id else str(datapoint_id)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plural(count: int, noun: str) -> str:
    return "" if count == 1 or noun == "info" else "s"


def _duration(duration_ms: float) -> str:
    return f"{duration_ms:.0f} ms" if duration_ms >= 10 else f"{duration_ms:.1f} ms"
