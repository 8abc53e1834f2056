"""The debugger in the window: what is stopped where, and what one does about it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.debugging.breakpoint_dialog import BreakpointDialog
from rossum_studio.gui.debugging.hover import DebugHover
from rossum_studio.gui.debugging.marks import BreakpointMarks
from rossum_studio.gui.debugging.process import DebugProcess
from rossum_studio.gui.debugging.touched import fields_in
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.editor.highlight import PAUSED_MARKER
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.model.masking import Masks
from rossum_studio.preferences.breakpoint_file import load_breakpoints, save_breakpoints
from rossum_studio.preferences.profile import Profile
from rossum_studio.runtime.debugging.session import (
    Breakpoint,
    BreakpointVerified,
    Continued,
    DebugSession,
    Event,
    ExceptionStops,
    Frame,
    Output,
    State,
    Stopped,
    StopReason,
    Terminated,
)

_WHY = {
    StopReason.BREAKPOINT: "Paused at a breakpoint",
    StopReason.STEP: "Paused after a step",
    StopReason.PAUSE: "Paused",
    StopReason.EXCEPTION: "Paused at an exception",
}


class DebugFlow(QObject):
    """Keeps the breakpoints of the open function, and shows a session while there is one."""

    changed = Signal()
    """It paused, went on or ended."""

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        document: DocumentController,
        profile: Profile,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document, self._profile = stage, hook, document, profile
        self.marks = BreakpointMarks(stage.code)
        self.exception_stops = ExceptionStops.OFF
        self._session: DebugSession | None = None
        self._push: Callable[[], None] = lambda: None
        self._frame: Frame | None = None
        self._hover = DebugHover(stage.code, self._question)
        self._connect()

    def _connect(self) -> None:
        panel = self._stage.layout.debug
        self.marks.changed.connect(self._on_breakpoints_changed)
        self._hook.hook_opened.connect(lambda _opened: self._show_kept())
        panel.frame_chosen.connect(self._show_frame)
        panel.expression_entered.connect(self._watch)
        panel.variables.asked.connect(lambda: self._push())

    @property
    def is_wanted(self) -> bool:
        """Whether a run has something to stop at."""
        return bool(self.marks.breakpoints) or self.exception_stops is not ExceptionStops.OFF

    @property
    def is_paused(self) -> bool:
        """Whether the function stands still."""
        return self._session is not None and self._session.state is State.PAUSED

    @property
    def is_under_way(self) -> bool:
        """Whether there is a session."""
        return self._session is not None

    # Breakpoints

    def toggle_breakpoint(self) -> None:
        """Set a breakpoint on the line of the caret, or take it away."""
        self.marks.toggle(self._caret_line)

    def edit_breakpoint(self) -> None:
        """Ask when the breakpoint of the caret's line stops."""
        line = self._caret_line
        dialog = BreakpointDialog(self._stage.window, line, self.marks.at(line), self.marks.reason_at(line))
        dialog.accepted.connect(lambda: self.marks.edit(line, *dialog.texts))
        dialog.open()

    def remove_breakpoints(self) -> None:
        """Take all of them away."""
        self.marks.clear()

    def set_exception_stops(self, stops: ExceptionStops) -> None:
        """Stop where exceptions are raised, or not."""
        self.exception_stops = stops
        if self._session is not None:
            self._session.set_exception_stops(stops)
            self._push()

    @property
    def _caret_line(self) -> int:
        code = self._stage.code
        return code.lineFromPosition(code.currentPos()) + 1

    def _show_kept(self) -> None:
        path = self._hook.path
        self.marks.show(load_breakpoints(self._profile, str(path)) if path is not None else ())

    def _on_breakpoints_changed(self) -> None:
        if self._hook.path is not None:
            save_breakpoints(self._profile, str(self._hook.path), self.marks.kept)
        if self._session is not None:
            self._session.set_breakpoints(self.marks.breakpoints)
            self._push()
        self.changed.emit()

    # A session

    def stops(self) -> tuple[Sequence[Breakpoint], ExceptionStops]:
        """Where the next run is to stop."""
        return self.marks.breakpoints, self.exception_stops

    def hide(self, masks: Masks) -> None:
        """Show dots for these values from now on."""
        self._hover.masks = self._stage.layout.debug.variables.masks = masks

    def follow(self, process: DebugProcess) -> None:
        """Show a run that has just begun under the debugger."""
        if process.session is None:
            return
        self._session, self._push = process.session, process.push
        self.marks.forget_binding()
        self._stage.layout.debug.say("Running to the first stop…")
        process.told.connect(self.take)
        process.push()
        self.changed.emit()

    def take(self, events: list[Event]) -> None:
        """Show what happened in the session."""
        for event in events:
            match event:
                case Stopped():
                    self._on_stopped(event)
                case Continued():
                    self._on_continued()
                case BreakpointVerified():
                    self.marks.note(event)
                case Output():
                    self._stage.status.say(f"Line {event.line}: {event.text}")
                case Terminated():
                    self.end()

    def end(self) -> None:
        """The session is over."""
        if self._session is None:
            return
        self._session = None
        self._on_continued()
        self._stage.layout.show_debug(False)
        self._push = lambda: None
        self.changed.emit()

    def continue_(self) -> None:
        """Go on to the next stop."""
        self._tell(lambda session: session.continue_())

    def step_over(self) -> None:
        """Go on to the next line."""
        self._tell(lambda session: session.step_over())

    def step_into(self) -> None:
        """Go on into the function that the line calls."""
        self._tell(lambda session: session.step_into())

    def step_out(self) -> None:
        """Go on until this function returns."""
        self._tell(lambda session: session.step_out())

    def pause(self) -> None:
        """Stop wherever it is."""
        if self._session is not None:
            self._session.pause()
            self._push()

    def _tell(self, command: Callable[[DebugSession], None]) -> None:
        if self._session is not None and self.is_paused:
            command(self._session)
            self._push()

    def _on_stopped(self, event: Stopped) -> None:
        assert self._session is not None
        self._stage.layout.show_debug(True)
        reason = event.text or _WHY[event.reason]
        self._stage.layout.debug.say(f"{reason}, line {event.line}.")
        self._stage.status.say(f"{reason}, line {event.line}. F5 goes on, F10 steps.")
        self._session.stack().then(self._stage.layout.debug.show_stack)
        self._push()
        self.changed.emit()

    def _on_continued(self) -> None:
        self._frame = None
        code = self._stage.code
        code.markerDeleteAll(PAUSED_MARKER)
        code.gutter.paused_row = None
        code.viewport().update()
        self._stage.layout.debug.empty()
        self._stage.layout.debug.say("Running…")
        self.changed.emit()

    def _show_frame(self, frame: Frame) -> None:
        """Show where a call stands and what its names stand for."""
        if self._session is None:
            return
        self._frame = frame
        code = self._stage.code
        code.go_to(frame.line)
        code.markerDeleteAll(PAUSED_MARKER)
        code.markerAdd(frame.line - 1, PAUSED_MARKER)
        code.gutter.paused_row = frame.line - 1
        code.viewport().update()
        self._stage.layout.debug.variables.show_frame(self._session, frame)
        self._show_touched(code.line_text(frame.line - 1))

    def _show_touched(self, text: str) -> None:
        """Select in the tree the field that the line is about."""
        document = self._document.current
        if document is None:
            return
        for schema_id in fields_in(text, document.schema):
            node = next((node for node in document.content if node.schema_id == schema_id), None)
            if node is not None:
                self._stage.layout.tree.select_datapoint(node.id)
                return

    def _watch(self, expression: str) -> None:
        self._stage.layout.debug.variables.watch(expression)

    def _question(self) -> tuple[DebugSession, Frame, Callable[[], None]] | None:
        """What hovering asks; None while nothing is paused."""
        if self._session is None or self._frame is None or not self.is_paused:
            return None
        return self._session, self._frame, self._push
