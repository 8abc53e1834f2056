"""Reading a paused handler in as few words as possible."""

from rossum_studio.runtime.debugging.runner import DebugRunner
from rossum_studio.runtime.debugging.session import BreakpointVerified, Frame, Output, Purpose, Variable


def frames(run: DebugRunner) -> tuple[Frame, ...]:
    """Return the stack."""
    return run.ask(run.session.stack())


def local_names(run: DebugRunner) -> dict[str, Variable]:
    """Return the innermost frame's own names."""
    return named(run.ask(run.session.variables(frames(run)[0])))


def inside(run: DebugRunner, variable: Variable, *path: str) -> dict[str, Variable]:
    """Return the parts of a value, or of a part of it."""
    parts = named(run.ask(run.session.children(variable.reference)))
    for name in path:
        parts = named(run.ask(run.session.children(parts[name].reference)))
    return parts


def value_of(run: DebugRunner, expression: str, purpose: Purpose = Purpose.WATCH) -> str:
    """Return what an expression comes to in the innermost frame."""
    return run.ask(run.session.evaluate(frames(run)[0], expression, purpose)).value


def stop_line(run: DebugRunner) -> int:
    """Wait for the next stop and return its line."""
    return run.wait_for_stop().line


def logged(run: DebugRunner) -> list[Output]:
    """Return what breakpoints wrote."""
    return [event for event in run.events if isinstance(event, Output)]


def verified(run: DebugRunner) -> dict[int, BreakpointVerified]:
    """Return what became of each breakpoint at last."""
    return {event.id: event for event in run.events if isinstance(event, BreakpointVerified)}


def named(variables: tuple[Variable, ...]) -> dict[str, Variable]:
    """Return variables by name."""
    return {variable.name: variable for variable in variables}
