"""The open document: its values, the user's edits, and taking them back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from rossum_studio.model.annotation import Content
from rossum_studio.model.errors import StudioError
from rossum_studio.model.importing.complete import Completed
from rossum_studio.model.importing.opened import OpenedDocument
from rossum_studio.model.schema import Schema
from rossum_studio.simulator.edit import Edited, add_row, edit_value, remove_row


@dataclass(frozen=True)
class OpenDocument:
    """A document as it stands.

    Args:
        content: The completed tree with the user's edits.
        updated: Ids that the user edited, in the order of the edits.
        schema_path: Where the schema came from, when it has a file of its own.
    """

    opened: OpenedDocument
    completed: Completed
    content: Content
    updated: tuple[int, ...] = ()
    schema_path: str = ""

    @property
    def schema(self) -> Schema:
        """The schema in force, possibly inferred."""
        return self.completed.schema

    @property
    def title(self) -> str:
        """File name of the document it is about, else of the file it came from."""
        name = self.completed.document.get("original_file_name")
        source = self.opened.source
        return str(name or (source if isinstance(source, str) else source.name))

    def edited(self, edited: Edited) -> "OpenDocument":
        """The document after an edit by the user."""
        new = [each for each in edited.updated if each not in self.updated]
        return replace(self, content=edited.content, updated=(*self.updated, *new))


class _Change(QUndoCommand):
    """From one state of the document to another; both are kept whole, they share what is the same."""

    def __init__(
        self, text: str, show: Callable[[OpenDocument], None], before: OpenDocument, after: OpenDocument
    ) -> None:
        super().__init__(text)
        self._show, self._before, self._after = show, before, after

    def redo(self) -> None:
        self._show(self._after)

    def undo(self) -> None:
        self._show(self._before)


class DocumentController(QObject):
    """Holds the document and says when it changed.

    Attributes:
        path: The file that holds it; None for what was pasted.
    """

    document_opened = Signal(object)  # OpenDocument
    document_changed = Signal(object)  # OpenDocument: an edit, an undo, a revert
    document_saved = Signal(object)  # Path
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: OpenDocument | None = None
        self.path: Path | None = None
        self._saved = Content()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(200)

    @property
    def is_dirty(self) -> bool:
        """Whether the values differ from those of the file."""
        return self.current is not None and self.current.content is not self._saved

    @property
    def unsaved(self) -> OpenDocument | None:
        """The document when edits of it would be lost; None when there are none."""
        return self.current if self.is_dirty else None

    @property
    def saved_content(self) -> Content:
        """The values of the file."""
        return self._saved

    def open(self, document: OpenDocument) -> None:
        """Put another document in place of the open one."""
        source = document.opened.source
        self.current, self._saved = document, document.completed.annotation.content
        self.path = source if isinstance(source, Path) else None
        self.undo_stack.clear()
        self.document_opened.emit(document)

    def complete(self, document: OpenDocument) -> None:
        """The same document with what was missing filled in; edits made meanwhile stay on top."""
        if not self.is_dirty:
            self.open(document)

    def note_saved(self, document: OpenDocument, path: Path) -> None:
        """This state of the document is in a file now, and the document belongs to that file."""
        self._saved, self.path = document.content, path
        if self.current is not None:
            self.current = replace(self.current, opened=replace(self.current.opened, source=path))
        self.document_saved.emit(path)

    @Slot(object, str)
    def edit(self, datapoint_id: int, text: str) -> None:
        """A value typed into the tree."""
        if self.current is not None:
            field = self._field_name(datapoint_id)
            self._apply(f"Change {field}", lambda d: edit_value(d.content, d.schema, datapoint_id, text))

    @Slot(object)
    def add_row(self, multivalue_id: int) -> None:
        """A row added in the tree."""
        self._apply("Add Row", lambda d: add_row(d.content, d.schema, multivalue_id))

    @Slot(object)
    def remove_row(self, row_id: int) -> None:
        """A row removed in the tree."""
        self._apply("Remove Row", lambda d: remove_row(d.content, row_id))

    def use(self, content: Content, text: str = "Use Result as Input", updated: tuple[int, ...] = ()) -> None:
        """Work on with the values that a run produced."""
        if self.current is not None:
            self._push(text, replace(self.current, content=content, updated=updated))

    @Slot()
    def revert(self) -> None:
        """Back to the values of the file; can be undone."""
        if self.current is not None:
            self._push("Revert Document", replace(self.current, content=self._saved, updated=()))

    @Slot()
    def forget_updated(self) -> None:
        """Keep the values, but no longer count them as edited."""
        if self.current is not None and self.current.updated:
            self._push("Clear Edited Fields", replace(self.current, updated=()))

    def _field_name(self, datapoint_id: int) -> str:
        node = self.current.content.find(datapoint_id) if self.current else None
        return node.schema_id if node is not None else str(datapoint_id)

    def _apply(self, text: str, change: Callable[[OpenDocument], Edited]) -> None:
        before = self.current
        if before is None:
            return
        try:
            edited = change(before)
        except StudioError as error:
            self.refused.emit(str(error))
            return
        if edited.content is not before.content:
            self._push(text, before.edited(edited))

    def _push(self, text: str, after: OpenDocument) -> None:
        assert self.current is not None
        self.undo_stack.push(_Change(text, self._show, self.current, after))

    def _show(self, document: OpenDocument) -> None:
        self.current = document
        self.document_changed.emit(document)
