"""The event to send, and what goes with it: settings, secrets, limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rossum_studio.gui.messages.hint import Hint
from rossum_studio.gui.run.disclosure import Disclosure
from rossum_studio.gui.run.event_choice import EventChoice, sentence_of
from rossum_studio.gui.run.json_editor import JsonEditor
from rossum_studio.gui.run.limit_box import LimitBox
from rossum_studio.gui.theme import LIGHT, Theme
from rossum_studio.model.event import HookEvent, event_named
from rossum_studio.model.hook import MAX_TIMEOUT_S
from rossum_studio.runtime.launch import DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_S, Limits

INTERACTIVE_TIMEOUT_S = 30
_LEAST_MEMORY_MB, _MOST_MEMORY_MB = 128, 256
_NAMES_SHOWN = 6


@dataclass(frozen=True)
class SimulatorValues:
    """What the panel says.

    Args:
        settings: The last valid object.
        secrets: The last valid object.
    """

    event: HookEvent
    settings: Mapping[str, Any]
    secrets: Mapping[str, Any]
    limits: Limits


class SimulatorPanel(QWidget):
    """Everything a run needs beside hook and document."""

    event_changed = Signal(str)
    settings_changed = Signal(object)  # dict
    secrets_changed = Signal(object)  # dict
    limits_changed = Signal(object)  # Limits
    updated_cleared = Signal()

    def __init__(self, theme: Theme = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refusals: dict[LimitBox, str] = {}
        self._make_controls()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        for each in (self.event_choice, self._when, self._updated_row):
            column.addWidget(each)
        for each in (self._settings_box, self._secrets_box):
            column.addWidget(each)
        column.addLayout(self._make_limits())
        column.addWidget(self._note)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("Event and limits")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(self._buttons)
        self._connect()
        self._on_event_chosen()
        self.set_updated([])
        self.set_limits(DEFAULT_TIMEOUT_S, DEFAULT_MEMORY_MB)
        self.apply_theme(theme)

    def _make_controls(self) -> None:
        self.event_choice = EventChoice()
        self._when = Hint()
        self._updated = Hint()
        self._clear = QToolButton()
        self._clear.setText("Clear")
        self._clear.setAccessibleName("Clear the list of edited fields")
        self._clear.setToolTip("Keep the values, but send no updated_datapoints")
        self._updated_row = _row(self._updated, self._clear)
        self.settings = JsonEditor("settingsEditor", "Settings, JSON")
        self.secrets = JsonEditor("secretsEditor", "Secrets, JSON")
        self._settings_box = Disclosure("Settings", self.settings)
        self._secrets_box = Disclosure("Secrets", self.secrets)
        self.timeout = LimitBox(
            "Timeout in seconds", 1, int(MAX_TIMEOUT_S), "s", f"Rossum waits at most {MAX_TIMEOUT_S:g} s."
        )
        self.memory = LimitBox(
            "Memory in megabytes",
            _LEAST_MEMORY_MB,
            _MOST_MEMORY_MB,
            "MB",
            f"Rossum gives a function at most {_MOST_MEMORY_MB} MB.",
        )
        self.internet = QCheckBox("Allow &network access")
        self.internet.setObjectName("internetCheck")
        self.internet.setToolTip("Off as on the platform: a handler that connects anywhere gets an error")
        self.children_check = QCheckBox("Allow c&hild processes")
        self.children_check.setObjectName("childrenCheck")
        self.children_check.setToolTip("Off: a handler that starts a program gets an error")
        self.reuse_check = QCheckBox("&Reuse the process")
        self.reuse_check.setObjectName("reuseProcessCheck")
        self.reuse_check.setToolTip(
            "Shows what a function leaves behind: module-level caches, changed globals.\n"
            "Off: every run is a process of its own"
        )
        self._note = Hint()
        self._note.hide()
        self._buttons = QWidget()

    def _make_limits(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(4)
        form.addRow("&Timeout", self.timeout)
        form.addRow("&Memory", self.memory)
        form.addRow(self.internet)
        form.addRow(self.children_check)
        form.addRow(self.reuse_check)
        return form

    def _connect(self) -> None:
        self.event_choice.event_chosen.connect(self._on_event_chosen)
        self.event_choice.event_chosen.connect(self.event_changed)
        self.settings.value_changed.connect(self.settings_changed)
        self.secrets.value_changed.connect(self.secrets_changed)
        for editor in (self.settings, self.secrets):
            editor.value_changed.connect(self._show_summaries)
            editor.validity_changed.connect(self._show_summaries)
        for box in (self.timeout, self.memory):
            box.refused.connect(partial(self._on_refused, box))
            box.valueChanged.connect(self._on_limits_changed)
        self.internet.toggled.connect(self._on_limits_changed)
        self.children_check.toggled.connect(self._on_limits_changed)
        self._clear.clicked.connect(self.updated_cleared)
        self._show_summaries()

    def set_actions(self, run: QAction, stop: QAction) -> None:
        """Put buttons for Run and Stop below."""
        layout = QHBoxLayout(self._buttons)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(8)
        for name, action in (("runButton", run), ("stopButton", stop)):
            button = QToolButton()
            button.setObjectName(name)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            layout.addWidget(button)
        layout.addStretch(1)

    def set_event(self, name: str) -> None:
        """Choose an `event.action`; another one than before is signalled like a choice by hand."""
        self.event_choice.set_event(name)

    def set_hook_events(self, events: Sequence[HookEvent]) -> None:
        """Mark what the hook subscribes to."""
        self.event_choice.set_hook_events(events)
        self._on_event_chosen()

    def set_settings(self, settings: Mapping[str, Any]) -> None:
        """Show these settings."""
        self.settings.set_value(settings)
        self._show_summaries()

    def set_secrets(self, secrets: Mapping[str, Any]) -> None:
        """Show these secrets."""
        self.secrets.set_value(secrets)
        self._show_summaries()

    def set_limits(self, timeout_s: float, memory_mb: float) -> None:
        """Show a hook's limits; one beyond the platform's becomes the platform's, and that is said."""
        self._refusals.clear()
        self.timeout.set_limit(timeout_s)
        self.memory.set_limit(memory_mb)
        self._show_notes()

    def set_updated(self, names: Sequence[str]) -> None:
        """Name the fields that the user edited, in the order of the edits."""
        shown = ", ".join(names[:_NAMES_SHOWN])
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        self._updated.setText(f"updated: {shown}{more}" if names else "updated: nothing edited")
        self._clear.setVisible(bool(names))

    def values(self) -> SimulatorValues:
        """What a run is to use."""
        limits = Limits(
            float(self.timeout.value()),
            self.memory.value(),
            self.internet.isChecked(),
            self.children_check.isChecked(),
        )
        event = event_named(self.event_choice.event_name)
        return SimulatorValues(event, self.settings.value, self.secrets.value, limits)

    def apply_theme(self, theme: Theme) -> None:
        """Change the colours."""
        self.event_choice.apply_theme(theme)
        self.settings.apply_theme(theme)
        self.secrets.apply_theme(theme)
        for box in (
            self.internet,
            self.children_check,
            self.reuse_check,
        ):  # Fusion's outline is lost on dark windows
            box.setStyleSheet(
                f"QCheckBox::indicator:unchecked {{ border: 1px solid {theme.muted}; border-radius: 2px; }}"
            )
        self._buttons.setStyleSheet(
            f"QToolButton {{ border: 1px solid {theme.border}; padding: 4px 16px; }}"
            f"#runButton:enabled {{ background: {theme.accent}; color: {theme.accent_text}; }}"
            f"QToolButton:focus {{ border: 1px solid {theme.text}; }}"
        )

    def _on_event_chosen(self) -> None:
        event = event_named(self.event_choice.event_name)
        missing = "" if self.event_choice.is_subscribed else " The hook does not subscribe to it."
        self._when.setText(sentence_of(event) + missing)
        self._updated_row.setVisible(event.has_content)
        self._show_notes()

    def _on_limits_changed(self) -> None:
        self._refusals.clear()
        self._show_notes()
        self.limits_changed.emit(self.values().limits)

    def _on_refused(self, box: LimitBox, sentence: str) -> None:
        self._refusals[box] = sentence
        self._show_notes()

    def _show_notes(self) -> None:
        event, notes = event_named(self.event_choice.event_name), list(self._refusals.values())
        if event.is_interactive and self.timeout.value() > INTERACTIVE_TIMEOUT_S:
            notes.append(f"A person waits: Rossum gives {event.action} at most {INTERACTIVE_TIMEOUT_S} s.")
        self._note.say("\n".join(notes))

    def _show_summaries(self) -> None:
        for editor, box in ((self.settings, self._settings_box), (self.secrets, self._secrets_box)):
            count = len(editor.value)
            keys = f"{count} key{'s' if count > 1 else ''}" if count else "empty"
            box.set_summary(keys if editor.is_valid else "not valid")


def _row(text: QLabel, button: QToolButton) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(text, 1)
    layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    return row
