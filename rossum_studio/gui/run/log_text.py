"""What a run printed and how it failed, as pieces of text with a meaning. No widget."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rossum_studio.runtime.outcome import HandlerException, Outcome, TraceFrame

MOST_SHOWN = 256 * 1024
"""Characters of each stream shown before the user asks for all of them."""

_LONGEST_LINE = 2000  # laying out one line of a megabyte takes seconds


class Style(StrEnum):
    """What a piece is; the view chooses the colour."""

    HEADING = "heading"
    PLAIN = "plain"
    STDERR = "stderr"
    ERROR = "error"
    MUTED = "muted"
    LINK = "link"


class Unfold(StrEnum):
    """What the user may ask to see as well."""

    LIBRARY = "library"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text.

    Args:
        target: Where a link leads: a line of the handler, or more of the log.
    """

    text: str
    style: Style = Style.PLAIN
    target: int | Unfold | None = None


def log_pieces(outcome: Outcome, unfolded: frozenset[Unfold] = frozenset()) -> Iterator[Piece]:
    """The log of a run: how it failed, what it was refused, what it printed."""
    if outcome.exception is not None:
        yield from _exception_pieces(outcome.exception, Unfold.LIBRARY in unfolded)
    for blocked in outcome.blocked:
        yield Piece(f"Blocked: {blocked.target} ({blocked.call})", Style.ERROR)
        if blocked.line is not None:
            yield Piece(f"  line {blocked.line}", Style.LINK, blocked.line)
        yield Piece("\n")
    is_whole = Unfold.EVERYTHING in unfolded
    yield from _stream_pieces("Output (stdout)", outcome.stdout, Style.PLAIN, is_whole)
    yield from _stream_pieces("Errors (stderr)", outcome.stderr, Style.STDERR, is_whole)
    if not outcome.stdout and not outcome.stderr:
        yield Piece("The function printed nothing.\n", Style.MUTED)


def _exception_pieces(exception: HandlerException, with_library: bool) -> Iterator[Piece]:
    yield Piece("Traceback\n", Style.HEADING)
    hidden = 0
    for frame in exception.frames:
        if frame.is_user or with_library:
            yield from _frame_pieces(frame)
        else:
            hidden += 1
    if exception.line is not None and not any(frame.is_user for frame in exception.frames):
        yield Piece(f"line {exception.line}", Style.LINK, exception.line)
        yield Piece("\n")
    text = f"{exception.type}: {exception.message}" if exception.message else exception.type
    yield Piece(f"{text}\n", Style.ERROR)
    if hidden:
        frames = "1 library frame" if hidden == 1 else f"{hidden} library frames"
        yield Piece(f"Show {frames}", Style.LINK, Unfold.LIBRARY)
        yield Piece("\n")
    yield Piece("\n")


def _frame_pieces(frame: TraceFrame) -> Iterator[Piece]:
    place = f"{frame.file}, line {frame.line}"
    if frame.is_user:
        yield Piece(place, Style.LINK, frame.line)
        yield Piece(f", in {frame.function}\n")
        yield Piece(f"    {frame.source.strip()}\n")
    else:
        yield Piece(f"{place}, in {frame.function}\n    {frame.source.strip()}\n", Style.MUTED)


def _stream_pieces(title: str, text: str, style: Style, is_whole: bool) -> Iterator[Piece]:
    if not text:
        return
    yield Piece(f"{title}\n", Style.HEADING)
    if is_whole or len(text) <= MOST_SHOWN:
        yield Piece(_short_lines(text), style)
    else:
        half = MOST_SHOWN // 2
        yield Piece(_short_lines(text[:half]), style)
        yield Piece(f"Show all {len(text) / 1e6:.1f} MB", Style.LINK, Unfold.EVERYTHING)
        yield Piece("\n")
        yield Piece(_short_lines(text[-half:]), style)
    yield Piece("\n")


def _short_lines(text: str) -> str:
    """The text with its overlong lines broken, and a line end at its end."""
    lines = text.removesuffix("\n").split("\n")
    if max(map(len, lines)) > _LONGEST_LINE:
        lines = [piece for line in lines for piece in _chopped(line)]
    return "\n".join(lines) + "\n"


def _chopped(line: str) -> Iterator[str]:
    return (line[i : i + _LONGEST_LINE] for i in range(0, len(line) or 1, _LONGEST_LINE))
