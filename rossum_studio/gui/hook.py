"""The open function: where it is kept, whether it is saved, and whether it was tested."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from rossum_studio.model.errors import SaveError
from rossum_studio.model.hook import SUFFIXES, Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.saving import save_hook
from rossum_studio.model.tested import TestedOn, TestedRecord, TestedState, load_tested, save_tested


class HookController(QObject):
    """Holds the function beside the editor that shows its code.

    Args:
        code: Reads the editor.
    """

    hook_opened = Signal(object)  # OpenedHook
    hook_closed = Signal()
    hook_saved = Signal(object)  # Path
    state_changed = Signal()
    refused = Signal(str)

    def __init__(self, code: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self.opened: OpenedHook | None = None
        self._saved_code: str | None = None
        self._settings: Mapping[str, Any] | None = None
        self._has_other_attributes = False
        self._tested = TestedRecord()

    @property
    def current(self) -> Hook | None:
        """The hook with its code and settings as they stand now."""
        if self.opened is None:
            return None
        hook = self.opened.hook.with_code(self._code())
        if self._settings is None or self._settings == hook.settings:
            return hook
        return replace(hook, attributes={**hook.attributes, "settings": dict(self._settings)})

    @property
    def unsaved(self) -> OpenedHook | None:
        """The hook when something of it would be lost; None when all is saved."""
        hook = self.current
        if self.opened is None or hook is None or not self.is_dirty:
            return None
        return replace(self.opened, hook=hook)

    @property
    def path(self) -> Path | None:
        """The file that holds it; None before it was saved."""
        return (self.opened.code_path or self.opened.object_path) if self.opened else None

    @property
    def name(self) -> str:
        """File name, else the hook's name."""
        if self.path is not None:
            return self.path.name
        return (self.opened.hook.name if self.opened else "") or "Untitled function"

    @property
    def filename(self) -> str:
        """What tracebacks call the code."""
        if self.opened is None or (self.path is not None and self.path.suffix in SUFFIXES.values()):
            return self.name
        return self.suggested_path.name

    @property
    def suggested_path(self) -> Path:
        """Where a first save would go."""
        hook = self.opened.hook if self.opened else Hook("")
        stem = "".join(c if c.isalnum() else "_" for c in hook.name.lower()).strip("_") or "hook"
        folder = self.path.parent if self.path else Path.home()
        return folder / f"{self.path.stem if self.path else stem}{SUFFIXES[hook.language]}"

    @property
    def is_dirty(self) -> bool:
        """Whether the code or the settings differ from what is on disk."""
        if self.opened is None:
            return False
        return self._code() != self._saved_code or self._has_other_attributes or self._settings_changed()

    @property
    def tested_state(self) -> str:
        """Read as "tested 3/3", "changed since tested" or "never run"; empty without a function."""
        if self.opened is None:
            return ""
        state = self._tested.state(self._code())
        if state is not TestedState.TESTED:
            return state.value
        return f"{state.value} {self._tested.passed}/{len(self._tested.events)}"

    def open(self, opened: OpenedHook, *, is_saved: bool = True) -> None:
        """Put another function in place of the open one.

        Args:
            is_saved: Whether the disk holds the same; else it is marked unsaved.
        """
        self.opened = opened
        self._saved_code = opened.hook.code if is_saved and self.path is not None else None
        self._settings, self._has_other_attributes = None, False
        self._tested = load_tested(self.path) if self.path is not None else TestedRecord()
        self.hook_opened.emit(opened)
        self.state_changed.emit()

    def close(self) -> None:
        """No function is open any more."""
        self.opened, self._saved_code, self._settings = None, None, None
        self.hook_closed.emit()
        self.state_changed.emit()

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """The user edited the settings."""
        self._settings = settings
        self.state_changed.emit()

    def change_attributes(self, attributes: Mapping[str, Any]) -> None:
        """Something of the hook object changed: it is unsaved."""
        if self.opened is not None:
            self.opened = replace(self.opened, hook=replace(self.opened.hook, attributes=attributes))
            self._has_other_attributes = True
            self.state_changed.emit()

    def note_passed(self, event_name: str, document: str, path: str, code: str, *, passed: bool) -> None:
        """Remember how the code did on an event of a document; on disk once the code is.

        Args:
            path: Of the document's file; empty when it has none.
        """
        self._tested = self._tested.with_run(TestedOn(event_name, document, path), code, passed=passed)
        if self.path is not None and not self.is_dirty:
            self._write_tested(self.path)
        self.state_changed.emit()

    def save(self) -> bool:
        """Write it where it came from.

        Returns:
            False when there is no such place yet, or it could not be written.
        """
        hook = self.current
        if self.opened is None or hook is None or self.path is None:
            return False
        return self._save(replace(self.opened, hook=hook))

    def save_as(self, path: Path) -> bool:
        """Write it to a new place: a `.json` path is the hook object, the code goes beside it."""
        hook = self.current
        if hook is None:
            return False
        suffix = SUFFIXES[hook.language]
        if path.suffix == ".json":
            return self._save(OpenedHook(hook, path.with_suffix(suffix), path))
        return self._save(OpenedHook(hook, path if path.suffix else path.with_suffix(suffix)))

    def _save(self, opened: OpenedHook) -> bool:
        try:
            saved = save_hook(opened)
        except SaveError as error:
            self.refused.emit(str(error))
            return False
        self.opened, self._saved_code, self._settings = saved, saved.hook.code, None
        self._has_other_attributes = False
        assert self.path is not None
        self._write_tested(self.path)
        self.hook_saved.emit(self.path)
        self.state_changed.emit()
        return True

    def _write_tested(self, path: Path) -> None:
        if self._tested.events:
            try:
                save_tested(path, self._tested)
            except SaveError as error:
                self.refused.emit(str(error))

    def _settings_changed(self) -> bool:
        return (
            self._settings is not None
            and self.opened is not None
            and self._settings != self.opened.hook.settings
        )
