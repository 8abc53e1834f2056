"""The sample project, and what tests ask of it."""

import shutil
from pathlib import Path

from rossum_studio.model.project.parts import ProjectHook, ProjectQueue
from rossum_studio.model.project.project import Project

SAMPLE = Path(__file__).parents[1] / "data" / "prd2_project"
DEV = Path("kestrel/dev")
QUEUE = DEV / "workspaces/Invoices_[50]/queues/Invoices DE_[410]"
HANDLER = "def rossum_hook_request_handler(payload):\n    return {}\n"


def copied_project(folder: Path) -> Path:
    """A copy of the sample project that may be written to."""
    return Path(shutil.copytree(SAMPLE, folder / "project"))


def hook_of(project: Project, name: str) -> ProjectHook:
    return next(hook for hook in project.hooks if hook.name == name)


def queue_at(project: Project, queue_id: int) -> ProjectQueue:
    return next(queue for queue in project.queues if queue.id == queue_id)
