"""How long the tree takes, beside what nobody can beat and what others do.

    python benchmarks/tree.py [--sizes 20000 100000] [--rounds 5]

Every variant runs once a round, in turn, in one process; memory is measured in a process of its own.
Figures are medians. A limit is a share of the floor or of a peer, or milliseconds.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

import psutil
from documents import schema, write_document
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget
from timing import median_of_rounds
from tree_peers import open_in_json_model, open_in_tree_widget

from rossum_studio.gui.tree.panel import TreePanel
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.message import Message, MessageLog, MessageType

WINDOW = QSize(1000, 800)
MESSAGES = 1000
QUERIES = ("1", "12", "item", "no such text", "99.5")


@dataclass(frozen=True)
class Line:
    """One line of the table; `limit` says how many times the `base` is allowed."""

    what: str
    measured: float
    unit: str
    base: str = ""
    base_value: float = 1.0
    limit: float | None = None

    def __str__(self) -> str:
        text = f"{self.what:<44} {self.measured:9.1f} {self.unit:<3}"
        if self.limit is None:
            return text
        share = self.measured / self.base_value
        verdict = "ok" if share <= self.limit else "OVER"
        return f"{text} {share:8.3f} of {self.base:<16} limit {self.limit:<5g} {verdict}"


def open_in_panel(path: Path) -> TreePanel:
    """From a dropped file to the widget, as the window does it."""
    panel = TreePanel()
    panel.set_document(open_paths([path]).documents[0].annotation.content, schema())
    return panel


def paint(widget: QWidget) -> None:
    """Draw the widget once."""
    widget.resize(WINDOW)
    widget.grab()


def first_paint(path: Path, rounds: int) -> list[Line]:
    """Drop to first paint, beside the parse of the standard library and the peers."""

    def shown(open_: Callable[[Path], QWidget]) -> Callable[[], QWidget]:
        def work() -> QWidget:
            widget = open_(path)
            paint(widget)
            return widget

        return work

    medians = median_of_rounds(
        {
            "json.loads": lambda: json.loads(path.read_bytes()),
            "ours": shown(open_in_panel),
            "QTreeWidget": shown(open_in_tree_widget),
            "JSON model": shown(open_in_json_model),
        },
        rounds,
    )
    ours = medians["ours"]
    return [
        *(Line(name, medians[name], "ms") for name in ("json.loads", "QTreeWidget", "JSON model")),
        Line("drop to first paint", ours, "ms", "json.loads", medians["json.loads"], 0.5),
        Line("drop to first paint", ours, "ms", "the JSON model", medians["JSON model"], 0.1),
    ]


def recolour(panel: TreePanel, rounds: int) -> Line:
    """New messages and a frame, beside a frame alone."""
    ids = [node.id for node in panel.model.shown.content.datapoints()]
    chosen = ids[:: max(1, len(ids) // MESSAGES)][:MESSAGES]
    logs = [
        MessageLog(tuple(Message(kind, "Value is too big", each) for each in chosen))
        for kind in (MessageType.ERROR, MessageType.WARNING)
    ]
    panel.set_messages(logs[1])

    def recoloured() -> None:
        for log in logs:
            panel.set_messages(log)
            panel.tree.viewport().grab()

    def plain() -> None:
        for _ in logs:
            panel.tree.viewport().grab()

    medians = median_of_rounds({"plain": plain, "recoloured": recoloured}, max(rounds, 3) * 3)
    each = {name: taken / len(logs) for name, taken in medians.items()}
    return Line(
        f"{len(chosen)} messages and a frame", each["recoloured"], "ms", "a plain frame", each["plain"], 1.5
    )


def filtering(panel: TreePanel, rounds: int) -> list[Line]:
    """A key in the filter, with the frame that follows; the index is built before."""
    panel.filter.prepare()
    while panel.filter.is_indexing:
        QApplication.processEvents()

    def keyed(query: str) -> Callable[[], None]:
        def work() -> None:
            panel.filter_box.setText(query)
            panel.tree.viewport().grab()

        return work

    medians = median_of_rounds({query: keyed(query) for query in QUERIES}, rounds)
    panel.filter_box.clear()
    return [
        Line(f"filter {query!r}", taken, "ms", "a millisecond", 1.0, 50) for query, taken in medians.items()
    ]


OPENERS: dict[str, Callable[[Path], QWidget]] = {"ours": open_in_panel, "QTreeWidget": open_in_tree_widget}


def memory(path: Path) -> Line:
    """Growth of the resident memory, each in a fresh process."""
    grown = {name: _memory_of(name, path) for name in OPENERS}
    return Line("memory", grown["ours"], "MB", "QTreeWidget", grown["QTreeWidget"], 0.4)


def _memory_of(name: str, path: Path) -> float:
    command = [sys.executable, str(Path(__file__).resolve()), "--memory-of", name, str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_memory_growth(name: str, path: Path) -> None:
    """Show the document and print by how many MB the process grew."""
    empty = OPENERS[name](_empty_document(path))
    paint(empty)
    before = psutil.Process().memory_info().rss
    widget = OPENERS[name](path)
    paint(widget)
    gc.collect()
    print((psutil.Process().memory_info().rss - before) / 1e6)


def _empty_document(path: Path) -> Path:
    small = path.with_suffix(".small.json")
    write_document(small, 50)
    return small


def measure(size: int, rounds: int) -> None:
    """Print the table of one size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "annotation_content.json"
        write_document(path, size)
        print(f"\n{size:,} datapoints, {path.stat().st_size / 1e6:.1f} MB, {rounds} rounds")
        for line in first_paint(path, rounds):
            print(line)
        panel = open_in_panel(path)
        paint(panel)
        print(recolour(panel, rounds))
        for line in filtering(panel, rounds):
            print(line)
        print(memory(path))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory-of", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    _app = QApplication([])
    if arguments.memory_of:
        print_memory_growth(arguments.memory_of[0], Path(arguments.memory_of[1]))
        return
    for size in arguments.sizes:
        measure(size, arguments.rounds)


if __name__ == "__main__":
    main()
