"""What a name stands for under the mouse, where it is defined, and what the file consists of."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.gui.completion.answers import Answers
from rossum_studio.gui.completion.knowledge import Given
from rossum_studio.gui.completion.place import Place, caret, place_at
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.editor.context_menu import below_caret
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.messages.hint import tool_tip
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import Task, TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.simulator.authoring.completion import Definition


class NavigationFlow(QObject):
    """Answers what stands at a place of the code, and goes where it leads."""

    def __init__(
        self,
        stage: Stage,
        hook: HookController,
        document: DocumentController,
        given: Callable[[], Given],
        answers: Answers,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document = stage, hook, document
        self._given, self._answers, self._tasks = given, answers, tasks
        self._asked: Task | None = None
        stage.code.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what stands where the mouse rests, unless a problem does."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent):
            return False
        if self._stage.layout.editor.findings.under(event.pos()):
            return False
        code = self._stage.code
        at = code.positionFromPointClose(event.pos().x(), event.pos().y())
        if at < 0 or self._hook.opened is None:
            return False
        self._ask_what(place_at(code, at), event.globalPos())
        QToolTip.hideText()
        return True

    def describe(self) -> None:
        """Say what stands at the caret."""
        self._ask_what(caret(self._stage.code), below_caret(self._stage.code), wanted=True)

    def go_to_definition(self) -> None:
        """Go to where the name at the caret is defined: a line, or a field of the tree."""
        code, language, here, given = self._subject()
        self._start(
            lambda: self._answers.definition(language, code, here.line, here.column, given), self._go_to
        )

    def choose_symbol(self) -> None:
        """Offer the functions, classes and constants of the file."""
        code, language, _, given = self._subject()
        self._start(lambda: self._answers.symbols(language, code, given), self._offer)

    def find_in_code(self, schema_id: str) -> None:
        """Search the code for a field."""
        if self._hook.opened is not None:
            self._stage.layout.editor.find_bar.search_for(schema_id)

    def _subject(self) -> tuple[str, str, Place, Given]:
        code = self._stage.code
        return code.text(), code.language, caret(code), self._given()

    def _ask_what(self, here: Place, point: QPoint, wanted: bool = False) -> None:
        code, language, _, given = self._subject()
        self._start(
            lambda: self._answers.hover(language, code, here.line, here.column, given),
            lambda told: self._tell(told, point, wanted),
        )

    def _tell(self, told: str | None, point: QPoint, wanted: bool) -> None:
        if told:
            QToolTip.showText(point, tool_tip(told), self._stage.code.viewport())
        elif wanted:
            self._stage.status.say("Nothing is known about this place.")

    def _go_to(self, found: Definition | None) -> None:
        if found is not None and found.line is not None:
            self._stage.code.go_to(found.line)
        elif found is None or found.schema_id is None:
            self._stage.status.say("This is not defined in the file or the schema.")
        else:
            self._select(found.schema_id)

    def _select(self, schema_id: str) -> None:
        document = self._document.current
        nodes = document.content if document is not None else ()
        node = next((each for each in nodes if each.schema_id == schema_id), None)
        if node is None:
            self._stage.status.say(f"The open document has no field {schema_id}.")
        else:
            self._stage.layout.tree.select_datapoint(node.id)

    def _offer(self, symbols: tuple[tuple[str, int], ...]) -> None:
        if not symbols:
            self._stage.status.say("The file defines nothing yet.")
            return
        options = [
            Option(name, f"line {line}", lambda line=line: self._stage.code.go_to(line))
            for name, line in symbols
        ]
        ChoosingDialog(self._stage.window, "Go to Symbol", "Type its name.", options, "Go").open()

    def _start[T](self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        """Ask in the thread; a question that was asked before is not answered any more."""
        if self._asked is not None:
            self._asked.cancel()
        if self._hook.opened is None:
            return

        def done(found: T) -> None:
            self._asked = None
            on_done(found)

        self._asked = self._tasks.start(lambda _task: work(), done, _raise)


def _raise(error: StudioError) -> None:
    raise error
