"""Recipes in the window: from the palette, about the tree's row, in both languages."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.commands import COMMANDS
from rossum_studio.gui.recipe_flow import RECIPES
from rossum_studio.model.recipe import load_recipes

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
HANDLER = """\
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    return t.hook_response()
"""


@pytest.fixture
def user(open_window, tmp_path):
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    opened = open_window(EVENT, path)
    opened.wait_for_document("amount_total")
    opened.wait(lambda: opened.code.text() == HANDLER)
    return opened


def insert(user, name: str) -> None:
    user.part(QAction, f"recipe.{name}").trigger()


def test_every_recipe_has_a_command():
    commands = {command.id for command in COMMANDS}

    for language in ("python", "javascript"):
        assert tuple(recipe.name for recipe in load_recipes(language)) == RECIPES
    assert {f"recipe.{name}" for name in RECIPES} <= commands


def test_a_recipe_is_about_the_current_row_and_undone_at_once(user):
    user.code.go_to(6)
    user.tree.setCurrentIndex(user.index("amount_total"))

    insert(user, "message")

    assert '    t.show_warning("Check this value.", t.field.amount_total)\n    return' in user.code.text()
    user.keys("Ctrl+Z")
    assert user.code.text() == HANDLER


def test_the_tree_offers_what_suits_its_row(user):
    user.code.go_to(6)
    user.tree.setCurrentIndex(user.index("item_amount_total"))
    panel = user.window.panels.tree
    panel.row_actions.show_menu(panel.tree.rect().center())
    user.wait(lambda: any(menu.isVisible() for menu in panel.tree.findChildren(QMenu)))

    menu = next(menu for menu in panel.tree.findChildren(QMenu) if menu.isVisible())
    inner = next(action.menu() for action in menu.actions() if action.text() == "&Insert in Code")
    titles = [action.text() for action in inner.actions()]
    inner.actions()[titles.index("Sum Check")].trigger()
    menu.close()

    assert "sum(default_to(t.field.item_amount_total.all_values, 0))" in user.code.text()
    assert "Message on a Field" in titles
    assert "Call the Rossum API" not in titles


def test_without_a_fitting_row_a_field_is_picked_by_name(user):
    user.code.go_to(6)

    user.tree.setCurrentIndex(user.index("amount_total"))
    insert(user, "iterate_rows")
    user.pick("Line items")

    assert "    for row in t.field.line_items:\n        if is_empty(row." in user.code.text()
    assert "from txscript import TxScript, is_empty" in user.code.text()
