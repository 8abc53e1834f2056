"""A checkout of hooks opened as a whole: one hook is picked to work on, its neighbours make the chain."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.gui.stage import Stage
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.importing.opened import Opened, OpenedHook
from rossum_studio.model.message import worst
from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.project.layout import is_project
from rossum_studio.model.project.opening import opened_of
from rossum_studio.model.project.parts import ProjectHook
from rossum_studio.model.project.project import Project, open_project

_MOST_LINES = 6


class ProjectFlow(QObject):
    """Reads a project off the GUI thread, and lets the user pick the hook to work on."""

    opened = Signal(object)  # Opened: the picked hook and what goes with it
    neighbours_found = Signal(object)  # tuple[OpenedHook, ...]
    choice_needed = Signal()
    plain_folder = Signal(object)  # Path: a folder that only looked like a project

    def __init__(self, stage: Stage, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage, self._tasks = stage, tasks

    def takes(self, paths: Sequence[Path]) -> bool:
        """Whether these are one project; then it is being opened."""
        if len(paths) != 1 or not paths[0].is_dir() or not is_project(paths[0]):
            return False
        self._tasks.start(
            lambda _task: open_project(paths[0]),
            self._on_project,
            lambda error: self._stage.refuse(str(error)),
        )
        return True

    def _on_project(self, project: Project) -> None:
        functions = [hook for hook in project.hooks if hook.is_function and hook.hook.code.strip()]
        if not functions:
            self.plain_folder.emit(project.folder)
            return
        self._say_problems(project.problems)
        if len(functions) == 1:
            self._pick(project, functions[0])
            return
        self.choice_needed.emit()
        options = [
            Option(hook.name, _place(project, hook), lambda h=hook: self._pick(project, h), hook in functions)
            for hook in project.hooks
        ]
        name, count = project.folder.name, len(project.hooks)
        sentence = f"{name} holds {count} hooks. Which one do you want to work on?"
        ChoosingDialog(self._stage.window, "Choose a Hook", sentence, options).open()

    def _pick(self, project: Project, hook: ProjectHook) -> None:
        def done(opened: Opened) -> None:
            self.opened.emit(opened)
            self.neighbours_found.emit(_neighbours(project, hook))

        self._tasks.start(lambda _task: opened_of(project, hook), done, self._on_failed)

    def _on_failed(self, error: StudioError) -> None:
        self._stage.refuse(str(error))

    def _say_problems(self, problems: Sequence[Problem]) -> None:
        """Whatever is wrong with the project's files, in one notice."""
        if not problems:
            return
        lines = [problem.message for problem in problems[:_MOST_LINES]]
        more = len(problems) - len(lines)
        text = "\n".join([*lines, *([f"and {more} more"] if more else [])])
        severity = worst(problem.severity for problem in problems) or Severity.INFO
        self._stage.notices.say(text, severity)


def _place(project: Project, hook: ProjectHook) -> str:
    """Queue and file, for telling hooks of one name apart."""
    queue = project.queue_of(hook)
    file = hook.file.relative_to(project.folder).as_posix()
    kind = "" if hook.is_function else "webhook, shown read-only elsewhere · "
    return f"{kind}{queue.name} · {file}" if queue is not None else f"{kind}{file}"


def _neighbours(project: Project, hook: ProjectHook) -> tuple[OpenedHook, ...]:
    """The other functions of the hook's queue; of the whole folder where the queue is not in it."""
    queue = project.queue_of(hook)
    hooks = project.hooks_of(queue) if queue is not None else project.hooks
    return tuple(
        OpenedHook(each.hook, each.code_path, each.path)
        for each in hooks
        if each.file != hook.file and each.is_function and each.hook.code.strip()
    )
