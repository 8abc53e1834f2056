"""Runs in a real window: JavaScript from the keyboard, and code that does not end by itself."""

import json
from pathlib import Path

import psutil
import pytest
from conftest import StudioWindow, run_until_tested, wait_for_title, wait_until

pytestmark = pytest.mark.xvfb

EVENT = Path(__file__).parents[2] / "sample_events" / "annotation_content.updated.line_items.json"
JAVASCRIPT = """
exports.rossum_hook_request_handler = async (payload) => {
  console.log(payload.event);
  return { messages: [{ type: "info", content: payload.action }] };
};
"""
ENDLESS = """
def rossum_hook_request_handler(payload):
    while True:
        pass
"""
ENDLESS_JAVASCRIPT = "exports.rossum_hook_request_handler = () => { for (;;); };"
BUSY_S = 1.5
"""Processor time that no worker needs to get ready."""


def busy_worker(window: StudioWindow) -> psutil.Process | None:
    """The worker whose handler goes on and on."""
    workers = psutil.Process(window.process.pid).children(recursive=True)
    return next((each for each in workers if each.cpu_times().user > BUSY_S), None)


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_javascript_function_runs_from_the_keyboard(studio_window, tmp_path):
    handler = tmp_path / "say_action.js"
    handler.write_text(JAVASCRIPT)
    window = studio_window([handler, EVENT])
    wait_for_title(window, "say_action.js", "never run")

    run_until_tested(window)

    tested = json.loads(handler.with_suffix(".tested.json").read_text())
    assert [run["event"] for run in tested["events"].values()] == ["annotation_content.updated"]


@pytest.mark.parametrize(("name", "code"), [("endless.py", ENDLESS), ("endless.js", ENDLESS_JAVASCRIPT)])
def test_code_that_does_not_end_is_stopped_in_a_window_that_stays_usable(studio_window, tmp_path, name, code):
    handler = tmp_path / name
    handler.write_text(code)
    window = studio_window([handler, EVENT])
    wait_for_title(window, name, "never run")
    wait_until(lambda: window.key("F5") or busy_worker(window), "a busy worker")
    worker = busy_worker(window)
    window.type("// usable")
    wait_for_title(window, f"{name}*")

    window.key("shift+F5")

    wait_until(lambda: is_gone(worker), "the end of the worker")
    window.key("ctrl+q")
    assert window.wait_for_exit() == 0
    assert handler.read_text() == code
