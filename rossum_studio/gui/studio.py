"""What the commands do: the flows that touch several panels at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from rossum_studio.bundled import sample_events
from rossum_studio.gui.asking import ask_to_save
from rossum_studio.gui.choosing import ChoosingDialog, Option, choose_files, choose_folder, choose_target
from rossum_studio.gui.document import DocumentController, OpenDocument
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.layout import Layout
from rossum_studio.gui.new_hook import ask_for_template, hook_from
from rossum_studio.gui.notice import Notices
from rossum_studio.gui.opening import OpeningController
from rossum_studio.gui.remembering import RecoveredWork, UnsavedWork
from rossum_studio.gui.run.controller import RunController, RunRequest
from rossum_studio.gui.status import StatusBar
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.importing.importer import open_text
from rossum_studio.model.importing.opened import Choice, Opened, OpenedHook
from rossum_studio.model.message import MessageLog, worst
from rossum_studio.model.message_origin import line_that_says
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.template import Template, load_snippets, load_templates
from rossum_studio.preferences.preference import Preferences
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.report import Report
from rossum_studio.simulator.check import check_hook, with_schemas_sideloaded
from rossum_studio.simulator.scenario import Scenario

USER_UPDATE = "annotation_content.updated"
TYPING_MS = 250
GETTING_READY_MS = 150


class Studio(QObject):
    """One window's work: a document, a function, and its runs."""

    changed = Signal()
    """What is open, running or shown changed: menus and title follow."""
    path_opened = Signal(object)  # Path

    def __init__(self, window: QWidget, layout: Layout, status: StatusBar, notices: Notices) -> None:
        super().__init__(window)
        self._window, self.layout, self.status, self.notices = window, layout, status, notices
        self.preferences = Preferences()
        self.report: Report | None = None
        self._choices: tuple[Choice, ...] = ()
        self._found: tuple[Problem, ...] = ()
        self.document_title = ""
        self._recovered_updated: tuple[int, ...] = ()
        self.tasks = TaskRunner(self)
        self.opening = OpeningController(self.tasks, self)
        self.document = DocumentController(self)
        self.hook = HookController(layout.editor.editor.text, self)
        self.runs = RunController(self.tasks, self)
        self._code_run = ""
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._on_typed)
        self._getting_ready = QTimer(self, singleShot=True, interval=GETTING_READY_MS)
        self._getting_ready.timeout.connect(self._get_ready)
        self._connect_opening()
        self._connect_document()
        self._connect_hook()
        self._connect_runs()

    # What is open

    @property
    def present(self) -> set[str]:
        """What commands may need (`commands.WHY_NOT`)."""
        state = {
            "hook": self.hook.opened is not None,
            "document": self.document.current is not None,
            "run": self.runs.is_running,
            "result": self.report is not None,
        }
        return {name for name, is_there in state.items() if is_there}

    @property
    def unsaved(self) -> UnsavedWork:
        """What would be lost if the window went away now."""
        document = self.document.current
        return UnsavedWork(self.hook.unsaved, document if document is not None and document.updated else None)

    def _connect_opening(self) -> None:
        opening, status = self.opening, self.status
        opening.opened.connect(self._on_opened)
        opening.hook_ready.connect(self.hook.open)
        opening.document_ready.connect(self._open_document)
        opening.document_completed.connect(self.document.complete)
        opening.choices_found.connect(self.choose_document)
        opening.failed.connect(self.refuse)
        opening.started.connect(status.start_progress)
        opening.progressed.connect(status.set_progress)
        opening.ended.connect(status.end_progress)
        status.cancel_requested.connect(self._cancel_opening)

    def _connect_document(self) -> None:
        tree, document = self.layout.tree, self.document
        document.document_opened.connect(self._show_document)
        document.document_changed.connect(self._show_edited)
        document.refused.connect(self.refuse)
        tree.value_edited.connect(document.edit)
        tree.row_addition_requested.connect(document.add_row)
        tree.row_removal_requested.connect(document.remove_row)
        tree.sample_requested.connect(self.open_sample)
        self.layout.simulator.updated_cleared.connect(document.forget_updated)

    def _connect_hook(self) -> None:
        editor, hook = self.layout.editor.editor, self.hook
        hook.hook_opened.connect(self._show_hook)
        hook.hook_closed.connect(self._on_hook_closed)
        hook.hook_saved.connect(self._on_saved)
        hook.state_changed.connect(self.changed)
        hook.refused.connect(self.refuse)
        editor.text_edited.connect(self._typing.start)
        editor.dirty_changed.connect(lambda _dirty: self.changed.emit())
        self.layout.simulator.settings_changed.connect(hook.set_settings)

    def _connect_runs(self) -> None:
        runs, results = self.runs, self.layout.results
        runs.run_started.connect(self._on_run_started)
        runs.run_finished.connect(self._on_report)
        runs.run_failed.connect(self._on_run_failed)
        simulator = self.layout.simulator
        for change in (
            self.changed,
            simulator.event_changed,
            simulator.settings_changed,
            simulator.secrets_changed,
            simulator.limits_changed,
        ):
            change.connect(lambda *_: self._getting_ready.start())
        results.report_chosen.connect(self._show_report)
        results.datapoint_requested.connect(self.layout.tree.select_datapoint)
        results.line_requested.connect(self.go_to_line)
        results.tabs.messages.messages.row_opened.connect(lambda row: self._show_origin(row.text))
        results.stop_requested.connect(runs.stop)

    # Opening

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders, as if dropped."""
        if paths:
            self.opening.open_paths(list(paths))

    def ask_for_files(self) -> None:
        choose_files(self._window, self._folder(), self.open_paths)

    def ask_for_folder(self) -> None:
        choose_folder(self._window, self._folder(), self.open_paths)

    def paste(self) -> None:
        """Open what was copied."""
        text = QApplication.clipboard().text()
        if text.strip():
            self.opening.open_text(text)
        else:
            self.refuse("The clipboard holds no text.")

    def open_sample(self) -> None:
        """An invoice and the function that warns about it."""
        template = load_templates()[0]
        self._replacing_hook(lambda: self._start_from(template, with_sample=True))

    def new_hook(self) -> None:
        """Let the user pick a template; its sample is opened when no document is."""

        def start(template: Template) -> None:
            with_sample = self.document.current is None
            self._replacing_hook(lambda: self._start_from(template, with_sample=with_sample))

        ask_for_template(self._window, load_templates(), start)

    def _start_from(self, template: Template, *, with_sample: bool) -> None:
        sample = Path(str(sample_events() / template.sample_event))
        self.hook.open(hook_from(template), is_saved=False)
        self.status.say(template.shows)
        if with_sample:
            self.open_paths([sample])
        else:
            open_it = ("Open Its Sample", lambda: self.open_paths([sample]))
            self.notices.say(template.shows, Severity.INFO, open_it)

    def choose_document(self, choices: tuple[Choice, ...]) -> None:
        """Let the user pick one of the documents of a file."""
        self._choices = choices
        wanted = next((choice for choice in choices if choice.title == self.document_title), None)
        if wanted is not None:
            self._open_choice(wanted)
            return
        options = [
            Option(choice.title, choice.status, lambda c=choice: self._open_choice(c)) for choice in choices
        ]
        sentence = f"This file holds {len(choices)} documents. Which one do you want to test on?"
        ChoosingDialog(self._window, "Choose a Document", sentence, options).open()

    def _open_choice(self, choice: Choice) -> None:
        self.document_title = choice.title
        self.opening.choose(choice)

    def _on_opened(self, opened: Opened) -> None:
        if opened.hooks:
            self._replacing_hook(lambda: self.opening.take(opened))
        else:
            self.opening.take(opened)
        if not (opened.hooks or opened.documents or opened.schemas or opened.choices or opened.errors):
            self.refuse("There is nothing of Rossum's in there.")

    def _replacing_hook(self, go_on: Callable[[], object]) -> None:
        """Do something that puts another function in place of this one, unless that would lose work."""
        if self.hook.is_dirty:
            ask_to_save(self._window, self.hook.name, lambda: self.save(go_on), go_on)
        else:
            go_on()

    def _open_document(self, document: OpenDocument) -> None:
        before = self.document.current
        if document.opened.event is not None:
            self.layout.simulator.set_event(document.opened.event.name)
        self.document.open(document)
        if before is not None and before.updated and before.opened is not document.opened:
            self.notices.say(
                f"{before.title} had edits.",
                Severity.INFO,
                ("Bring It Back", lambda: self.document.open(before)),
            )
        if isinstance(document.opened.source, Path):
            self.path_opened.emit(document.opened.source)
        self._restore_updated(document)
        self._say_what_was_filled(document)

    def _say_what_was_filled(self, document: OpenDocument) -> None:
        """One notice, however much there is to say; the details are listed with the next result."""
        problems, filled = document.completed.problems, document.completed.filled
        lines = [
            problem.message.partition(":")[0] if _is_list(problem) else problem.message
            for problem in problems
        ]
        if filled and document.opened.event is None:
            filled = (*filled, "event")
        if filled:
            lines.append(f"Completed for the hook: {', '.join(filled)}.")
        if count := document.opened.removed_secrets:
            lines.append(f"{count} {'value' if count == 1 else 'values'} removed: tokens and secrets.")
        worst_of_all = worst(problem.severity for problem in problems) or Severity.INFO
        wants_schema = document.schema.is_inferred
        actions = (("Add Schema…", self.ask_for_files),) if wants_schema else ()
        if problems or filled:
            self.notices.say("\n".join(lines), worst_of_all, *actions)
        self.status.say(f"Opened {document.title}")

    def _cancel_opening(self) -> None:
        self.opening.cancel()
        self.status.say("Opening was cancelled; nothing changed.")

    def refuse(self, sentence: str) -> None:
        """Say why something could not be done."""
        self.notices.say(sentence, Severity.ERROR)
        self.status.say(sentence)

    def _folder(self) -> str:
        return str(self.hook.path.parent if self.hook.path else Path.home())

    # The document

    def _show_document(self, document: OpenDocument) -> None:
        self._mark_stale()
        self.report = None
        self.layout.tree.set_document(document.content, document.schema)
        self.layout.tree.set_messages(MessageLog())
        self.layout.name_document(document.title, _origin_words(document))
        self._show_updated(document)
        self.changed.emit()

    def _show_edited(self, document: OpenDocument) -> None:
        self.layout.tree.set_after(None)
        self.layout.tree.set_document(document.content, document.schema)
        self._show_updated(document)
        self._mark_stale()
        if document.updated:
            self.layout.simulator.set_event(USER_UPDATE)
        self.changed.emit()
        if self.preferences.run_on_edit and document.updated:
            self.run()

    def _show_updated(self, document: OpenDocument) -> None:
        nodes = [document.content.find(each) for each in document.updated]
        names = dict.fromkeys(node.schema_id for node in nodes if node is not None)
        self.layout.simulator.set_updated(list(names))

    def use_result(self) -> None:
        """The values after the run become the input of the next."""
        if self.report is not None and self.report.evaluation.content is not None:
            self.document.use(self.report.evaluation.content)
            self.status.say("The result is the new input; Undo goes back.")

    def toggle_original(self, is_original: bool) -> None:
        """The tree before the run, or after it."""
        self.layout.tree.show_before(is_original)

    # The function

    def _show_hook(self, opened: OpenedHook) -> None:
        hook, simulator = opened.hook, self.layout.simulator
        self.layout.show_editor(True)
        self.layout.editor.set_document(hook.code, hook.language)
        simulator.set_hook_events(hook.events)
        document = self.document.current
        given = document.opened.event if document is not None else None
        if given is None or (hook.events and given not in hook.events):
            simulator.set_event(hook.first_event.name)
        simulator.set_settings(hook.settings)
        simulator.set_secrets(hook.secrets)
        simulator.set_limits(hook.timeout_s, hook.memory_mb)
        self._check()
        self._mark_stale()
        if self.hook.path is not None:
            self.path_opened.emit(opened.object_path or self.hook.path)
        self.layout.editor.editor.setFocus()
        self.changed.emit()

    def close_hook(self) -> None:
        self._replacing_hook(self.hook.close)

    def _on_hook_closed(self) -> None:
        self.layout.editor.close_document()
        self.layout.show_editor(False)

    def save(self, go_on: Callable[[], object] = lambda: None) -> None:
        """Write the function; asks where when it has no file yet, then goes on."""
        if self.hook.path is None:
            self.save_as(go_on)
        elif self.hook.save():
            go_on()

    def save_as(self, go_on: Callable[[], object] = lambda: None) -> None:
        """Ask where to write the function, write it, then go on."""

        def write(paths: list[Path]) -> None:
            if self.hook.save_as(paths[0]):
                go_on()

        suggested = self.hook.suggested_path
        choose_target(self._window, suggested, suggested.suffix, write)

    def _on_saved(self, path: Path) -> None:
        self.layout.editor.editor.set_saved()
        self.path_opened.emit(path)
        self.status.say(f"Saved {path.name}")

    def _check(self) -> None:
        """Say what is wrong with the function without running it, and offer the fix once."""
        hook = self.hook.current
        problems = check_hook(hook) if hook is not None else ()
        if problems and not self._found:
            self.notices.say(problems[0].message, Severity.ERROR, ("Add the Sideload", self._add_sideload))
        self._found = problems
        self.layout.results.set_found(problems)

    def _add_sideload(self) -> None:
        hook = self.hook.current
        if hook is not None:
            self.hook.change_attributes(with_schemas_sideloaded(hook).attributes)
            self._check()

    def _on_typed(self) -> None:
        self._check()
        self._mark_if_outdated()
        self.changed.emit()

    def insert_snippet(self) -> None:
        """Put a classic helper above the caret's line."""
        language = self.hook.opened.hook.language if self.hook.opened else "python"
        options = [
            Option(snippet.title, snippet.description, lambda s=snippet: self._insert_lines(s.code))
            for snippet in load_snippets(language)
        ]
        ChoosingDialog(self._window, "Insert Snippet", "Classic helpers.", options, "Insert").open()

    def _insert_lines(self, code: str) -> None:
        editor = self.layout.editor.editor
        start = editor.positionFromLine(editor.lineFromPosition(editor.currentPos()))
        editor.replace_range(start, start, code.replace("\n", editor.line_end()))
        editor.setFocus()

    def go_to_line(self, line: int) -> None:
        """Show a line of the code."""
        self.layout.show_editor(True)
        self.layout.editor.editor.go_to(line)
        self.layout.editor.editor.highlight_line(line)

    def _show_origin(self, text: str) -> None:
        """Point out the line that made a message; the focus stays where it is."""
        line = line_that_says(self.hook.current.code, text) if self.hook.current else None
        if line is not None:
            self.layout.editor.editor.highlight_line(line)

    # Runs

    def run(self) -> None:
        """Send the event to the function."""
        if self.runs.is_running or self.hook.current is None:
            return
        request = self._request()
        if request is None:
            event = self.layout.simulator.values().event.name
            self.refuse(f"{event} needs a document: drop an annotation, or open the sample.")
        else:
            self._getting_ready.stop()
            self.runs.run(request)

    def _request(self) -> RunRequest | None:
        """What Run would run now; None when there is no function, or no document for the event."""
        hook, document = self.hook.current, self.document.current
        values = self.layout.simulator.values()
        if hook is None or (document is None and values.event.has_content):
            return None
        scenario = Scenario(event=values.event, hook=hook, settings=values.settings, secrets=values.secrets)
        if document is not None:
            scenario = replace(
                scenario,
                annotation=replace(document.completed.annotation, content=document.content),
                schema=document.schema,
                document=document.completed.document,
                rest=document.opened.rest,
                updated=document.updated,
            )
        problems = document.completed.problems if document is not None else ()
        return RunRequest(scenario, self.hook.filename, values.limits, problems)

    def _get_ready(self) -> None:
        """Have a worker wait with the payload, so that Run answers at once."""
        if not self.runs.is_running:
            self.runs.prepare(self._request())

    def simulate_user_update(self) -> None:
        """Run on `updated` with the edited fields."""
        self.layout.simulator.set_event(USER_UPDATE)
        self.run()

    def _on_run_started(self) -> None:
        self.notices.close_all()
        self.layout.editor.editor.clear_errors()
        self.layout.results.show_running()
        self.status.say("Running…")
        self.changed.emit()

    def _on_run_failed(self, sentence: str) -> None:
        self.layout.results.show_failure(sentence)
        self.refuse(sentence)
        self.changed.emit()

    def _on_report(self, report: Report) -> None:
        self.layout.results.add_report(report)
        self._show_report(report)
        self._code_run = report.scenario.hook.code
        self._mark_if_outdated()
        self.hook.note_passed(
            report.scenario.event.name,
            self.document.current.title if self.document.current else "",
            report.scenario.hook.code,
            passed=_passed(report),
        )
        self.layout.console.set_run(report.payload, report.outcome.response)

    def _show_report(self, report: Report) -> None:
        exception = report.outcome.exception
        if exception is not None and exception.line is not None:
            self.layout.editor.editor.show_error(exception.line, exception.summary)
        if report.outcome.response is not None:
            self.report = report
            self.layout.tree.set_after(report.evaluation.content)
            self.layout.tree.set_messages(report.evaluation.messages)
        self.status.say(report.headline)
        self.changed.emit()

    def _mark_if_outdated(self) -> None:
        """Grey the result when the code was edited since it ran, or while it ran."""
        if self.layout.editor.editor.text() != self._code_run:
            self._mark_stale()

    def _mark_stale(self) -> None:
        if self.report is not None:
            self.layout.results.set_stale(True)

    # After a crash

    def bring_back(self, work: RecoveredWork) -> None:
        """Open what a crash left, marked unsaved."""
        if work.hook is not None:
            self.hook.open(work.hook, is_saved=False)
        if work.document:
            self._recovered_updated = work.updated
            opened = open_text(work.document, "the recovered document")
            schema = open_text(work.schema, "the recovered schema") if work.schema else Opened()
            self.opening.take(replace(opened, schemas=schema.schemas))
        self.notices.say("The last session ended unexpectedly; your unsaved work is back.", Severity.WARNING)

    def _restore_updated(self, document: OpenDocument) -> None:
        if self._recovered_updated:
            self.document.open(replace(document, updated=self._recovered_updated))
            self._recovered_updated = ()

    def close(self) -> None:
        """End what is under way: the window is going away."""
        self._typing.stop()
        self._getting_ready.stop()
        self.runs.close()
        self.layout.console.close()
        self.tasks.close()


def _is_list(problem: Problem) -> bool:
    """Whether the message counts and then lists, so that a notice can leave the list out."""
    return problem.code.startswith("drift-")


def _origin_words(document: OpenDocument) -> str:
    """What the fields come from, and the ids when the file has none."""
    inferred = "no schema, types inferred" if document.schema.is_inferred else ""
    schema = inferred or document.schema.name or "with schema"
    return f"{schema}, ids generated" if document.opened.generated_ids else schema


def _passed(report: Report) -> bool:
    """Whether the function did its work and nothing of its answer would be dropped."""
    wrong = any(problem.severity is Severity.ERROR for problem in report.problems)
    return report.outcome.status is Status.OK and not wrong
