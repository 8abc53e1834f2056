"""Steps and chains in the window: what they are taken with, and what is shown of them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from rossum_studio.gui.choosing import ChoosingDialog, Option, choose_files
from rossum_studio.gui.document import DocumentController, OpenDocument
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.run_flow import RunFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.steps.columns import Column, columns_of_chain, columns_of_steps
from rossum_studio.gui.steps.controller import StepsController
from rossum_studio.gui.steps.panel import StepsPanel
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.runtime.chain_play import ChainReport
from rossum_studio.runtime.launch import DEFAULT_TIMEOUT_S, Limits
from rossum_studio.runtime.lifecycle_play import StepReport
from rossum_studio.simulator.chain import Link, linked_in_order
from rossum_studio.simulator.lifecycle import Step


class StepFlow(QObject):
    """Plays the open document with the open function and those that were added to it."""

    changed = Signal()

    def __init__(
        self,
        stage: Stage,
        document: DocumentController,
        hook: HookController,
        run_flow: RunFlow,
        steps: StepsController,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._document, self._hook = stage, document, hook
        self._run_flow, self._steps = run_flow, steps
        self._added: tuple[OpenedHook, ...] = ()
        self._is_moving = False
        document.document_opened.connect(lambda opened: steps.start_over(opened.content))
        document.document_changed.connect(self._on_document_changed)
        steps.started.connect(self._on_started)
        steps.changed.connect(self.refresh)
        steps.step_taken.connect(self._on_taken)
        steps.chain_ran.connect(self._on_chain)
        steps.refused.connect(stage.refuse)
        self._panel.column_chosen.connect(self._show_column)

    @property
    def has_steps(self) -> bool:
        """Whether there is a step to go back to."""
        return bool(self._steps.taken)

    @property
    def hooks(self) -> tuple[OpenedHook, ...]:
        """The open function as it stands, then the added ones, linked in this order."""
        current = self._hook.current
        own = replace(self._hook.opened, hook=current) if self._hook.opened and current else None
        others = [each for each in self._added if own is None or _file(each) != _file(own)]
        return linked_in_order([*([own] if own is not None else []), *others])

    def set_actions(self, actions: Mapping[Step, QAction]) -> None:
        """Give the bar its buttons."""
        self._stage.layout.step_bar.set_actions(actions)
        self.refresh()

    def add_hooks(self, hooks: tuple[OpenedHook, ...]) -> None:
        """Have more functions take part in steps and chains."""
        known = {_file(each) for each in self._added}
        self._added = (*self._added, *(each for each in hooks if _file(each) not in known))
        names = " → ".join(Link(each, "").title for each in self.hooks)
        self._stage.status.say(f"In the chain: {names}")
        self.changed.emit()

    def ask_for_hooks(self) -> None:
        """Add functions picked in a file dialog, each after those before it."""

        def add(paths: list[Path]) -> None:
            opened = open_paths(paths)
            for error in opened.errors:
                self._stage.refuse(str(error))
            self.add_hooks(opened.hooks)

        folder = str(self._hook.path.parent) if self._hook.path is not None else ""
        choose_files(self._stage.window, folder, add)

    def clear_hooks(self) -> None:
        """Only the open function is left in the chain."""
        self._added = ()
        self._stage.status.say("The chain holds the open function only.")
        self.changed.emit()

    def take(self, step: Step) -> None:
        """Take a step."""
        if reason := self._why_not(step):
            self._stage.refuse(reason)
            return
        scenario = self._run_flow.scenario(step.event)
        if scenario is not None:
            self._steps.take(step, self.hooks, scenario, self._limits_of)

    def run_chain(self) -> None:
        """Run all functions of the chosen event, each on what those before it left."""
        event = self._stage.layout.simulator.values().event
        scenario = self._run_flow.scenario(event)
        if scenario is None:
            self._stage.refuse("A chain needs a function and a document: open both first.")
        else:
            self._steps.run_chain(event, self.hooks, scenario, self._limits_of)

    def choose_step_back(self) -> None:
        """Let the user pick the step that is undone, with all after it."""
        options = [
            Option(f"{number}. {step.step.label}", step.sentence, lambda i=number - 1: self._go_back(i))
            for number, step in enumerate(self._steps.taken, 1)
        ]
        sentence = "The document becomes what it was before the step; the steps after it are undone as well."
        ChoosingDialog(self._stage.window, "Back to Before a Step", sentence, options, "Go Back").open()

    def refresh(self) -> None:
        """Show where the document stands."""
        bar, steps = self._stage.layout.step_bar, self._steps
        is_open = self._document.current is not None
        way = [steps.taken[0].before.status] if steps.taken else []
        way += [transition.after for step in steps.taken for transition in step.transitions]
        bar.set_status(steps.moment.status if is_open else "", tuple(way))
        self.refresh_actions()
        self.changed.emit()

    def refresh_actions(self) -> None:
        """Enable the steps that can be taken now."""
        self._stage.layout.step_bar.set_reasons({step: self._why_not(step) for step in Step})

    @property
    def _panel(self) -> StepsPanel:
        return self._stage.layout.results.tabs.steps

    def _why_not(self, step: Step) -> str:
        if self._document.current is None:
            return "Open a document first."
        if not self.hooks:
            return "Open or create a function first."
        return self._steps.why_not(step)

    def _limits_of(self, link: Link) -> Limits:
        """Those of the panel for the open function, its own for another; permissions are the panel's."""
        chosen = self._stage.layout.simulator.values().limits
        opened = self._hook.opened
        if opened is not None and _file(link.opened) == _file(opened):
            return chosen
        timeout_s = min(link.hook.timeout_s, DEFAULT_TIMEOUT_S)
        return replace(chosen, timeout_s=timeout_s, memory_mb=link.hook.memory_mb)

    def _go_back(self, index: int) -> None:
        moment = self._steps.go_back(index)
        self._is_moving = True
        self._document.use(moment.content, "Back to Before a Step", moment.edited)
        self._is_moving = False
        self._show_steps()

    def _on_document_changed(self, document: OpenDocument) -> None:
        """An edit, or an undo: undoing what a step did goes back to before that step."""
        if self._is_moving:
            return
        for index, step in reversed(list(enumerate(self._steps.taken))):
            if document.content is step.before.content and self._steps.moment.content is step.after.content:
                self._steps.go_back(index)
                self._show_steps()
                return
        self._steps.note_edit(document.content, document.updated)

    def _on_started(self) -> None:
        self._stage.notices.close_all()
        self._stage.status.say("Running…")
        self.changed.emit()

    def _on_taken(self, report: StepReport) -> None:
        self._stage.layout.simulator.set_event(report.step.event.name)
        self._is_moving = True
        self._document.use(report.after.content, report.step.label)
        self._is_moving = False
        self._show_runs(report.chains)
        self._show_together(report.main)
        self._show_steps()
        self._stage.status.say(report.sentence)

    def _on_chain(self, report: ChainReport) -> None:
        self._show_runs((report,))
        if report.runs and report.evaluation is not None:
            together = replace(report.runs[-1].report, evaluation=report.evaluation)
            self._run_flow.show_report(together)
        self._panel.set_columns(columns_of_chain(report), _notes((report,)))
        self._stage.layout.results.show_steps()
        said = report.evaluation.consequences[0].sentence if report.evaluation else ""
        count = f"{len(report.runs)} function{'' if len(report.runs) == 1 else 's'}"
        self._stage.status.say(f"{count} ran. {said}")

    def _show_runs(self, chains: tuple[ChainReport, ...]) -> None:
        """Every run goes into the history; what the last one said is shown."""
        for run in (run for chain in chains for run in chain.runs):
            self._stage.layout.results.add_report(run.report)

    def _show_together(self, report: ChainReport) -> None:
        if report.evaluation is not None:
            tree, evaluation = self._stage.layout.tree, report.evaluation
            tree.set_messages(evaluation.messages.spoken, evaluation.automation_blockers)

    def _show_steps(self) -> None:
        taken = self._steps.taken
        notes = [f"{number}. {step.step.label}: {step.sentence}" for number, step in enumerate(taken, 1)]
        last = taken[-1].chains if taken else ()
        self._panel.set_columns(columns_of_steps(taken), [*notes, *_notes(last)])
        self._stage.layout.results.show_steps()

    def _show_column(self, column: Column) -> None:
        if column.report is not None:
            self._stage.layout.results.show_past(column.report)
            self._stage.layout.results.show_steps()


def _notes(chains: tuple[ChainReport, ...]) -> list[str]:
    bypassed = dict.fromkeys(each for chain in chains for each in chain.chain.bypassed)
    problems = [problem.message for chain in chains for problem in chain.problems]
    return [*(f"Bypassed: {each.title} {each.reason}." for each in bypassed), *problems]


def _file(opened: OpenedHook) -> object:
    return opened.code_path or opened.object_path or opened.hook.name
