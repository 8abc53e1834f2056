"""A program that installs something: its lines as they come, until it ends or is given up."""

import os
import selectors
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

POLL_S = 0.1
KEPT_LINES = 200
CHUNK = 65536


@dataclass(frozen=True, slots=True)
class Ended:
    """A program that ended.

    Attributes:
        returncode: 0 when all went well; None when it was given up.
        lines: The last ones of what it printed.
    """

    returncode: int | None
    lines: tuple[str, ...]


def run_program(
    argv: Sequence[str],
    env: Mapping[str, str],
    folder: Path,
    on_line: Callable[[str], None],
    is_cancelled: Callable[[], bool],
) -> Ended:
    """Run a program in a folder to its end. It and all that it started are gone afterwards.

    Raises:
        OSError: It cannot be started.
    """
    process = subprocess.Popen(
        argv,
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
    )
    assert process.stdout is not None
    lines: list[str] = []

    def take(line: str) -> None:
        lines.append(line)
        del lines[:-KEPT_LINES]
        on_line(line)

    try:
        is_complete = _read_lines(process.stdout, take, is_cancelled)
        returncode = process.wait() if is_complete else None
        return Ended(returncode, tuple(lines))
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def _read_lines(stream: IO[bytes], take: Callable[[str], None], is_cancelled: Callable[[], bool]) -> bool:
    """Hand over the lines of a pipe; returns whether its end was reached."""
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while not is_cancelled():
            if not selector.select(POLL_S):
                continue
            chunk = os.read(stream.fileno(), CHUNK)
            *whole, rest = (rest + chunk).split(b"\n") if chunk else (rest, b"")
            for line in whole:
                if text := line.decode(errors="replace").strip():
                    take(text)
            if not chunk:
                return True
    return False
