"""The document in the window: its tree, its name, which fields were edited, what was filled in."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.document import DocumentController, OpenDocument
from rossum_studio.gui.stage import Stage
from rossum_studio.model.message import MessageLog, worst
from rossum_studio.model.problem import Problem, Severity


class DocumentFlow(QObject):
    """What the tree and the event panel show of the open document."""

    changed = Signal()
    path_opened = Signal(object)  # Path
    schema_wanted = Signal()

    def __init__(self, stage: Stage, document: DocumentController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage, self._document = stage, document
        tree = stage.layout.tree
        document.document_opened.connect(self._show)
        document.document_changed.connect(self._show_edited)
        document.document_saved.connect(lambda _path: self._show_name())
        document.refused.connect(stage.refuse)
        tree.value_edited.connect(document.edit)
        tree.row_addition_requested.connect(document.add_row)
        tree.row_removal_requested.connect(document.remove_row)
        stage.layout.simulator.updated_cleared.connect(document.forget_updated)

    def open(self, document: OpenDocument) -> None:
        """Show a document that was read, with the event it was sent for."""
        if document.opened.event is not None:
            self._stage.layout.simulator.set_event(document.opened.event.name)
        self._document.open(document)
        if isinstance(document.opened.source, Path):
            self.path_opened.emit(document.opened.source)
        self._say_what_was_filled(document)

    def _show(self, document: OpenDocument) -> None:
        tree = self._stage.layout.tree
        tree.set_document(document.content, document.schema)
        tree.set_messages(MessageLog())
        self._show_state(document)

    def _show_edited(self, document: OpenDocument) -> None:
        self._stage.layout.tree.set_document(document.content, document.schema)
        self._show_state(document)

    def _show_state(self, document: OpenDocument) -> None:
        self._show_name()
        nodes = [document.content.find(each) for each in document.updated]
        names = dict.fromkeys(node.schema_id for node in nodes if node is not None)
        self._stage.layout.simulator.set_updated(list(names))
        self.changed.emit()

    def _show_name(self) -> None:
        document = self._document.current
        if document is not None:
            star = "*" if self._document.is_dirty else ""
            self._stage.layout.name_document(f"{document.title}{star}", _origin_words(document))

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
        actions = (("Add Schema…", self.schema_wanted.emit),) if document.schema.is_inferred else ()
        if lines:
            self._stage.notices.say("\n".join(lines), worst_of_all, *actions)
        self._stage.status.say(f"Opened {document.title}")


def _is_list(problem: Problem) -> bool:
    """Whether the message counts and then lists, so that a notice can leave the list out."""
    return problem.code.startswith("drift-")


def _origin_words(document: OpenDocument) -> str:
    """What the fields come from, and the ids when the file has none."""
    inferred = "no schema, types inferred" if document.schema.is_inferred else ""
    schema = inferred or document.schema.name or "with schema"
    return f"{schema}, ids generated" if document.opened.generated_ids else schema
