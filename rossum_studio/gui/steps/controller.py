"""Where a document stands between import and export, and the steps that brought it there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.run.controller import RunController
from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import StudioError
from rossum_studio.model.event import HookEvent
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.runtime.chain_play import ChainReport, LimitsOf, play_chain
from rossum_studio.runtime.lifecycle_play import StepReport, play_step
from rossum_studio.runtime.play import Play
from rossum_studio.simulator.chain import make_chain
from rossum_studio.simulator.lifecycle import Moment, Step, edited, why_not
from rossum_studio.simulator.scenario import Scenario


class StepsController(QObject):
    """Takes steps, one at a time, and goes back to any of them."""

    started = Signal()
    changed = Signal()
    step_taken = Signal(object)  # StepReport
    chain_ran = Signal(object)  # ChainReport
    refused = Signal(str)

    def __init__(self, runs: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.taken: tuple[StepReport, ...] = ()
        self.moment = Moment()

    def start_over(self, content: Content) -> None:
        """Another document: it has just been imported."""
        self.taken, self.moment = (), Moment(content)
        self.changed.emit()

    def note_edit(self, content: Content, updated: tuple[int, ...]) -> None:
        """The user changed values, or took changes back.

        Args:
            updated: Ids that were edited since the last step.
        """
        if content is not self.moment.content or updated != self.moment.edited:
            self.moment = edited(replace(self.moment, edited=()), content, updated)
            self.changed.emit()

    def why_not(self, step: Step) -> str:
        """Why a step cannot be taken now; empty when it can."""
        return why_not(step, self.moment)

    def take(self, step: Step, hooks: Sequence[OpenedHook], scenario: Scenario, limits_of: LimitsOf) -> None:
        """Take a step."""
        settled = self.taken[-1].settled if self.taken else None
        play = play_step(step, self.moment, hooks, scenario, limits_of, settled)
        self._perform(play, self._on_taken)

    def run_chain(
        self, event: HookEvent, hooks: Sequence[OpenedHook], scenario: Scenario, limits_of: LimitsOf
    ) -> None:
        """Run all hooks of an event, without moving the document on."""
        try:
            chain = make_chain(hooks, event)
        except StudioError as error:
            self.refused.emit(str(error))
            return
        self._perform(play_chain(chain, scenario, limits_of), self.chain_ran.emit)

    def go_back(self, index: int) -> Moment:
        """Undo a step and all after it; returns the document as it was when the step began."""
        self.moment = self.taken[index].before
        self.taken = self.taken[:index]
        self.changed.emit()
        return self.moment

    def _perform(self, play: Play[StepReport] | Play[ChainReport], on_done: Callable[[Any], object]) -> None:
        run = self._runs.perform(play)
        if run is None:
            self.refused.emit("Something is running already; stop it first.")
            return
        run.finished.connect(on_done)
        run.finished.connect(lambda _result: self.changed.emit())
        run.failed.connect(lambda error: self.refused.emit(str(error)))
        run.failed.connect(lambda _error: self.changed.emit())
        self.started.emit()

    def _on_taken(self, report: StepReport) -> None:
        self.taken, self.moment = (*self.taken, report), report.after
        self.step_taken.emit(report)
