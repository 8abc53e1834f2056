"""Breakpoints in the editor: they move with their lines, and say what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.editor.gutter import BREAKPOINT_MARKER
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.preferences.breakpoint_file import KeptBreakpoint
from rossum_studio.runtime.debugging.session import Breakpoint, BreakpointVerified


@dataclass(frozen=True, slots=True)
class Spot:
    """A breakpoint in the editor.

    Args:
        handle: Of the marker on its line.
        wanted: What was asked for; its line is that of when it was set.
        message: Why it cannot be reached, or why it is elsewhere; empty while nothing is known.
        is_bound: False once it is known that it cannot be reached.
    """

    handle: int
    wanted: Breakpoint
    message: str = ""
    is_bound: bool = True


class BreakpointMarks(QObject):
    """The breakpoints of the text in the editor."""

    changed = Signal()
    """One was added, removed or edited, or its line moved."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self._spots: list[Spot] = []
        self._next_id = 1
        editor.gutter.look = self._look
        editor.margin_pressed.connect(self.toggle)
        editor.text_edited.connect(self._on_edited)

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """All of them, at the lines where they are now."""
        found = (replace(spot.wanted, line=self._line(spot)) for spot in self._spots)
        return tuple(sorted(found, key=lambda one: one.line))

    @property
    def kept(self) -> tuple[KeptBreakpoint, ...]:
        """How they are remembered."""
        return tuple(
            KeptBreakpoint(
                one.line,
                self._editor.line_text(one.line - 1),
                one.condition,
                one.hit_condition,
                one.log_message,
            )
            for one in self.breakpoints
        )

    def show(self, kept: Iterable[KeptBreakpoint]) -> None:
        """Put those of another text in place of these, each where its line is now."""
        self._editor.markerDeleteAll(BREAKPOINT_MARKER)
        self._spots.clear()
        lines = self._editor.text().splitlines()
        for one in kept:
            line = one.found_in(lines)
            if line is not None and self.at(line) is None:
                self._add(line, one.condition, one.hit_condition, one.log_message)
        self._repaint()

    def toggle(self, line: int) -> None:
        """Set a breakpoint on a line, or take it away."""
        spot = self._spot_at(line)
        if spot is None:
            self._add(line)
        else:
            self._remove(spot)
        self._on_changed()

    def edit(self, line: int, condition: str, hit_condition: str, log_message: str) -> None:
        """Give the breakpoint of a line other conditions; without one, set it."""
        spot = self._spot_at(line)
        if spot is not None:
            self._remove(spot)
        self._add(line, condition, hit_condition, log_message)
        self._on_changed()

    def clear(self) -> None:
        """Take all away."""
        self.show(())
        self._on_changed()

    def at(self, line: int) -> Breakpoint | None:
        """The breakpoint of a line."""
        spot = self._spot_at(line)
        return replace(spot.wanted, line=line) if spot is not None else None

    def reason_at(self, line: int) -> str:
        """What was said about the breakpoint of a line; empty where there is nothing to say."""
        spot = self._spot_at(line)
        return spot.message if spot is not None else ""

    def note(self, told: BreakpointVerified) -> None:
        """Show what became of one."""
        for index, spot in enumerate(self._spots):
            if spot.wanted.id == told.id:
                self._spots[index] = replace(spot, message=told.message, is_bound=told.verified)
        self._repaint()

    def forget_binding(self) -> None:
        """The code may be another at the next run: nothing is known about any of them."""
        self._spots = [replace(spot, message="", is_bound=True) for spot in self._spots]
        self._repaint()

    def _add(self, line: int, condition: str = "", hit_condition: str = "", log_message: str = "") -> None:
        handle = self._editor.markerAdd(line - 1, BREAKPOINT_MARKER)
        if handle < 0:
            return
        wanted = Breakpoint(self._next_id, line, condition, hit_condition, log_message)
        self._next_id += 1
        self._spots.append(Spot(handle, wanted))

    def _remove(self, spot: Spot) -> None:
        self._editor.markerDeleteHandle(spot.handle)
        self._spots.remove(spot)

    def _spot_at(self, line: int) -> Spot | None:
        return next((spot for spot in self._spots if self._line(spot) == line), None)

    def _line(self, spot: Spot) -> int:
        """0 when its line is gone."""
        return int(self._editor.markerLineFromHandle(spot.handle)) + 1

    def _on_edited(self) -> None:
        """Lines that were deleted take their breakpoint along; two on one line become one."""
        seen: set[int] = set()
        for spot in list(self._spots):
            line = self._line(spot)
            if line < 1 or line in seen:
                self._remove(spot)
            seen.add(line)
        if self._spots:
            self.changed.emit()

    def _on_changed(self) -> None:
        self._repaint()
        self.changed.emit()

    def _repaint(self) -> None:
        self._editor.viewport().update()

    def _look(self, row: int) -> str:
        spot = self._spot_at(row + 1)
        if spot is None or not spot.is_bound:
            return "unbound"
        if spot.wanted.log_message:
            return "log"
        return "condition" if spot.wanted.condition or spot.wanted.hit_condition else "stop"
