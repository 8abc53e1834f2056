"""The questions that are asked about code in a thread, each answered for the language of the function."""

from types import ModuleType

from rossum_studio.gui.completion.knowledge import Given, Knowledge
from rossum_studio.simulator.authoring.completion import CallHelp, Completions, Definition


class Answers:
    """Answers from one thread. What it needs is imported at the first question: Jedi takes a moment."""

    def __init__(self) -> None:
        self._knowledge = Knowledge()

    def complete(self, language: str, code: str, line: int, column: int, given: Given) -> Completions:
        """What could be written at a place."""
        found: Completions = _module(language).complete(code, line, column, self._knowledge.of(given))
        return found

    def call_help(self, language: str, code: str, line: int, column: int, given: Given) -> CallHelp | None:
        """The function whose arguments are being written there."""
        module = _module(language)
        if not hasattr(module, "call_help"):
            return None
        found: CallHelp | None = module.call_help(code, line, column, self._knowledge.of(given))
        return found

    def hover(self, language: str, code: str, line: int, column: int, given: Given) -> str | None:
        """What stands there, in words."""
        found: str | None = _module(language).hover(code, line, column, self._knowledge.of(given))
        return found

    def definition(self, language: str, code: str, line: int, column: int, given: Given) -> Definition | None:
        """Where what stands there is from."""
        found: Definition | None = _module(language).definition(code, line, column, self._knowledge.of(given))
        return found

    def symbols(self, language: str, code: str) -> tuple[tuple[str, int], ...]:
        """Functions, classes and constants of the file with their lines."""
        found: tuple[tuple[str, int], ...] = _module(language).symbols(code)
        return found


def _module(language: str) -> ModuleType:
    if language == "javascript":
        from rossum_studio.simulator.authoring import javascript

        return javascript
    from rossum_studio.simulator.authoring import python

    return python
