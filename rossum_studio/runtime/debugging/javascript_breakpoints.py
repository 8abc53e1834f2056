"""The breakpoints of a JavaScript handler: set by the address of its script, bound once V8 has parsed it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rossum_studio.runtime.debugging import cdp
from rossum_studio.runtime.debugging.hits import BAD_HITS, HitCount
from rossum_studio.runtime.debugging.javascript_values import VALUES, log_expression
from rossum_studio.runtime.debugging.messages import Reply
from rossum_studio.runtime.debugging.session import Breakpoint, BreakpointVerified, Event

NO_CODE = "This line has no code."
MOVED = "Line {} has no code; it stops at line {}."
BAD_CONDITION = "The condition is not a JavaScript expression: {}."
BAD_LOG = "What is in the braces is not a JavaScript expression: {}."

_ENCODED = "(?:(?:%[0-9A-Fa-f]{2})+|[^/])"


class JavascriptBreakpoints:
    """Those that the window wants, and what V8 calls them."""

    def __init__(self, client: cdp.Client, code: str, filename: str, tell: Callable[[Event], None]) -> None:
        """Prepare for a file.

        Args:
            client: Takes the requests.
            code: The text of the file.
            filename: What the run calls it.
            tell: Told what became of each breakpoint.
        """
        self._client = client
        self._code_lines = code.rstrip().split("\n")
        self._pattern = url_pattern(filename)
        self._tell = tell
        self._scripts: set[str] = set()
        self._wanted: dict[int, Breakpoint] = {}
        self._faulty: set[int] = set()
        self._names: dict[int, str] = {}
        self._unbound: set[int] = set()

    def replace(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Have these and no others; one that stays as it is keeps its count."""
        wanted = {each.id: each for each in breakpoints}
        for each in list(self._wanted.values()):
            if wanted.get(each.id) != each:
                self._remove(each)
        for each in wanted.values():
            if each.id not in self._wanted:
                self._add(each)

    @property
    def has_script(self) -> bool:
        """Whether V8 has parsed the user's file."""
        return bool(self._scripts)

    def is_of_user(self, script_id: str) -> bool:
        """Whether a script is the user's file."""
        return script_id in self._scripts

    def on_script(self, script_id: str, url: str) -> None:
        """V8 has parsed a script. What it can bind there it says at once, so the rest cannot be bound."""
        if re.fullmatch(self._pattern, url):
            self._scripts.add(script_id)
            self._client.request("Runtime.getIsolateId", take=lambda _reply: self._give_up())

    def on_resolved(self, name: str, location: Mapping[str, Any]) -> None:
        """V8 has found the place of a breakpoint."""
        number = next((number for number, each in self._names.items() if each == name), None)
        if number is not None:
            self._bind(self._wanted[number], location)

    def _add(self, breakpoint_: Breakpoint) -> None:
        self._wanted[breakpoint_.id] = breakpoint_
        self._faulty.discard(breakpoint_.id)
        if breakpoint_.hit_condition.strip() and HitCount.parse(breakpoint_.hit_condition) is None:
            self._refuse(breakpoint_, BAD_HITS.format(breakpoint_.hit_condition.strip()))
            return
        checks = list(_expressions_of(breakpoint_))
        if not checks:
            self._set(breakpoint_)
            return
        self._client.request(
            "Runtime.enable"
        )  # else V8 compiles nothing; as long as it is, consoles are kept
        for expression, sentence in checks:
            self._check(breakpoint_, expression, sentence)
        self._client.request("Runtime.disable", take=lambda _reply: self._set(breakpoint_))

    def _check(self, breakpoint_: Breakpoint, expression: str, sentence: str) -> None:
        """Have V8 parse an expression."""

        def take(reply: Reply) -> None:
            details = reply.body.get("exceptionDetails")
            if details is not None:
                description = str((details.get("exception") or {}).get("description", ""))
                self._refuse(breakpoint_, sentence.format(description.partition("\n")[0]))

        arguments = {"expression": expression, "sourceURL": "", "persistScript": False}
        self._client.request("Runtime.compileScript", arguments, take)

    def _set(self, breakpoint_: Breakpoint) -> None:
        if not self._is_good(breakpoint_):
            return
        arguments = {
            "lineNumber": breakpoint_.line - 1,
            "urlRegex": f"^{self._pattern}$",
            "condition": condition_of(breakpoint_),
        }
        self._client.request(
            "Debugger.setBreakpointByUrl", arguments, lambda reply: self._on_set(breakpoint_, reply)
        )

    def _is_good(self, breakpoint_: Breakpoint) -> bool:
        """Whether it is wanted still, and can be."""
        return self._wanted.get(breakpoint_.id) is breakpoint_ and breakpoint_.id not in self._faulty

    def _on_set(self, breakpoint_: Breakpoint, reply: Reply) -> None:
        name = str(reply.body.get("breakpointId", ""))
        if not reply.success:
            self._refuse(breakpoint_, f"{reply.message.rstrip('.')}.")
        elif not self._is_good(breakpoint_):
            self._client.request("Debugger.removeBreakpoint", {"breakpointId": name})
        else:
            self._names[breakpoint_.id] = name
            self._unbound.add(breakpoint_.id)
            for location in reply.body.get("locations", ()):
                self._bind(breakpoint_, location)
            if self._scripts:
                self._give_up()

    def _bind(self, breakpoint_: Breakpoint, location: Mapping[str, Any]) -> None:
        self._unbound.discard(breakpoint_.id)
        if self._is_end(
            location
        ):  # where V8 leaves the file: it binds there what is after the last statement
            self._refuse(breakpoint_, NO_CODE)
            return
        line = int(location["lineNumber"]) + 1
        message = "" if line == breakpoint_.line else MOVED.format(breakpoint_.line, line)
        self._tell(BreakpointVerified(breakpoint_.id, line, verified=True, message=message))

    def _is_end(self, location: Mapping[str, Any]) -> bool:
        last = len(self._code_lines) - 1, len(self._code_lines[-1])
        return (int(location["lineNumber"]), int(location.get("columnNumber", 0))) >= last

    def _give_up(self) -> None:
        unbound, self._unbound = self._unbound, set()
        for number in sorted(unbound):
            self._tell(BreakpointVerified(number, self._wanted[number].line, verified=False, message=NO_CODE))

    def stop_at(self, names: Iterable[str]) -> bool:
        """Whether one of the breakpoints that were hit is one to stop at; V8 may have heard too late."""
        return any(name in names for number, name in self._names.items() if number not in self._faulty)

    def _refuse(self, breakpoint_: Breakpoint, message: str) -> None:
        if breakpoint_.id not in self._faulty:
            self._faulty.add(breakpoint_.id)
            line = breakpoint_.line
            self._tell(BreakpointVerified(breakpoint_.id, line, verified=False, message=message))

    def _remove(self, breakpoint_: Breakpoint) -> None:
        del self._wanted[breakpoint_.id]
        self._unbound.discard(breakpoint_.id)
        name = self._names.pop(breakpoint_.id, None)
        if name is not None:
            self._client.request("Debugger.removeBreakpoint", {"breakpointId": name})


def _expressions_of(breakpoint_: Breakpoint) -> Iterable[tuple[str, str]]:
    """Return what a person wrote that V8 has to understand, each with the sentence for when it does not."""
    if breakpoint_.condition.strip():
        yield f"({breakpoint_.condition}\n)", BAD_CONDITION
    if breakpoint_.log_message:
        yield log_expression(breakpoint_.log_message), BAD_LOG


def condition_of(breakpoint_: Breakpoint) -> str:
    """Return what V8 is to test where the breakpoint is; nothing when it always stops there."""
    tests = []
    if breakpoint_.condition.strip():
        tests.append(f"{VALUES}.holds({breakpoint_.line}, () => ({breakpoint_.condition}\n))")
    if hits := HitCount.parse(breakpoint_.hit_condition):
        tests.append(f"{VALUES}.hit({breakpoint_.id}, '{hits.operator}', {hits.count})")
    if breakpoint_.log_message:
        parts = log_expression(breakpoint_.log_message)
        tests.append(f"{VALUES}.log({breakpoint_.line}, () => {parts})")
    return " && ".join(tests)


def url_pattern(filename: str) -> str:
    """Return a pattern for the address V8 gives a file: a path becomes a URL, which encodes much of it."""
    if not filename.startswith("/"):
        return re.sub(r"[^\w/]", lambda match: "\\" + match[0], filename, flags=re.ASCII)
    return "file://" + "".join(each if re.match(r"[\w/-]", each, re.ASCII) else _ENCODED for each in filename)
