"""All help that knows the schema and the payload, with the thread that it is worked out in."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from rossum_studio.gui.completion.answers import Answers
from rossum_studio.gui.completion.flow import CompletionFlow
from rossum_studio.gui.completion.knowledge import Given
from rossum_studio.gui.completion.navigation import NavigationFlow
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import TaskRunner
from rossum_studio.gui.theme import Theme
from rossum_studio.model.event import HookEvent
from rossum_studio.simulator.scenario import Scenario


class AuthoringHelp(QObject):
    """Completion and navigation of one window.

    Attributes:
        scenario: What an event would be sent with; None when it needs a document and none is open.
    """

    def __init__(
        self, stage: Stage, hook: HookController, document: DocumentController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._document = stage, document
        self.scenario: Callable[[HookEvent], Scenario | None] = lambda _event: None
        self._tasks = TaskRunner(self)  # its own: neither a run nor a check is waited for
        self._answers = answers = Answers()
        self.completion = CompletionFlow(stage, hook, self._given, answers, self._tasks, self)
        self.navigation = NavigationFlow(stage, hook, document, self._given, answers, self._tasks, self)
        stage.layout.tree.row_actions.about_to_open.connect(self._add_to_menu)

    @property
    def is_idle(self) -> bool:
        """Whether every question is answered."""
        return self._tasks.is_idle

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.completion.popup.apply_theme(theme)

    def close(self) -> None:
        """End what is under way: the window is going away."""
        self.completion.close_all()
        self._answers.close()
        self._tasks.close()
        self._answers.close()  # a question that was under way may have started another one

    def _given(self) -> Given:
        values, document = self._stage.layout.simulator.values(), self._document.current
        return Given(
            values.event,
            self.scenario(values.event),
            document.schema if document is not None else None,
            values.settings,
            tuple(values.secrets),
        )

    def _add_to_menu(self, menu: QMenu) -> None:
        schema_id = self._stage.layout.tree.row_actions.current_schema_id
        if schema_id is not None:
            action = menu.addAction("Find in &Code")
            action.triggered.connect(lambda _on=False: self.navigation.find_in_code(schema_id))
