"""A hook of a project with all that goes with it: what a window shows once the hook is picked.

Source: reference chapter 11.1, "Finding the schema of a hook".
"""

from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import Opened, OpenedHook, OpenedSchema
from rossum_studio.model.project.parts import ProjectHook
from rossum_studio.model.project.project import Project


def opened_of(project: Project, hook: ProjectHook) -> Opened:
    """The hook, the schema of its queue with the formulas of files, and its kept payload if there is one."""
    payload = project.payload_path(hook)
    found = open_paths([hook.file, *([payload] if payload.is_file() else [])])
    saved_input = next((each.saved_input for each in found.hooks if each.object_path == hook.path), None)
    schemas = [
        OpenedSchema(queue.schema_path, queue.schema)
        for queue in project.queues_of(hook)
        if queue.schema_path is not None and queue.schema is not None
    ]
    return Opened(
        documents=found.documents,
        schemas=tuple(schemas[:1]),
        hooks=(OpenedHook(hook.hook, hook.code_path, hook.path, saved_input),),
        choices=found.choices,
        errors=found.errors,
    )
