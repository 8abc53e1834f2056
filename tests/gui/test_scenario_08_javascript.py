"""Scenario 8: write a handler in JavaScript. Checks before the run have tests of their own."""

import psutil
import pytest
from PySide6.QtWidgets import QFrame, QLabel

from rossum_studio.gui.roles import Role
from rossum_studio.preferences.profile import Profile

BUSY_S = 1.0
"""Processor time that no worker needs to get ready."""

LOGS = """
const { createHash } = require('node:crypto');

exports.rossum_hook_request_handler = async ({ annotation: { content } }) => {
  console.log('sections:', content.length);
  console.error('to stderr');
  const text = await Promise.resolve(createHash('sha256').update('').digest('hex'));
  return { messages: [{ type: 'info', content: text.slice(0, 8) }] };
};
"""
REQUIRES = """
const axios = require('axios');

exports.rossum_hook_request_handler = async (payload) => ({ messages: [] });
"""
IMPORTS = """
import { createHash } from 'node:crypto';

export const rossum_hook_request_handler = async (payload) => ({ messages: [] });
"""
THROWS = """
exports.rossum_hook_request_handler = async ({ annotation }) => {
  return share(annotation.content);
};

function share(content) {
  return content.total.value;
}
"""


def new_function(studio, title: str) -> None:
    studio.keys("Ctrl+N")
    studio.pick(title)
    studio.wait_for_document("amount_total")


def marks(studio) -> list[tuple[object, ...]]:
    """What a run left on the tree."""
    roles = (Role.SCHEMA_ID, Role.DATAPOINT_ID, Role.SEVERITY, Role.MESSAGES, Role.CHANGE)
    return [tuple(index.data(role) for role in roles) for index in studio.rows()]


@pytest.fixture
def javascript(studio):
    """A new function in JavaScript, its sample document open."""
    new_function(studio, "Warn about big amounts (JavaScript)")
    return studio


def is_busy() -> bool:
    """Whether the handler, and not only its worker's start, has kept a processor."""
    return any(child.cpu_times().user > BUSY_S for child in psutil.Process().children())


def failure(studio) -> str:
    return studio.part(QFrame, "failureBanner").text


def test_a_new_function_is_javascript_that_exports_the_entry_point(javascript):
    assert "exports.rossum_hook_request_handler = async (" in javascript.code.text()
    assert "Warn about big amounts*" in javascript.window.windowTitle()


def test_the_status_bar_names_what_will_run_the_open_function(studio):
    runtime = studio.part(QLabel, "runtimeLabel")
    assert runtime.text().startswith("Python 3.")

    new_function(studio, "Warn about big amounts (JavaScript)")

    assert runtime.text().startswith("Node.js 22.")


def test_it_marks_the_tree_as_the_same_function_in_python_does(open_window, tmp_path):
    results = []
    for title in ("Warn about big amounts (JavaScript)", "Warn about big amounts"):
        studio = open_window(profile=Profile(tmp_path / title))
        new_function(studio, title)
        studio.run()
        results.append((marks(studio), studio.lines(studio.messages)))
        studio.leave()

    in_javascript, in_python = results
    assert in_javascript == in_python
    assert "warning" in {severity for _, _, severity, _, _ in in_javascript[0]}


def test_what_it_logs_is_shown_and_modules_of_node_can_be_required(javascript):
    javascript.replace_code(LOGS)
    javascript.run()

    assert javascript.lines(javascript.messages) == ["Info: e3b0c442 (Whole document)"]
    javascript.open_tab("Output")
    log = javascript.log.toPlainText()
    assert "Output (stdout)\nsections:" in log
    assert "Errors (stderr)\nto stderr" in log


def test_a_module_that_is_not_there_is_named_with_its_line(javascript):
    javascript.replace_code(REQUIRES)
    javascript.run()

    assert failure(javascript).startswith("The function failed: Error: Cannot find module 'axios'")
    assert "(line 2)" in failure(javascript)
    assert javascript.code.markerGet(1)


def test_import_and_export_are_explained(javascript):
    javascript.replace_code(IMPORTS)
    javascript.run()

    assert "ES modules are not supported; use exports.rossum_hook_request_handler" in failure(javascript)


def test_a_failure_leads_to_its_line(javascript):
    javascript.replace_code(THROWS)
    javascript.run()

    line = next(i for i, text in enumerate(THROWS.splitlines(), 1) if "content.total" in text)
    assert failure(javascript).startswith("The function failed: TypeError")
    javascript.click_text(f"Go to line {line}", javascript.part(QFrame, "failureBanner"))
    assert javascript.code.lineFromPosition(javascript.code.currentPos()) + 1 == line


def test_an_endless_loop_is_stopped(javascript):
    javascript.replace_code("exports.rossum_hook_request_handler = () => { for (;;) {} };\n")
    runs = javascript.history.model().rowCount()
    javascript.keys("F5")
    javascript.wait(is_busy)
    javascript.keys("Shift+F5")
    javascript.wait(lambda: javascript.history.model().rowCount() > runs)

    assert javascript.status.startswith("Stopped")
