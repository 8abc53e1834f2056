"""One window's work: a document, a function and its runs, and the flows that join them."""

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.completion.authoring import AuthoringHelp
from rossum_studio.gui.debugging.flow import DebugFlow
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.document_flow import DocumentFlow
from rossum_studio.gui.editor.coverage import CoverageFlow
from rossum_studio.gui.editor.formatting import FormatFlow
from rossum_studio.gui.editor.notes_flow import NotesFlow
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.hook_flow import HookFlow
from rossum_studio.gui.mock_flow import MockFlow
from rossum_studio.gui.open_flow import OpenFlow
from rossum_studio.gui.opening import OpeningController
from rossum_studio.gui.packs.flow import PackFlow
from rossum_studio.gui.project_flow import ProjectFlow
from rossum_studio.gui.recipe_flow import RecipeFlow
from rossum_studio.gui.recorded.flow import RecordedFlow
from rossum_studio.gui.recorded.webhook_page import WebhookFlow
from rossum_studio.gui.remembering import KeptWork, UnsavedWork
from rossum_studio.gui.run.controller import RunController
from rossum_studio.gui.run_flow import RunFlow
from rossum_studio.gui.save_flow import GoOn, SaveFlow
from rossum_studio.gui.secrets.flow import SecretFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.step_flow import StepFlow
from rossum_studio.gui.steps.controller import StepsController
from rossum_studio.gui.task import TaskRunner
from rossum_studio.preferences.profile import Profile


class Studio(QObject):
    """Owns the controllers of a window and connects the flows: opening, saving, running."""

    changed = Signal()
    """What is open, running or shown changed: menus and title follow."""
    path_opened = Signal(object)  # Path

    def __init__(self, stage: Stage, profile: Profile) -> None:
        super().__init__(stage.window)
        self._stage = stage
        self.tasks = TaskRunner(self)
        self.opening = OpeningController(self.tasks, self)
        self.document = DocumentController(self)
        self.hook = HookController(stage.code.text, self)
        self.runs = RunController(self.tasks, self)
        self.save_flow = SaveFlow(stage, self.hook, self.document, self.tasks, self)
        self.document_flow = DocumentFlow(stage, self.document, self)
        self.hook_flow = HookFlow(stage, self.hook, self.document, self.save_flow, self)
        self.formatting = FormatFlow(stage, self.hook, self.tasks, self)
        self.recipes = RecipeFlow(stage, self.hook, self.document, self)
        self.coverage = CoverageFlow(stage, self.runs, self)
        self.projects = ProjectFlow(stage, self.tasks, self)
        self.open_flow = OpenFlow(
            stage, self.opening, self.hook, self.document, self.save_flow, self.projects, self
        )
        self.authoring = AuthoringHelp(stage, self.hook, self.document, self)
        self.debug = DebugFlow(stage, self.hook, self.document, profile, self)
        self.mocks = MockFlow(stage, self.hook, self)
        self.run_flow = RunFlow(stage, self.opening, self.document, self.hook, self.runs, self.debug, self)
        self.run_flow.mocks = self.mocks.mocks
        self.secrets = SecretFlow(stage, self.hook, profile, self)
        self.run_flow.asks_first, self.run_flow.secrets_of = self.secrets.ask_first, self.secrets.values
        self.run_flow.notes_lines = lambda: self.coverage.is_shown
        self.authoring.scenario = self.run_flow.scenario
        self.packs = PackFlow(stage, self.run_flow, self)
        self.notes = NotesFlow(stage, self.hook_flow.checks, self.run_flow, self)
        self.steps = StepsController(self.runs, self)
        self.step_flow = StepFlow(stage, self.document, self.hook, self.run_flow, self.steps, self)
        self.recorded_flow = RecordedFlow(stage, self.document, self)
        self.webhook_flow = WebhookFlow(stage, self.hook, self)
        self.projects.neighbours_found.connect(self.step_flow.add_hooks)
        self._connect_opening()
        self._connect_results()
        for flow in (self.document_flow, self.hook_flow, self.run_flow, self.step_flow, self.debug):
            flow.changed.connect(self.changed)
        for flow in (self.document_flow, self.hook_flow):
            flow.path_opened.connect(self.path_opened)
        self.save_flow.path_saved.connect(self.path_opened)

    def _connect_opening(self) -> None:
        opening, run_flow = self.opening, self.run_flow
        opening.hook_ready.connect(self.hook.open)
        opening.document_ready.connect(self.document_flow.open)
        opening.document_completed.connect(self.document.complete)
        self.document.document_saved.connect(self._on_document_saved)
        self.document_flow.schema_wanted.connect(self.open_flow.ask_for_files)
        for interruption in (
            self.open_flow.choice_needed,
            self.save_flow.question_asked,
            self._stage.status.cancel_requested,
        ):
            interruption.connect(run_flow.stop_waiting)

    def _connect_results(self) -> None:
        results, hook_flow = self._stage.layout.results, self.hook_flow
        results.datapoint_requested.connect(self._stage.layout.tree.select_datapoint)
        results.line_requested.connect(hook_flow.go_to_line)
        results.packs_requested.connect(self.packs.install)
        results.tabs.calls.mock_requested.connect(lambda _call: self.mock_call())
        for change in (self.mocks.changed, self.coverage.toggled):
            change.connect(self.run_flow.get_ready_soon)
        results.tabs.messages.messages.row_opened.connect(lambda row: hook_flow.show_origin(row.text))
        hook_flow.code_typed.connect(self.run_flow.mark_if_outdated)
        self.changed.connect(self.run_flow.get_ready_soon)

    @property
    def present(self) -> set[str]:
        """What commands may need (`commands.WHY_NOT`)."""
        state = {
            "hook": self.hook.opened is not None,
            "document": self.document.current is not None,
            "run": self.runs.is_running or self.run_flow.is_waiting,
            "result": self.run_flow.report is not None,
            "step": self.step_flow.has_steps,
            "paused": self.debug.is_paused,
            "debugged": self.debug.is_under_way,
        }
        return {name for name, is_there in state.items() if is_there}

    @property
    def unsaved(self) -> UnsavedWork:
        """What would be lost if the window went away now."""
        document = self.document
        return UnsavedWork(
            self.hook.unsaved, document.unsaved, document.saved_content, self.open_flow.document_title
        )

    def mock_call(self) -> None:
        """Write an answer for the request that is chosen, or that was blocked."""
        report = self.run_flow.report_shown
        blocked = report.outcome.blocked if report is not None else ()
        self.mocks.ask(self._stage.layout.results.tabs.calls.current, blocked)

    def losing_all(self, go_on: GoOn) -> None:
        """Do something after which nothing of this window is left, unless that would lose work."""
        self.save_flow.replacing_hook(lambda: self.save_flow.replacing_document(go_on))

    def bring_back(self, work: KeptWork, go_on: GoOn) -> None:
        """Open what an earlier window left, marked unsaved, unless that would lose other work."""

        def bring_back_document() -> None:
            if work.document is None:
                go_on()
            else:
                self.open_flow.document_title = work.title
                self.opening.restore(work.document, go_on)

        def bring_back_hook() -> None:
            if work.hook is not None:
                self.hook.open(work.hook, is_saved=False)
            if work.document is not None:
                self.save_flow.replacing_document(bring_back_document)
            else:
                bring_back_document()

        if work.hook is not None:
            self.save_flow.replacing_hook(bring_back_hook)
        else:
            bring_back_hook()

    def close(self) -> None:
        """End what is under way: the window is going away."""
        self.hook_flow.stop()
        self.authoring.close()
        self.secrets.close()
        self.run_flow.close()
        self.packs.close()
        self._stage.layout.console.close()
        self.tasks.close()

    def _on_document_saved(self, _path: object) -> None:
        document = self.document.current
        if document is not None:
            self.opening.document = document.opened
        self.changed.emit()
