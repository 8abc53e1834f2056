"""How long until the window is painted, against a bare QMainWindow with a QTreeView.

    python benchmarks/start.py [--rounds N] [--platform offscreen|xcb]

Every start is a new process, timed from before it is spawned until its first paint is done. The variants
take turns, so that a busy machine slows all of them alike. Medians and ratios are printed; nothing fails.
The limit is for the first paint, an empty frame in the right colours; when the panels are in place is printed
too.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time

LIMIT = 1.3
HEAVY = ("jsonschema", "txscript", "qtconsole", "jedi", "IPython", "arrow", "requests")

_FIRST_PAINT = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.report)
        return False
    def report(self):
        heavy = [name for name in {heavy!r} if name in sys.modules]
        print(time.monotonic(), ",".join(heavy), flush=True)
        import os
        os._exit(0)
"""

_BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QTreeView
{first_paint}
app = QApplication([])
app.setStyle("Fusion")
window = QMainWindow()
view = QTreeView()
window.setCentralWidget(view)
window.resize(1280, 800)
first = FirstPaint()
window.installEventFilter(first)
window.show()
app.exec()
"""

_STUDIO = """
from PySide6.QtWidgets import QApplication
from rossum_studio.gui.window import MainWindow
from rossum_studio.preferences.profile import temporary_profile
{first_paint}
app = QApplication([])
app.setStyle("Fusion")
window = MainWindow(temporary_profile())
window.furnish_when_painted([])
first = FirstPaint()
window.installEventFilter(first)
window.show()
app.exec()
"""

_FURNISHED = _STUDIO.replace("window.installEventFilter(first)", "window.furnished.connect(first.report)")


def first_paint_ms(code: str, platform: str) -> tuple[float, str]:
    """Milliseconds from spawn to first paint, and the heavy modules that were imported by then."""
    program = code.replace("{first_paint}", _FIRST_PAINT.replace("{heavy!r}", repr(HEAVY)))
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": platform},
        capture_output=True,
        text=True,
        check=True,
    )
    painted, _, heavy = done.stdout.strip().partition(" ")
    return (float(painted) - started) * 1000, heavy


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--platform", default="offscreen")
    options = parser.parse_args()
    variants = {
        "bare QMainWindow with QTreeView": _BARE,
        "Rossum Studio": _STUDIO,
        "its panels in place": _FURNISHED,
    }
    times: dict[str, list[float]] = {name: [] for name in variants}
    heavy = ""
    for _ in range(options.rounds + 1):  # the first round warms the file cache
        for name, code in variants.items():
            taken, imported = first_paint_ms(code, options.platform)
            times[name].append(taken)
            heavy = imported if code is _STUDIO else heavy
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    floor = medians["bare QMainWindow with QTreeView"]
    for name, median in medians.items():
        print(f"{name:34} {median:7.1f} ms   x{median / floor:.2f}")
    print(f"{'limit':34} {'':10}   x{LIMIT:.2f}")
    print(f"heavy modules before the first paint: {heavy or 'none'}")


if __name__ == "__main__":
    main()
