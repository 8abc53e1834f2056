"""Recipes in the window: lines for a field, put into the function where the caret is."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from rossum_studio.gui.choosing import ChoosingDialog, Option
from rossum_studio.gui.document import DocumentController
from rossum_studio.gui.editor.findings import apply_edits
from rossum_studio.gui.editor.formatting import line_edits
from rossum_studio.gui.hook import HookController
from rossum_studio.gui.stage import Stage
from rossum_studio.model.recipe import Recipe, load_recipes
from rossum_studio.model.schema import Schema, SchemaNode
from rossum_studio.simulator.insertion import with_lines

RECIPES = (
    "message",
    "replace",
    "blocker",
    "iterate_rows",
    "add_row",
    "sum_check",
    "date_check",
    "call_api",
    "read_settings",
)


class RecipeFlow(QObject):
    """Inserts recipes: about the current row of the tree where it suits, else about what is picked."""

    def __init__(
        self, stage: Stage, hook: HookController, document: DocumentController, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stage, self._hook, self._document = stage, hook, document
        stage.layout.tree.row_actions.about_to_open.connect(self._add_to_menu)

    def insert(self, name: str) -> None:
        """Insert the recipe of that name."""
        recipe = next((recipe for recipe in self._recipes() if recipe.name == name), None)
        if recipe is None:
            return
        if not recipe.needs:
            self._insert(recipe, self._schema or Schema(), None)
        elif self._schema is None:
            self._stage.refuse(f"{recipe.title} needs a document or a schema: drop one, or open the sample.")
        else:
            self._insert_about_something(recipe, self._schema)

    def _insert_about_something(self, recipe: Recipe, schema: Schema) -> None:
        node = self._current_node(schema)
        if node is not None and recipe.suits(node, schema):
            self._insert(recipe, schema, node)
            return
        options = [
            Option(node.label, f"{node.id}   {node.type}", lambda n=node: self._insert(recipe, schema, n))
            for node in schema
            if recipe.suits(node, schema) and (recipe.needs == "field" or node.category == "multivalue")
        ]
        ChoosingDialog(self._stage.window, recipe.title, recipe.description, options, "Insert").open()

    def _insert(self, recipe: Recipe, schema: Schema, node: SchemaNode | None) -> None:
        hook, editor = self._hook.current, self._stage.code
        if hook is None:
            return
        before = editor.text()
        line = editor.lineFromPosition(editor.currentPos()) + 1
        plain = before.replace("\r\n", "\n")
        after = with_lines(plain, line, recipe.filled(schema, node), hook.language)
        apply_edits(editor, tuple(line_edits(before, after.replace("\n", editor.line_end()))))
        self._stage.layout.show_editor(True)
        editor.setFocus()
        self._stage.status.say(f"Inserted: {recipe.title}.")

    def _add_to_menu(self, menu: QMenu) -> None:
        """What can be inserted about the current row of the tree."""
        schema = self._schema
        node = self._current_node(schema) if schema is not None else None
        if schema is None or node is None:
            return
        fitting = [recipe for recipe in self._recipes() if recipe.suits(node, schema)]
        if fitting:
            menu.addSeparator()
            inner = menu.addMenu("&Insert in Code")
            for recipe in fitting:
                action = inner.addAction(recipe.title)
                action.triggered.connect(lambda _on=False, r=recipe: self._insert(r, schema, node))

    def _recipes(self) -> tuple[Recipe, ...]:
        hook = self._hook.current
        return load_recipes(hook.language) if hook is not None else ()

    @property
    def _schema(self) -> Schema | None:
        return self._document.current.schema if self._document.current is not None else None

    def _current_node(self, schema: Schema) -> SchemaNode | None:
        schema_id = self._stage.layout.tree.row_actions.current_schema_id
        return schema.find(schema_id) if schema_id is not None else None
