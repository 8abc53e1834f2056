"""Opening, whatever it is asked with: files, folders, the clipboard, samples, templates, one of several."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from rossum_studio.bundled import sample_events
from rossum_studio.gui.choosing import ChoosingDialog, Option, choose_files, choose_folder
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.new_hook import ask_for_template, hook_from
from rossum_studio.gui.opening import OpeningController
from rossum_studio.gui.project_flow import ProjectFlow
from rossum_studio.gui.save_flow import GoOn, SaveFlow
from rossum_studio.gui.stage import Stage
from rossum_studio.model.importing.opened import Choice, Opened
from rossum_studio.model.problem import Severity
from rossum_studio.model.template import Template, load_templates


class OpenFlow(QObject):
    """Nothing that is opened replaces unsaved work without a choice."""

    choice_needed = Signal()
    """What was to be opened waits for an answer of the user."""

    def __init__(
        self,
        stage: Stage,
        opening: OpeningController,
        hook: HookController,
        document: DocumentController,
        saving: SaveFlow,
        projects: ProjectFlow,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._opening, self._hook, self._document = stage, opening, hook, document
        self._saving, self._projects = saving, projects
        self.document_title = ""
        """Which document of a file with several was chosen last."""
        self._connect()

    def _connect(self) -> None:
        opening, status = self._opening, self._stage.status
        opening.opened.connect(self._on_opened)
        self._projects.opened.connect(self._on_opened)
        self._projects.plain_folder.connect(lambda folder: opening.open_paths([folder]))
        self._projects.choice_needed.connect(self.choice_needed)
        opening.choices_found.connect(self._choose_document)
        opening.failed.connect(self._stage.refuse)
        opening.started.connect(status.start_progress)
        opening.progressed.connect(status.set_progress)
        opening.ended.connect(status.end_progress)
        status.cancel_requested.connect(self._cancel)
        self._stage.layout.tree.sample_requested.connect(self.open_sample)
        for editor in self._stage.layout.code_editors:
            editor.files_dropped.connect(self.open_paths)

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open files and folders, as if dropped."""
        if paths and not self._projects.takes(paths):
            self._opening.open_paths(list(paths))

    def ask_for_files(self) -> None:
        """Open what is picked in a file dialog."""
        choose_files(self._stage.window, self._folder(), self.open_paths)

    def ask_for_folder(self) -> None:
        """Open all that is in a folder picked in a dialog."""
        choose_folder(self._stage.window, self._folder(), self.open_paths)

    def paste(self) -> None:
        """Open what was copied."""
        text = QApplication.clipboard().text()
        if text.strip():
            self._opening.open_text(text)
        else:
            self._stage.refuse("The clipboard holds no text.")

    def open_sample(self) -> None:
        """An invoice and the function that warns about it."""
        template = load_templates()[0]
        self._saving.replacing_hook(lambda: self._start_from(template, with_sample=True))

    def new_hook(self) -> None:
        """Let the user pick a template; its sample is opened when no document is."""

        def start(template: Template) -> None:
            with_sample = self._document.current is None
            self._saving.replacing_hook(lambda: self._start_from(template, with_sample=with_sample))

        ask_for_template(self._stage.window, load_templates(), start)

    def _start_from(self, template: Template, *, with_sample: bool) -> None:
        sample = Path(str(sample_events() / template.sample_event))
        self._hook.open(hook_from(template), is_saved=False)
        self._stage.status.say(template.shows)
        if with_sample:
            self.open_paths([sample])
        else:
            open_it = ("Open Its Sample", lambda: self.open_paths([sample]))
            self._stage.notices.say(template.shows, Severity.INFO, open_it)

    def _choose_document(self, choices: tuple[Choice, ...]) -> None:
        """Let the user pick one of the documents of a file."""
        wanted = next((choice for choice in choices if choice.title == self.document_title), None)
        if wanted is not None:
            self._open_choice(wanted)
            return
        self.choice_needed.emit()
        options = [
            Option(choice.title, choice.status, lambda c=choice: self._open_choice(c)) for choice in choices
        ]
        sentence = f"This file holds {len(choices)} documents. Which one do you want to test on?"
        ChoosingDialog(self._stage.window, "Choose a Document", sentence, options).open()

    def _open_choice(self, choice: Choice) -> None:
        self.document_title = choice.title
        self._opening.choose(choice)

    def _on_opened(self, opened: Opened) -> None:
        def take() -> None:
            self._opening.take(opened, self._document.current if self._document.is_dirty else None)

        def replace_document() -> None:
            self._saving.replacing_document(take)

        go_on: GoOn = replace_document if opened.documents else take
        if opened.hooks:
            self._saving.replacing_hook(go_on)
        else:
            go_on()
        if not (opened.hooks or opened.documents or opened.schemas or opened.choices or opened.errors):
            self._stage.refuse("There is nothing of Rossum's in there.")

    def _cancel(self) -> None:
        self._opening.cancel()
        self._stage.status.say("Opening was cancelled; nothing changed.")

    def _folder(self) -> str:
        return str(self._hook.path.parent if self._hook.path else Path.home())
