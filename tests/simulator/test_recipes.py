"""Every recipe, filled from a schema and put into a handler, runs and does what it says."""

import pytest

from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.recipe import load_recipes, table_of
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.runner import run_handler
from rossum_studio.runtime.static_check import check_code
from rossum_studio.simulator.insertion import with_lines
from rossum_studio.simulator.payload import build_payload
from rossum_studio.simulator.scenario import Scenario

PYTHON = '''"""A handler."""


def rossum_hook_request_handler(payload):
    settings = payload["settings"]
    return t.hook_response()
'''
JAVASCRIPT = """exports.rossum_hook_request_handler = async (payload) => {
  const messages = [];
  const operations = [];
  const automation_blockers = [];
  return { messages, operations, automation_blockers };
};
"""
LANGUAGES = {"python": (PYTHON, 6), "javascript": (JAVASCRIPT, 5)}
SUBJECTS = {
    "message": ("document_id", "item_code"),
    "replace": ("document_id", "item_code"),
    "blocker": ("document_id", "item_code"),
    "iterate_rows": ("line_items",),
    "add_row": ("line_items",),
    "sum_check": ("item_amount_total",),
    "date_check": ("date_due",),
    "call_api": (None,),
    "read_settings": (None,),
}
CASES = [
    pytest.param(language, recipe, about, id=f"{language}-{recipe.name}-{about}")
    for language in LANGUAGES
    for recipe in load_recipes(language)
    for about in SUBJECTS[recipe.name]
]


@pytest.fixture
def event(sample_event):
    return sample_event("annotation_content.initialize.invoice")


def run_on(event, language: str, code: str):
    hook = Hook(code, {"sideload": ["schemas"], "events": ["annotation_content"]}, language)
    sent = Scenario(event_named("annotation_content.initialize"), hook, event.annotation, event.schema)
    return run_handler(code, f"hook.{language}", build_payload(sent).body, language=language)


def handler_with(event, language: str, recipe, about: str | None) -> str:
    scaffold, line = LANGUAGES[language]
    if not recipe.needs:
        scaffold = scaffold.replace("t.hook_response()", "{}")
    node = event.schema.field(about) if about else None
    return with_lines(scaffold, line, recipe.filled(event.schema, node), language)


@pytest.mark.parametrize(("language", "recipe", "about"), CASES)
def test_a_recipe_runs_in_a_handler_without_any_problem(event, language, recipe, about):
    code = handler_with(event, language, recipe, about)

    if recipe.name != "call_api":  # there is no network here
        outcome = run_on(event, language, code)
        assert outcome.status is Status.OK, f"{outcome.sentence}\n{code}"
    problems = [
        finding.problem.message
        for finding in check_code(Hook(code, language=language), event.schema, "hook")
        if finding.problem.code != "ruff-unused-variable"
    ]
    assert not problems, code


@pytest.mark.parametrize("language", LANGUAGES)
def test_recipes_do_what_they_say(event, language):
    recipes = {recipe.name: recipe for recipe in load_recipes(language)}

    def done(name: str, about: str) -> dict:
        return run_on(event, language, handler_with(event, language, recipes[name], about)).response

    field = next(node for node in event.content if node.schema_id == "document_id")
    table = event.content.multivalue("line_items")
    assert done("message", "document_id")["messages"][0]["id"] == field.id
    assert len(done("message", "item_code")["messages"]) == len(table.rows)
    assert done("replace", "document_id")["operations"][0]["value"]["content"]["value"] == "new value"
    assert done("blocker", "document_id")["automation_blockers"][0]["id"] == field.id
    assert done("add_row", "line_items")["operations"][0]["op"] == "add"
    assert done("sum_check", "item_quantity")["messages"][0]["content"].startswith("The rows add up to ")


def test_a_recipe_takes_the_indentation_of_its_line():
    code = with_lines("def f(payload):\n    if payload:\n        pass\n", 3, "limit = 1\n", "python")

    assert code == "def f(payload):\n    if payload:\n        limit = 1\n        pass\n"


def test_the_txscript_object_and_imports_come_along_once():
    code = with_lines(PYTHON, 6, "if is_empty(t.field.a):\n    pass\n", "python")
    again = with_lines(code, 8, "t.field.a = default_to(t.field.a, 1)\n", "python")

    assert code.count("from txscript import TxScript, is_empty") == 1
    assert again.count("TxScript.from_payload") == 1
    assert "from txscript import TxScript, is_empty, default_to" in again


def test_code_that_cannot_be_read_gets_the_lines_alone():
    assert with_lines("def f(:\n", 1, "limit = 1\n", "python") == "limit = 1\ndef f(:\n"


def test_the_finder_is_added_to_javascript_once():
    code = with_lines(JAVASCRIPT, 5, "findBySchemaId([], 'a');\n", "javascript")

    assert code.count("function findBySchemaId") == 1
    again = with_lines(code, 5, "findBySchemaId([], 'b');\n", "javascript")
    assert again.count("function findBySchemaId") == 1


def test_recipes_suit_what_they_need(event):
    recipes = {recipe.name: recipe for recipe in load_recipes("python")}
    schema = event.schema

    assert recipes["message"].suits(schema.field("document_id"), schema)
    assert not recipes["message"].suits(schema.field("line_items"), schema)
    assert recipes["iterate_rows"].suits(schema.field("item_code"), schema)
    assert not recipes["iterate_rows"].suits(schema.field("document_id"), schema)
    assert table_of(schema.field("order_id"), schema) is None
