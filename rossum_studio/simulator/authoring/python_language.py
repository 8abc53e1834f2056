"""Python itself, by Jedi, which reads code and never runs it."""

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

import jedi

from rossum_studio.simulator.authoring.completion import CallHelp, Entry, Kind

_KINDS = {
    "function": Kind.FUNCTION,
    "class": Kind.CLASS,
    "module": Kind.MODULE,
    "keyword": Kind.KEYWORD,
}
_PRIVATE = "_"


def _or_nothing[**P, T](ask: Callable[P, T | None]) -> Callable[P, T | None]:
    """Nothing for a place outside the text, and where Jedi itself fails, as it does now and then."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return ask(*args, **kwargs)
        except Exception:
            return None

    return asked


class Language:
    """One text, and what Jedi says about its places."""

    def __init__(self, code: str) -> None:
        self._script = jedi.Script(code, project=_project(), environment=_environment())

    @_or_nothing
    def complete(self, line: int, column: int) -> list[Entry]:
        """What could be written there; names that begin with an underscore come last."""
        found = self._script.complete(line, column)
        found.sort(key=lambda each: each.name.startswith(_PRIVATE))
        return [Entry(each.name, _KINDS.get(each.type, Kind.NAME)) for each in found]

    @_or_nothing
    def call_help(self, line: int, column: int) -> CallHelp | None:
        """The function whose arguments are being written there."""
        found = self._script.get_signatures(line, column)
        if not found:
            return None
        signature = found[0]
        text = signature.to_string()
        place = None
        if signature.index is not None and signature.index < len(signature.params):
            name = signature.params[signature.index].to_string()
            start = text.find(name, text.find("(") + 1)
            place = (start, start + len(name)) if start >= 0 else None
        return CallHelp(text, _first_part(signature.docstring(raw=True)), place)

    @_or_nothing
    def describe(self, line: int, column: int) -> str | None:
        """Signature and first words of what stands there."""
        for found in self._script.help(line, column):
            if found.type == "keyword":
                continue
            text = found.docstring(raw=True)
            head = next((each.to_string() for each in found.get_signatures()), found.description)
            return "\n".join(part for part in (head, _first_part(text)) if part)
        return None

    @_or_nothing
    def definition(self, line: int, column: int) -> int | None:
        """The line of this text on which what stands there is defined."""
        for found in self._script.goto(line, column):
            if found.module_name == "__main__" and found.line is not None:
                return int(found.line)
        return None

    @_or_nothing
    def symbols(self) -> list[tuple[str, int]]:
        """Functions, classes with their methods, and names that are bound at module level."""
        names = self._script.get_names(all_scopes=True, definitions=True)
        return [
            (each.full_name.removeprefix("__main__.") if each.full_name else each.name, each.line)
            for each in names
            if each.type in ("function", "class")
            or (each.type == "statement" and each.parent() is not None and each.parent().type == "module")
        ]


def _first_part(text: str) -> str:
    return text.strip().partition("\n\n")[0]


@cache
def _project() -> jedi.Project:
    """No project: nothing of the folder that the application was started in is looked at."""
    return jedi.Project(Path(jedi.__file__).parent / "none", smart_sys_path=False)


@cache
def _environment() -> jedi.InterpreterEnvironment:
    """The interpreter itself, so that no other process is started."""
    return jedi.InterpreterEnvironment()
