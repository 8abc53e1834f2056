"""From F5 to painted colours in the real window, and from an edit to them with "run on edit" on.

Usage: python benchmarks/window.py [--datapoints 2000] [--rounds 30]

A frame is 1/60 s; three of them, 50 ms, are the limit at 2,000 datapoints. The document has a formula over a
column and the schema's checks. The floor is a window that does nothing but paint its tree again.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from documents import schema as plain_schema
from documents import write_document
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTreeView

from rossum_studio.gui.app import create_window
from rossum_studio.gui.window import MainWindow
from rossum_studio.preferences.profile import Profile

LIMIT_MS = 50.0
FRAME_MS = 1000 / 60
SAYS = """
def rossum_hook_request_handler(payload):
    rows = payload["annotation"]["content"][1]["children"][0]["children"]
    said = [{"type": "warning", "content": "Look", "id": row["children"][0]["id"]} for row in rows[:100]]
    return {"messages": said}
"""
WRITES = """
def rossum_hook_request_handler(payload):
    cell = payload["annotation"]["content"][1]["children"][0]["children"][0]["children"][4]
    value = {"content": {"value": "%s"}}
    return {"operations": [{"op": "replace", "id": cell["id"], "value": value}]}
"""


class PaintWatch(QObject):
    """Notes when a widget is painted."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self.at = 0.0
        tree.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datapoints", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        window = open_window(Path(folder), options.datapoints)
        tree = window.findChild(QTreeView, "annotationTree")
        watch = PaintWatch(tree)
        print(f"{options.datapoints} datapoints, median of {options.rounds}, limit {LIMIT_MS:.0f} ms")
        show("the tree painted again (floor)", times(lambda: repaint(tree, watch), options.rounds))
        for title, code in (("100 warnings", SAYS), ("one value, and the formula over it", WRITES % 7)):
            window.panels.editor.editor.set_text(code)
            show(f"F5, {title}", times(lambda: run(window, watch), options.rounds))
        window.panels.editor.editor.set_text(SAYS)
        numbers = iter(range(10_000))
        flow = window.studio.run_flow
        flow.preferences = replace(flow.preferences, run_on_edit=True)
        show(
            "an edit that runs, 100 warnings",
            times(lambda: edit(window, watch, next(numbers)), options.rounds),
        )
        window.close()
    application.quit()


def open_window(folder: Path, datapoints: int) -> MainWindow:
    """A window on a document with a formula, and a function."""
    write_document(folder / "document.json", datapoints)
    (folder / "schema.json").write_text(json.dumps({"id": 1, "name": "Benchmark", "content": with_formula()}))
    (folder / "handler.py").write_text(SAYS)
    paths = [folder / name for name in ("handler.py", "document.json", "schema.json")]
    window = create_window(paths, profile=Profile(folder / "profile"))
    window.resize(1280, 800)
    window.show()
    wait(lambda: window.studio.document.current is not None and window.studio.runs.is_prepared)
    window.panels.simulator.set_event("annotation_content.updated")
    return window


def with_formula() -> list[dict[str, Any]]:
    """The benchmark's schema with nothing required, and a formula in the header."""
    content = plain_schema().content()
    formula = {
        "category": "datapoint",
        "id": "header_0",
        "label": "Sum",
        "type": "number",
        "formula": "sum(default_to(field.item_amount_total.all_values, 0))",
        "ui_configuration": {"type": "formula", "edit": "disabled"},
    }
    content[0]["children"][0] = formula
    for field in fields(content):
        field["constraints"] = {"required": False}
    return content


def fields(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every datapoint definition."""
    for node in nodes:
        children = node.get("children", [])
        if node["category"] == "datapoint":
            yield node
        yield from fields(children if isinstance(children, list) else [children])


def run(window: MainWindow, watch: PaintWatch) -> float:
    """Press F5 once a worker waits; milliseconds until the result is painted."""
    settle(window)
    reports = note_reports(window)
    started = time.perf_counter()
    window.commands["hook.run"].trigger()
    return until_painted(window, watch, reports, started)


def edit(window: MainWindow, watch: PaintWatch, number: int) -> float:
    """Type a value, as the tree does; milliseconds until the result of the run is painted."""
    settle(window)
    document = window.studio.document
    assert document.current is not None
    cell = document.current.content.multivalue("line_items").rows[1].children[4]
    reports = note_reports(window)
    started = time.perf_counter()
    document.edit(cell.id, str(number))
    return until_painted(window, watch, reports, started)


def note_reports(window: MainWindow) -> list[float]:
    """Where the times of reports will be, from now on."""
    found: list[float] = []
    window.studio.runs.run_finished.connect(lambda _report: found.append(time.perf_counter()))
    return found


def until_painted(window: MainWindow, watch: PaintWatch, reports: list[float], started: float) -> float:
    """Wait for the report, and until all is painted after it."""
    wait(lambda: bool(reports) and watch.at > reports[0])
    return (time.perf_counter() - started) * 1000


def settle(window: MainWindow) -> None:
    """Wait until a worker has the payload, as it has when a person presses F5."""
    deadline = time.perf_counter() + 0.3
    wait(lambda: time.perf_counter() > deadline and window.studio.runs.is_prepared)


def repaint(tree: QTreeView, watch: PaintWatch) -> float:
    """Paint the tree; milliseconds."""
    watch.at = 0.0
    started = time.perf_counter()
    tree.viewport().update()
    wait(lambda: watch.at > 0.0)
    return (time.perf_counter() - started) * 1000


def wait(condition: Callable[[], bool]) -> None:
    """Let the event loop turn until something holds."""
    tick = QTimer(interval=1)
    tick.start()
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    tick.stop()


def times(measure: Callable[[], float], rounds: int) -> list[float]:
    """Measure once for nothing, then as often as asked."""
    measure()
    return [measure() for _ in range(rounds)]


def show(title: str, taken: list[float]) -> None:
    """Print one line."""
    median = statistics.median(taken)
    verdict = "" if median <= LIMIT_MS else "  OVER"
    worst = max(taken)
    print(f"  {title:38}{median:8.1f} ms = {median / FRAME_MS:4.1f} frames  worst {worst:6.1f}{verdict}")


if __name__ == "__main__":
    main()
