"""Runs in the window: what is sent, when, and what is shown of the answer."""

import platform
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.debugging.flow import DebugFlow
from rossum_studio.gui.debugging.process import DebugPool
from rossum_studio.gui.document import DocumentController, OpenDocument
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.opening import OpeningController
from rossum_studio.gui.recorded.sending import as_called
from rossum_studio.gui.run.controller import RunController
from rossum_studio.gui.stage import Stage
from rossum_studio.model.event import HookEvent
from rossum_studio.model.masking import Masks, texts_of
from rossum_studio.model.mock import Mock
from rossum_studio.model.problem import Severity
from rossum_studio.preferences.preference import Preferences
from rossum_studio.runtime.event_play import RunRequest
from rossum_studio.runtime.interpreters import Interpreter
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.change_words import computed_alone
from rossum_studio.simulator.scenario import Scenario

USER_UPDATE = "annotation_content.updated"
GETTING_READY_MS = 150


class RunFlow(QObject):
    """Runs the open function on the open document, and waits for one that is being opened."""

    changed = Signal()

    def __init__(
        self,
        stage: Stage,
        opening: OpeningController,
        document: DocumentController,
        hook: HookController,
        runs: RunController,
        debug: DebugFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._opening, self._document, self._hook = stage, opening, document, hook
        self._runs, self._debug = runs, debug
        self.preferences = Preferences()
        self.mocks: Callable[[], tuple[Mock, ...]] = tuple
        self.notes_lines: Callable[[], bool] = lambda: False
        self.asks_first: Callable[[Callable[[], None]], bool] = lambda _go_on: False
        self.secrets_of: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
        self.report: Report | None = None
        self.report_shown: Report | None = None
        self.is_waiting = False
        self.python_version = platform.python_version()
        self._code_run = ""
        self._was_edited = False
        self._getting_ready = QTimer(self, singleShot=True, interval=GETTING_READY_MS)
        self._getting_ready.timeout.connect(self._get_ready)
        self._connect_runs()
        self._connect_input()

    def _connect_runs(self) -> None:
        runs, results = self._runs, self._stage.layout.results
        runs.run_started.connect(self._on_run_started)
        runs.run_finished.connect(self._on_report)
        runs.run_failed.connect(self._on_run_failed)
        runs.debug_workers = DebugPool(self._debug.stops, self)
        runs.debugging_started.connect(self._debug.follow)
        results.report_chosen.connect(self.show_report)
        results.stop_requested.connect(self.stop)

    def _connect_input(self) -> None:
        self._stage.layout.simulator.reuse_check.toggled.connect(self._on_reuse_toggled)
        self._document.document_opened.connect(self._on_document_opened)
        self._document.document_changed.connect(self._on_document_changed)
        self._hook.hook_opened.connect(lambda _opened: self._mark_stale())
        self._opening.settled.connect(self._run_what_waited)
        self._opening.failed.connect(lambda _sentence: self.stop_waiting())
        simulator = self._stage.layout.simulator
        for change in (
            simulator.event_changed,
            simulator.settings_changed,
            simulator.secrets_changed,
            simulator.limits_changed,
        ):
            change.connect(lambda *_: self.get_ready_soon())

    def run(self) -> None:
        """Send the event to the function, or have a paused one go on."""
        if self._debug.is_paused:
            self._debug.continue_()
        else:
            self._ask_and_run(debugs=self._debug.is_wanted)

    def run_without_breakpoints(self) -> None:
        """Send the event to the function, and stop nowhere."""
        self._ask_and_run(debugs=False)

    def _ask_and_run(self, *, debugs: bool) -> None:
        if self._runs.is_running or not self.asks_first(lambda: self._run(debugs=debugs)):
            self._run(debugs=debugs)

    def _run(self, *, debugs: bool) -> None:
        """Run once what is being opened is there."""
        if self._runs.is_running or self._hook.current is None:
            return
        if self._opening.is_busy:
            self._wait()
            return
        request = self._request()
        if request is None:
            event = self._stage.layout.simulator.values().event.name
            self._stage.refuse(f"{event} needs a document: drop an annotation, or open the sample.")
        else:
            self._getting_ready.stop()
            self._debug.hide(Masks(texts_of(request.scenario.secrets or {})))
            self._runs.run(request, debugs=debugs)

    def simulate_user_update(self) -> None:
        """Run on `updated` with the edited fields."""
        self._stage.layout.simulator.set_event(USER_UPDATE)
        self.run()

    def stop(self) -> None:
        """End the run now, or the waiting for the document."""
        if self.is_waiting:
            self.stop_waiting()
            self._stage.status.say("Stopped before the function was called.")
        else:
            self._runs.stop()

    def stop_waiting(self) -> None:
        """What was waited for will not come, or needs an answer first."""
        if self.is_waiting:
            self.is_waiting = False
            self.changed.emit()

    def use_result(self) -> None:
        """The values after the run become the input of the next."""
        if self.report is not None and self.report.evaluation.content is not None:
            self._document.use(self.report.evaluation.content)
            self._stage.status.say("The result is the new input; Undo goes back.")

    def get_ready_soon(self) -> None:
        """Something of the next run changed."""
        self._getting_ready.start()

    def mark_if_outdated(self) -> None:
        """Grey the result when the code was edited since it ran, or while it ran."""
        if self._stage.code.text() != self._code_run:
            self._mark_stale()

    def close(self) -> None:
        """The window is going away."""
        self._getting_ready.stop()
        self._runs.close()
        self._stage.layout.results.end_running()

    def _on_reuse_toggled(self, reuses: bool) -> None:
        self._runs.reuses_process = reuses

    def use_interpreter(self, found: Interpreter) -> None:
        """Run Python functions with this interpreter from now on."""
        self._runs.interpreter, self.python_version = found.path, found.version
        if found.warning:
            self._stage.notices.say(found.warning, Severity.WARNING)
        self.get_ready_soon()

    def _wait(self) -> None:
        self.is_waiting = True
        self._stage.status.say("Waiting for the document…")
        self.changed.emit()

    def _run_what_waited(self) -> None:
        if self.is_waiting:
            self.stop_waiting()
            self.run()

    def _request(self) -> RunRequest | None:
        """What Run would run now; None when there is no function, or no document for the event."""
        document, values = self._document.current, self._stage.layout.simulator.values()
        scenario = self.scenario(values.event)
        if scenario is None:
            return None
        scenario = replace(scenario, settings=values.settings, secrets=self.secrets_of(values.secrets))
        problems = document.completed.problems if document is not None else ()
        original = document.completed.annotation.content if document is not None else None
        limits = replace(values.limits, coverage=self.notes_lines())
        request = RunRequest(
            scenario, self._hook.filename, limits, problems, original=original, mocks=self.mocks()
        )
        assert self._hook.opened is not None  # else there is no scenario
        return as_called(request, document, self._hook.opened, values.settings)

    def scenario(self, event: HookEvent) -> Scenario | None:
        """An event on the open document; None when there is no function, or no document for the event."""
        hook, document = self._hook.current, self._document.current
        if hook is None or (document is None and event.has_content):
            return None
        if document is None:
            return Scenario(event, hook)
        return Scenario(
            event,
            hook,
            replace(document.completed.annotation, content=document.content),
            document.schema,
            document.completed.document,
            document.opened.rest,
            updated=document.updated,
            made_up=document.completed.made_up,
        )

    def _get_ready(self) -> None:
        """Have a worker wait with the payload, so that Run answers at once."""
        if not self._runs.is_running:
            self._runs.debugs_next = self._debug.is_wanted
            self._runs.prepare(self._request())

    def _on_document_opened(self, _document: OpenDocument) -> None:
        self._mark_stale()
        self.report = None
        self.changed.emit()

    def _on_document_changed(self, document: OpenDocument) -> None:
        self._was_edited = self._runs.is_running  # what comes of that run is from before
        if document.updated:
            self._stage.layout.simulator.set_event(USER_UPDATE)
        self._follow_edit()

    def _follow_edit(self) -> None:
        """Run again if that is wanted; what is shown is outdated now."""
        document = self._document.current
        is_edited = document is not None and bool(document.updated)
        if is_edited and self.preferences.run_on_edit and not self._debug.is_paused:
            self._run(debugs=self._debug.is_wanted)
        if self._runs.is_running:
            self._stage.layout.results.expect_newer()
        else:
            self._mark_stale()

    def _on_run_started(self) -> None:
        self._stage.notices.close_all()
        self._stage.code.clear_errors()
        self._stage.layout.results.show_running()
        self._stage.status.say("Running…")
        self.changed.emit()

    def _on_run_failed(self, sentence: str) -> None:
        self._stage.layout.results.show_failure(sentence)
        self._stage.refuse(sentence)
        self.changed.emit()

    def _on_report(self, report: Report) -> None:
        self._stage.layout.results.add_report(report)
        self.show_report(report)
        self._code_run = report.scenario.hook.code
        self.mark_if_outdated()
        self._note_passed(report)
        if self._was_edited:  # while it ran, so that the edit is not in its result
            self._was_edited = False
            QTimer.singleShot(0, self, self._follow_edit)
        hook = report.scenario.hook
        function = {"code": hook.code, "filename": self._hook.filename, "language": hook.language}
        self._stage.layout.console.set_run(report.payload, report.outcome.response, function)

    def _note_passed(self, report: Report) -> None:
        document, event = self._document.current, report.scenario.event.name
        title = document.title if document is not None else ""
        path = str(self._document.path.resolve()) if self._document.path is not None else ""
        self._hook.note_passed(event, title, path, report.scenario.hook.code, passed=_passed(report))

    def show_report(self, report: Report) -> None:
        """Show what a run came to in the code and the tree."""
        self.report_shown = report
        exception = report.outcome.exception
        if exception is not None and exception.line is not None:
            self._stage.code.show_error(exception.line, exception.summary)
        if report.outcome.response is not None:
            self.report = report
            tree, evaluation = self._stage.layout.tree, report.evaluation
            log, blockers = evaluation.messages.spoken, evaluation.automation_blockers
            tree.set_run(evaluation.content, computed_alone(evaluation), log, blockers)
        self._stage.status.say(report.headline)
        self.changed.emit()

    def _mark_stale(self) -> None:
        if self.report is not None:
            self._stage.layout.results.set_stale(True)


def _passed(report: Report) -> bool:
    """Whether the function did its work and nothing of its answer would be dropped."""
    wrong = any(problem.severity is Severity.ERROR for problem in report.problems)
    return report.outcome.status is Status.OK and not wrong
