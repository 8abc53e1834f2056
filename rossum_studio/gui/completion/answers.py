"""Questions about code, asked of a process of its own: the window stays quick while Jedi thinks."""

import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

import msgspec

from rossum_studio.gui.completion.knowledge import Given, Knowledge
from rossum_studio.simulator.authoring.completion import CallHelp, Completions, Definition
from rossum_studio.simulator.authoring.server import Question, read_message, write_message

LONGEST_S = 5.0
_COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "rossum_studio.simulator.authoring.server")


class Answers:
    """Asks from one thread. The process is started by the first question and ends with us in any case."""

    def __init__(self) -> None:
        self._knowledge = Knowledge()
        self._process: subprocess.Popen[bytes] | None = None

    def complete(self, language: str, code: str, line: int, column: int, given: Given) -> Completions:
        """What could be written at a place."""
        found = self._ask(Question("complete", language, code, line, column), given, Completions)
        return found or Completions()

    def call_help(self, language: str, code: str, line: int, column: int, given: Given) -> CallHelp | None:
        """The function whose arguments are being written there."""
        return self._ask(Question("call_help", language, code, line, column), given, CallHelp)

    def hover(self, language: str, code: str, line: int, column: int, given: Given) -> str | None:
        """What stands there, in words."""
        return self._ask(Question("hover", language, code, line, column), given, str)

    def definition(self, language: str, code: str, line: int, column: int, given: Given) -> Definition | None:
        """Where what stands there is from."""
        return self._ask(Question("definition", language, code, line, column), given, Definition)

    def symbols(self, language: str, code: str, given: Given) -> tuple[tuple[str, int], ...]:
        """Functions, classes and constants of the file with their lines."""
        found = self._ask(Question("symbols", language, code), given, tuple[tuple[str, int], ...])
        return found or ()

    def close(self) -> None:
        """End the process; from any thread."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(OSError):
                        stream.close()

    def _ask(self, question: Question, given: Given, kind: Any) -> Any:
        """The answer; None when there is none, or none in time: then the next question has a new process."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._knowledge.forget()
            self._process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process = self._process
        told = self._knowledge.news(given)
        timer = threading.Timer(LONGEST_S, process.kill)
        timer.start()
        try:
            assert process.stdin is not None and process.stdout is not None
            write_message(process.stdin, msgspec.msgpack.encode(msgspec.structs.replace(question, told=told)))
            body = read_message(process.stdout)
        except (OSError, ValueError):  # it was ended meanwhile
            return None
        finally:
            timer.cancel()
        return msgspec.msgpack.decode(body, type=kind | None) if body is not None else None
