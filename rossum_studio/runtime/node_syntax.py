"""Whether JavaScript is what Node.js 22 can load, told by its own parser.

The code is compiled as the worker compiles it, as a CommonJS module, and not run.

Source: reference 6.4, chapter 7, chapter 12 row 28.
"""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rossum_studio.model.finding import Finding, TextRange, line_starts
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.runtime.launch import NotSupportedError, scrubbed_environment
from rossum_studio.runtime.node_launch import node_binary
from rossum_studio.simulator.checking.javascript_code import SYNTAX

ES_MODULE = "javascript-es-module"

_SCRIPT = Path(__file__).with_name("node_syntax.js")
_TIMEOUT_S = 20.0
_MEMORY = "--max-old-space-size=512"
_MODULE_SYNTAX = ("outside a module", "Unexpected token 'export'")
_MODULE_HINT = (
    "Rossum loads handlers as CommonJS, which has no import and export. "
    "Write exports.rossum_hook_request_handler and require()."
)
_HINTS = {
    "Unexpected end of input": "A bracket is not closed.",
    "Invalid or unexpected token": "A quote may not be closed.",
    "missing ) after argument list": "A comma or a bracket is missing.",
    "await is only valid in async functions": "Write async before the function.",
}


class _Mistake(msgspec.Struct):
    """What the script says of one source."""

    message: str
    head: str


@dataclass(frozen=True, slots=True)
class Source:
    """A handler and what findings call it."""

    code: str
    filename: str


def node_syntax_error(code: str, filename: str, node: Path | None = None) -> Finding | None:
    """The first place of a handler that Node.js cannot read; None when it can.

    Args:
        node: The Node.js to ask; the one that runs handlers when None.

    Raises:
        NotSupportedError: There is no Node.js, or it gave no answer.
    """
    return node_syntax_errors([Source(code, filename)], node)[0]


def node_syntax_errors(sources: Sequence[Source], node: Path | None = None) -> tuple[Finding | None, ...]:
    """The same for many handlers, in one process.

    Raises:
        NotSupportedError: There is no Node.js, or it gave no answer.
    """
    if not sources:
        return ()
    answer = _ask(node or node_binary(), [source.code for source in sources])
    return tuple(
        None if mistake is None else _finding(mistake, source)
        for mistake, source in zip(answer, sources, strict=True)
    )


def _ask(node: Path, codes: list[str]) -> list[_Mistake | None]:
    with tempfile.TemporaryDirectory(prefix="rossum-check-") as folder:
        try:
            done = subprocess.run(
                [str(node), _MEMORY, str(_SCRIPT)],
                input=json.dumps(codes).encode("ascii"),
                capture_output=True,
                cwd=folder,
                env=scrubbed_environment(Path(folder)),
                timeout=_TIMEOUT_S,
                check=True,
            )
            return msgspec.json.decode(done.stdout, type=list[_Mistake | None])
        except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as error:
            reason = "took too long" if isinstance(error, subprocess.TimeoutExpired) else "failed"
            raise NotSupportedError(f"Node.js {reason} while it read the code: {node}.") from error


def _finding(mistake: _Mistake, source: Source) -> Finding:
    place = _place(mistake.head, source.code)
    is_module = any(text in mistake.message for text in _MODULE_SYNTAX)
    code, sentence = (ES_MODULE, _MODULE_HINT) if is_module else (SYNTAX, _sentence(mistake.message))
    path = f"{source.filename}:{place.line}"
    return Finding(Problem(Severity.ERROR, Where.CODE, path, sentence, code), place)


def _sentence(message: str) -> str:
    hints = [hint for text, hint in _HINTS.items() if text in message]
    return " ".join([f"Node.js cannot read this: {message.rstrip('.')}.", *hints])


def _place(head: str, code: str) -> TextRange:
    """The place that V8 marks; the beginning when it marks none."""
    first, line_text, marks = [*head.split("\n", 3), "", "", ""][:3]
    number = first.rpartition(":")[2]
    line = int(number) if number.isdigit() else 1
    start = len(marks.rstrip("^"))
    end = max(len(marks), start)
    lines = len(line_starts(code))
    return TextRange(
        min(line, lines), _characters(line_text, start), min(line, lines), _characters(line_text, end)
    )


def _characters(text: str, units: int) -> int:
    """How many characters the first UTF-16 units of a line are."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
