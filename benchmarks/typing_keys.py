"""How long the window's thread is busy at a time while somebody types into a long handler.

    python benchmarks/typing_keys.py [--characters 400] [--lines 2000] [--per-second 20]

All checks are on and a document is open. Each key is one sample: the longest time that the event loop did not
turn until the next key. The whole series, --characters 10000, takes 500 s. The floor is the same with an
editor that nothing listens to.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rossum_studio.gui.app import create_window
from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.preferences.profile import Profile

LIMIT_MS = 16.0
EVENT = Path(__file__).parents[1] / "sample_events" / "annotation_content.updated.line_items.json"
TYPED = """
    for row in t.field.line_items:
        if not is_empty(row.item_amount) and row.item_amount > 1000:
            t.show_warning("Large amount", row.item_amount)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=400)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--per-second", type=float, default=20.0)
    options = parser.parse_args()
    application = QApplication([])
    code = handler_of(options.lines)
    print(f"{options.characters} characters, {options.per_second:.0f} a second, {options.lines} lines")
    bare = CodeEditor()
    bare.set_text(code)
    bare.show()
    show("an editor alone (floor)", typed_into(bare, min(options.characters, 200), options.per_second))
    bare.close()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "handler.py"
        path.write_text(code)
        window = create_window([EVENT, path], profile=Profile(Path(folder) / "profile"))
        window.resize(1280, 800)
        window.show()
        wait(lambda: window.studio.document.current is not None and window.studio.hook.current is not None)
        wait_s(3.0)  # the first check imports what it needs
        editor = window.panels.editor.editor
        show("the window", typed_into(editor, options.characters, options.per_second), LIMIT_MS)
        window.close()
    application.quit()


def handler_of(lines: int) -> str:
    """A handler of so many lines that all checks have something to do with."""
    head = "from txscript import TxScript, is_empty\n\n\n"
    block = '''def check_{0}(t):
    """Warn about the lines."""
    for row in t.field.line_items:
        if is_empty(row.item_amount):
            t.show_warning("No amount", row.item_amount)
    return {0}


'''
    body = "".join(block.format(number) for number in range(lines // 8))
    return f"{head}{body}def rossum_hook_request_handler(payload):\n    t = TxScript.from_payload(payload)\n"


def typed_into(editor: CodeEditor, characters: int, per_second: float) -> list[float]:
    """Type at the end; the longest time each key kept the event loop from turning, in milliseconds."""
    editor.go_to(editor.lineCount())
    editor.gotoPos(editor.length())
    keys = (TYPED * (characters // len(TYPED) + 1))[:characters]
    return [longest_stall(editor, key, 1 / per_second) for key in keys]


def longest_stall(editor: CodeEditor, key: str, pause_s: float) -> float:
    """Press a key and let the event loop turn until the next one is due."""
    ends = time.perf_counter() + pause_s
    beat = QTimer(interval=0)
    beat.start()
    started = last = time.perf_counter()
    if key == "\n":
        QTest.keyClick(editor, "\r")
    else:
        QTest.keyClicks(editor, key)
    longest = time.perf_counter() - started
    last = time.perf_counter()
    while last < ends:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    beat.stop()
    return longest * 1000


def wait(condition) -> None:  # type: ignore[no-untyped-def]
    """Let the event loop turn until something holds."""
    while not condition():
        QApplication.processEvents()


def wait_s(seconds: float) -> None:
    """Let the event loop turn for a while."""
    ends = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > ends)


def show(title: str, stalls: list[float], limit: float | None = None) -> None:
    """Print one line."""
    ordered = sorted(stalls)
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    verdict = "" if limit is None else f"  limit {limit:.0f}  {'ok' if p99 <= limit else 'OVER'}"
    median, worst = statistics.median(stalls), ordered[-1]
    print(f"  {title:28} median {median:6.2f} ms  p99 {p99:6.2f} ms  worst {worst:6.2f}{verdict}")


if __name__ == "__main__":
    main()
