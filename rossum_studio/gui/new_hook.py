"""New functions from templates, and the sample that shows one of them."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.template import Template


def hook_from(template: Template) -> OpenedHook:
    """An unsaved hook with the template's code, events and settings."""
    return OpenedHook(Hook(template.code, template.hook, template.language))


def ask_for_template(
    parent: QWidget, templates: Sequence[Template], on_chosen: Callable[[Template], object]
) -> ChoosingDialog:
    """Let the user pick a template."""

    def option(template: Template) -> Option:
        return Option(template.title, template.description, lambda: on_chosen(template))

    dialog = ChoosingDialog(
        parent,
        "New Function",
        "Start from working code. Each comes with a sample document on which you see what it does.",
        [option(template) for template in templates],
        "Create",
    )
    dialog.open()
    return dialog
