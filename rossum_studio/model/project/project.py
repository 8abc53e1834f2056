"""A folder of hooks, opened as a whole: a checkout, a part of one, or a plain folder.

Source: reference chapter 11.1, "Finding the schema of a hook".
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from rossum_studio.model.importing.progress import garbage_collection_paused
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.project.hooks import read_hooks
from rossum_studio.model.project.layout import MAX_FILES, Layout, layout_of, project_root
from rossum_studio.model.project.names import PAYLOADS_FOLDER, id_of_url
from rossum_studio.model.project.objects import sort_objects
from rossum_studio.model.project.parts import ProjectHook, ProjectQueue, ProjectRule
from rossum_studio.model.project.queues import queue_of_schema, read_queue
from rossum_studio.model.project.reading import ProjectReader
from rossum_studio.model.project.rules import read_rules, with_rules
from rossum_studio.model.schema import Schema


@dataclass(frozen=True)
class Project:
    """What a folder holds.

    Args:
        folder: The one that was opened.
        documents: Annotations and payloads, not read yet.
        problems: Files that could not be read, and those that contradict each other; a path in them is
            relative to the folder.
    """

    folder: Path
    hooks: tuple[ProjectHook, ...] = ()
    queues: tuple[ProjectQueue, ...] = ()
    rules: tuple[ProjectRule, ...] = ()
    documents: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    _queues_by_id: dict[int, list[ProjectQueue]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for queue in self.queues:
            if queue.id is not None:
                self._queues_by_id.setdefault(queue.id, []).append(queue)

    def queues_of(self, hook: ProjectHook) -> tuple[ProjectQueue, ...]:
        """Where a hook fires, in the order of its `queues`.

        A hook that names none that is here belongs to the schema in its own folder or above.
        """
        urls = hook.hook.attributes.get("queues")
        found = [self._queue_at(url, hook) for url in urls] if isinstance(urls, list) else []
        return tuple(queue for queue in found if queue) or self._queues_around(hook)

    def queue_of(self, hook: ProjectHook) -> ProjectQueue | None:
        """The first queue where a hook fires; None when it is not in the folder."""
        return next(iter(self.queues_of(hook)), None)

    def schema_of(self, hook: ProjectHook) -> Schema | None:
        """The schema of the documents a hook gets; None when it is not in the folder."""
        return next((queue.schema for queue in self.queues_of(hook) if queue.schema), None)

    def hooks_of(self, queue: ProjectQueue) -> tuple[ProjectHook, ...]:
        """The hooks that fire on a queue, in the order of the project."""
        key = _key_of(queue)
        return tuple(
            hook for hook in self.hooks if any(_key_of(each) == key for each in self.queues_of(hook))
        )

    def payload_path(self, hook: ProjectHook) -> Path:
        """Where a payload for a hook is kept; the file need not be there."""
        root = project_root(hook.file, self.folder)
        return root / PAYLOADS_FOLDER / f"payload_{hook.file.stem}.json"

    def with_hook(self, hook: ProjectHook) -> "Project":
        """The project after a hook was saved."""
        return replace(self, hooks=tuple(hook if old.file == hook.file else old for old in self.hooks))

    def with_queue(self, queue: ProjectQueue) -> "Project":
        """The project after a queue was saved."""
        key = _key_of(queue)
        return replace(self, queues=tuple(queue if _key_of(old) == key else old for old in self.queues))

    def _queue_at(self, url: object, hook: ProjectHook) -> ProjectQueue | None:
        """The queue with the URL's id; where environments share ids, that URL or the nearest folder."""
        queue_id = id_of_url(url)
        candidates = self._queues_by_id.get(queue_id, []) if queue_id is not None else []
        return max(
            candidates, key=lambda each: (each.url == url, _shared_depth(each.path, hook.file)), default=None
        )

    def _queues_around(self, hook: ProjectHook) -> tuple[ProjectQueue, ...]:
        around = [queue for queue in self.queues if hook.file.is_relative_to(queue.path)]
        return tuple(around) if len(around) == 1 else ()


def open_project(folder: Path) -> Project:
    """Read a folder; a file that is wrong becomes a problem, and the others are opened.

    Args:
        folder: A project, an organization or environment of one, a queue's folder, or any folder of hooks.

    Raises:
        UnreadableFileError: The folder itself may not be read.
    """
    layout = layout_of(folder)
    reader = ProjectReader(folder)
    with garbage_collection_paused():
        objects = sort_objects(layout.objects, reader)
        hooks = read_hooks(objects.hooks, layout.code, reader)
        rules = read_rules(layout.rules, reader)
        queues = [read_queue(path, reader) for path in layout.queues]
        queues += [queue_of_schema(path, raw, reader) for path, raw in objects.schemas]
    return Project(
        folder,
        hooks,
        tuple(with_rules(queue, rules) for queue in queues),
        rules,
        (*layout.documents, *objects.documents),
        (*_problems_of(layout, reader), *reader.problems),
    )


def _problems_of(layout: Layout, reader: ProjectReader) -> list[Problem]:
    problems = [
        Problem(
            Severity.ERROR,
            Where.HOOK,
            reader.name_of(folder),
            f"{reader.name_of(folder)}: the folder may not be read.",
            "project-folder-unreadable",
        )
        for folder in layout.unreadable
    ]
    if not layout.is_complete:
        message = (
            f"More than {MAX_FILES} files: those deepest in the folder were left out; open a part of it."
        )
        problems.append(Problem(Severity.WARNING, Where.HOOK, "", message, "project-too-large"))
    return problems


def _key_of(queue: ProjectQueue) -> tuple[Path, Path | None]:
    return queue.path, queue.schema_path


def _shared_depth(one: Path, other: Path) -> int:
    """How many folders two paths have in common."""
    pairs = zip(one.parts, other.parts, strict=False)
    return next((depth for depth, (mine, theirs) in enumerate(pairs) if mine != theirs), len(one.parts))
