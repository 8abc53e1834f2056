"""What is wrong or doubtful in a hook object, its code aside.

Structure comes from `resources/schemas/hook.schema.json`; settings and secrets are in `schema_settings.py`.

Source: reference chapter 6, 4.1, 4.4, 2.13; practice, "Traps, and what should happen here".
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rossum_studio.model.event import BY_NAME, EVENTS, events_of
from rossum_studio.model.hook import DEFAULT_TIMEOUT_S, RUNTIMES, language_of
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.response_notes import closest
from rossum_studio.model.schema_sentences import Keys, Subject, choice_of, pointer, worded
from rossum_studio.model.schema_settings import check_settings
from rossum_studio.model.schema_structure import HOOK_OBJECT, metadata_problems, structure_problems

Attributes = Mapping[str, Any]

MIN_SCHEDULE_MINUTES = 10
DEFAULT_RETRY_COUNT = 4

_SUBJECT = Subject(Where.HOOK)
_SCHEDULED = "invocation.scheduled"
_CRON = ("config", "schedule", "cron")
_DEPRECATED_EVENT = "annotation_content.user_update"
_UNDOCUMENTED_EVENT = "invocation.interface"
_MISTAKEN_EVENTS = {
    "annotation.confirmed": "annotation_content.confirm",
    "annotation.exported": "annotation_content.export",
    "annotation.initialize": "annotation_content.initialize",
    "annotation_status.initialize": "annotation_content.initialize",
}
"""Names that third-party notes list, and what their authors wanted."""

_READ_BY_TXSCRIPT_ONLY = ("workspaces", "created_bys", "modified_bys", "child_relation")
_OLD_RUNTIME = re.compile(r"python3\.[789]|nodejs1[2468](\.x)?")


def check_hook_object(raw: object) -> tuple[Problem, ...]:
    """Problems of a hook object, those of its settings and secrets included.

    Args:
        raw: As parsed from JSON. Any JSON value is taken.

    Returns:
        Problems with pointers into `raw`.
    """
    if not isinstance(raw, dict):
        sentence = f"The hook is {worded(raw)}; expected a hook object."
        return (_problem(Severity.ERROR, [], sentence, "hook-not-an-object"),)
    problems = [*structure_problems(raw, HOOK_OBJECT, _SUBJECT), *metadata_problems(raw, _SUBJECT)]
    for rule in _RULES:
        problems += rule(raw)
    return (*problems, *check_settings(raw))


def _problem(severity: Severity, keys: Keys, message: str, code: str) -> Problem:
    return Problem(severity, Where.HOOK, pointer(keys), message, code)


def _config(raw: Attributes) -> Attributes:
    found = raw.get("config")
    return found if isinstance(found, dict) else {}


def _config_place(raw: Attributes) -> Keys:
    """Where to point when a key of `config` is missing."""
    return ["config"] if "config" in raw else []


def _subscribed(raw: Attributes) -> list[str]:
    found = raw.get("events")
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []


def _type_problems(raw: Attributes) -> Iterator[Problem]:
    match raw.get("type"):
        case "webhook" | "job" as kind:
            sentence = f"This hook is a {kind}; it is shown read-only, because its code runs elsewhere."
            yield _problem(Severity.INFO, ["type"], sentence, f"hook-{kind}")
        case None if "type" not in raw:
            sentence = '"type" is missing; expected "function", because Rossum takes "webhook" otherwise.'
            yield _problem(Severity.WARNING, [], sentence, "hook-missing-type")


def _active_problems(raw: Attributes) -> Iterator[Problem]:
    if "active" not in raw:
        sentence = '"active" is missing; expected true or false. Rossum calls active hooks only.'
        yield _problem(Severity.INFO, [], sentence, "hook-missing-active")


def _event_problems(raw: Attributes) -> Iterator[Problem]:
    if not raw.get("events"):
        place: Keys = ["events"] if "events" in raw else []
        sentence = '"events" names no event; expected at least one, or Rossum never calls the hook.'
        yield _problem(Severity.INFO, place, sentence, "hook-no-events")
    found = raw.get("events")
    for index, name in enumerate(found if isinstance(found, list) else ()):
        if isinstance(name, str):
            yield from _one_event_problems(("events", index), name)


def _one_event_problems(keys: Keys, name: str) -> Iterator[Problem]:
    named = _SUBJECT.named(keys)
    if name == _DEPRECATED_EVENT:
        sentence = f'{named} is "{name}", which is deprecated; expected "annotation_content.updated".'
        yield _problem(Severity.WARNING, keys, sentence, "hook-deprecated-event")
    elif name == _UNDOCUMENTED_EVENT:
        sentence = f'{named} is "{name}", which Rossum does not document; it cannot be tried here.'
        yield _problem(Severity.INFO, keys, sentence, "hook-undocumented-event")
    elif not events_of([name]):
        found = f"{named} is {worded(name)}, an event that Rossum does not have"
        sentence = f"{found}; expected {_meant_event(name)}."
        yield _problem(Severity.ERROR, keys, sentence, "hook-unknown-event")


def _meant_event(name: str) -> str:
    bare = dict.fromkeys(event.event for event in EVENTS)
    meant = _MISTAKEN_EVENTS.get(name) or closest(name, [*BY_NAME, *bare])
    return worded(meant) if meant else choice_of([worded(each) for each in BY_NAME])


def _sideload_problems(raw: Attributes) -> Iterator[Problem]:
    found, events = raw.get("sideload"), events_of(_subscribed(raw))
    if found and events and not any(event.event.startswith("annotation") for event in events):
        sentence = '"sideload" has no effect on this hook; expected it with annotation events only.'
        yield _problem(Severity.INFO, ["sideload"], sentence, "hook-sideload-without-effect")
    for index, name in enumerate(found if isinstance(found, list) else ()):
        if name in _READ_BY_TXSCRIPT_ONLY:
            keys = ("sideload", index)
            named = _SUBJECT.named(keys)
            sentence = f'{named} is "{name}", which TxScript looks for, but Rossum does not document.'
            yield _problem(Severity.INFO, keys, sentence, "hook-undocumented-sideload")


def _run_after_problems(raw: Attributes) -> Iterator[Problem]:
    found, own = raw.get("run_after"), raw.get("url")
    for index, url in enumerate(found if isinstance(found, list) else ()):
        if isinstance(url, str) and url == own:
            keys = ("run_after", index)
            named = _SUBJECT.named(keys)
            sentence = f"{named} is this hook itself; expected another one, because Rossum refuses a cycle."
            yield _problem(Severity.ERROR, keys, sentence, "hook-run-after-itself")


def _runtime_problems(raw: Attributes) -> Iterator[Problem]:
    if raw.get("type") != "function":
        return
    keys, runtime = ["config", "runtime"], _config(raw).get("runtime")
    named, current = _SUBJECT.named(keys), RUNTIMES[language_of(runtime)]
    either = choice_of([worded(each) for each in RUNTIMES.values()])
    if "runtime" not in _config(raw):
        sentence = f"{named} is missing; expected {either}."
        yield _problem(Severity.WARNING, _config_place(raw), sentence, "hook-missing-runtime")
    elif not isinstance(runtime, str) or runtime in RUNTIMES.values():
        return
    elif _OLD_RUNTIME.fullmatch(runtime):
        sentence = f'{named} is "{runtime}", an old name; Rossum runs it on {current} now.'
        yield _problem(Severity.WARNING, keys, sentence, "hook-old-runtime")
    elif runtime.startswith(("python", "nodejs")):
        found = f"{named} is {worded(runtime)}, which Rossum does not list"
        sentence = f'{found}; expected "{current}", which runs it here.'
        yield _problem(Severity.WARNING, keys, sentence, "hook-unknown-runtime")
    else:
        sentence = f"{named} is {worded(runtime)}; expected {either}."
        yield _problem(Severity.ERROR, keys, sentence, "hook-unknown-runtime")


def _library_problems(raw: Attributes) -> Iterator[Problem]:
    keys = ["config", "third_party_library_pack"]
    pack = _config(raw).get("third_party_library_pack")
    if isinstance(pack, str) and pack != "default":
        sentence = (
            f"{_SUBJECT.named(keys)} is {worded(pack)}, a pack whose libraries are not known here; "
            'expected "default", or null for the standard library only.'
        )
        yield _problem(Severity.INFO, keys, sentence, "hook-library-pack")


def _limit_problems(raw: Attributes) -> Iterator[Problem]:
    config, events = _config(raw), events_of(_subscribed(raw))
    if config.get("timeout_s") == 0 and config["timeout_s"] is not False:
        sentence = '"config.timeout_s" is 0, which Rossum does not explain; it is taken for 30 seconds here.'
        yield _problem(Severity.INFO, ["config", "timeout_s"], sentence, "hook-timeout-zero")
    if not events or not all(event.is_interactive for event in events):
        return
    for key, default in (("timeout_s", DEFAULT_TIMEOUT_S), ("retry_count", DEFAULT_RETRY_COUNT)):
        if config.get(key, default) != default:
            sentence = (
                f'"config.{key}" has no effect on interactive events, and this hook has no others; '
                "a call while a person waits may take 30 seconds and is not retried."
            )
            yield _problem(Severity.INFO, ["config", key], sentence, "hook-limit-without-effect")


def _schedule_problems(raw: Attributes) -> Iterator[Problem]:
    schedule = _config(raw).get("schedule")
    cron = schedule.get("cron") if isinstance(schedule, dict) else None
    is_scheduled = any(event.name == _SCHEDULED for event in events_of(_subscribed(raw)))
    if isinstance(cron, str):
        yield from _cron_problems(cron)
        if not is_scheduled:
            sentence = f'"config.schedule" has no effect; expected "{_SCHEDULED}" among the events.'
            yield _problem(Severity.WARNING, ["config", "schedule"], sentence, "hook-schedule-without-event")
    elif _SCHEDULED in _subscribed(raw):
        sentence = (
            f'The hook is subscribed to "{_SCHEDULED}", which never comes; '
            'expected "config.schedule" such as {"cron": "*/10 * * * *"}.'
        )
        yield _problem(Severity.WARNING, _config_place(raw), sentence, "hook-missing-schedule")


def _cron_problems(cron: str) -> Iterator[Problem]:
    words, named = cron.split(), _SUBJECT.named(_CRON)
    if len(words) != len(_CRON_PARTS):
        awaited = ", ".join(part.name for part in _CRON_PARTS)
        sentence = f"{named} is {worded(cron)}; expected five parts: {awaited}."
        yield _problem(Severity.ERROR, _CRON, sentence, "hook-schedule-cron")
        return
    times = [part.values(word) for part, word in zip(_CRON_PARTS, words, strict=True)]
    for part, word, values in zip(_CRON_PARTS, words, times, strict=True):
        if not values:
            sentence = f"{named} has {worded(word)} for the {part.name}; expected {part.expected}."
            yield _problem(Severity.ERROR, _CRON, sentence, "hook-schedule-cron")
    if all(times):
        gap = _smallest_gap(times[0], times[1], is_daily=words[2:] == ["*", "*", "*"])
        if gap < MIN_SCHEDULE_MINUTES:
            sentence = (
                f"{named} is {worded(cron)}, which calls the hook {gap} min apart; "
                f"expected at least {MIN_SCHEDULE_MINUTES} min."
            )
            yield _problem(Severity.ERROR, _CRON, sentence, "hook-schedule-too-often")


def _smallest_gap(minutes: frozenset[int], hours: frozenset[int], is_daily: bool) -> int:
    """Minutes between two calls of one day; when every day is meant, over midnight as well."""
    moments = sorted(60 * hour + minute for hour in hours for minute in minutes)
    if is_daily:
        moments.append(moments[0] + _DAY)
    return min((later - earlier for earlier, later in pairwise(moments)), default=_DAY)


@dataclass(frozen=True, slots=True)
class _CronPart:
    """One of the five parts of a cron text.

    Args:
        names: English abbreviations of the values, from `low` on.
    """

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What may be written, as a sentence ends."""
        return f"numbers from {self.low} to {self.high}, such as {self.low}, {self.low}-5 or */10"

    def values(self, text: str) -> frozenset[int]:
        """The values that a text stands for; none when it says no such thing."""
        ranges = [self._range(entry) for entry in text.split(",")]
        return frozenset(value for each in ranges for value in each) if all(ranges) else frozenset()

    def _range(self, entry: str) -> range:
        """`*`, `7`, `1-5`, each with or without a step after a slash."""
        match = _CRON_ENTRY.fullmatch(entry)
        if match is None:
            return range(0)
        first, last, step = match["first"], match["last"], match["step"]
        low = self._value(first) if first else self.low
        high = self._value(last or first) if last or (first and not step) else self.high
        size = int(step or 1)
        return range(low, high + 1, size) if low is not None and high is not None and size else range(0)

    def _value(self, text: str) -> int | None:
        named = dict(zip(self.names, range(self.low, self.high + 1), strict=False))
        found = named.get(text.upper(), int(text) if text.isdecimal() else None)
        return found if found is not None and self.low <= found <= self.high else None


_DAY = 24 * 60
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_CRON_ENTRY = re.compile(
    "(?:[*]|(?P<first>[0-9]{1,4}|[A-Za-z]+)(?:-(?P<last>[0-9]{1,4}|[A-Za-z]+))?)(?:/(?P<step>[0-9]{1,4}))?"
)
_CRON_PARTS = (
    _CronPart("minute", 0, 59),
    _CronPart("hour", 0, 23),
    _CronPart("day of the month", 1, 31),
    _CronPart("month", 1, 12, _MONTHS),
    _CronPart("weekday", 0, 7, _WEEKDAYS),
)
_RULES: tuple[Callable[[Attributes], Iterable[Problem]], ...] = (
    _type_problems,
    _active_problems,
    _event_problems,
    _sideload_problems,
    _run_after_problems,
    _runtime_problems,
    _library_problems,
    _limit_problems,
    _schedule_problems,
)
