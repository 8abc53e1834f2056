"""Scenario 10: runaway code. The window stays usable throughout, and nothing is left of the run."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QSpinBox

TICK_MS = 5
FEWEST_TICKS = 20
BUSY_S = 1.0
"""Processor time that no worker needs to get ready."""

SAYS_WHO = "import os; print('process', os.getpid(), flush=True)"


@pytest.fixture
def sample(studio):
    """The sample, ready to run."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    return studio


def handler(*lines: str) -> str:
    body = "".join(f"    {line}\n" for line in lines)
    return f"def rossum_hook_request_handler(payload):\n    {SAYS_WHO}\n{body}"


def run(studio, *lines: str) -> None:
    studio.replace_code(handler(*lines))
    studio.run()


def failure(studio) -> str:
    banner = studio.part(QFrame, "failureBanner")
    assert banner.isVisible()
    return banner.text


def log(studio) -> str:
    studio.open_tab("Output")
    return studio.log.toPlainText()


def process_of(studio) -> int:
    """The process that the handler said it ran in."""
    return int(re.search(r"^process (\d+)", log(studio), re.MULTILINE)[1])


def is_gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def set_limit(studio, name: str, text: str) -> QSpinBox:
    """Type a number into one of the limits, and Enter."""
    (box,) = [each for each in studio.window.findChildren(QSpinBox) if each.accessibleName() == name]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    return box


@contextmanager
def responsive() -> Iterator[None]:
    """What happens in it must leave the event loop turning."""
    ticks: list[None] = []
    heart = QTimer(interval=TICK_MS)
    heart.timeout.connect(lambda: ticks.append(None))
    heart.start()
    yield
    heart.stop()
    assert len(ticks) > FEWEST_TICKS


def is_busy() -> bool:
    """Whether the handler, and not only its worker's start, has kept a processor."""
    return any(child.cpu_times().user > BUSY_S for child in psutil.Process().children())


def test_an_endless_loop_leaves_the_window_usable_and_stop_ends_it(sample):
    sample.replace_code(handler("while True: pass"))
    runs = sample.history.model().rowCount()

    with responsive():
        sample.keys("F5")
        sample.wait(is_busy)
        assert sample.part(QAction, "stopAction").isEnabled()
        sample.edit_value("amount_total", "7")
        assert sample.value("amount_total") == "7"
    sample.keys("Shift+F5")
    sample.wait(lambda: sample.history.model().rowCount() > runs)

    assert sample.status.startswith("Stopped")
    assert not sample.part(QAction, "stopAction").isEnabled()
    sample.wait(lambda: is_gone(process_of(sample)))


def test_an_endless_loop_ends_at_the_time_limit_which_is_named(sample):
    set_limit(sample, "Timeout in seconds", "1")

    with responsive():
        run(sample, "while True: pass")

    assert failure(sample).startswith("Timed out (limit 1 s)")
    assert sample.status.startswith("Timed out (limit 1 s)")
    sample.wait(lambda: is_gone(process_of(sample)))


def test_allocating_a_gigabyte_ends_at_the_memory_limit_which_is_named(sample):
    run(sample, "everything = [bytearray(10_000_000) for _ in range(100)]")

    assert failure(sample).startswith("Memory limit 256 MB exceeded")
    sample.wait(lambda: is_gone(process_of(sample)))


def test_a_child_that_sleeps_is_refused_and_none_is_left(sample):
    run(sample, "import subprocess", "subprocess.Popen(['sleep', '3600'])")

    assert "PermissionError" in failure(sample)
    assert "this run may not start other programs: sleep 3600" in failure(sample)
    assert "Blocked: sleep 3600 (subprocess.Popen)" in log(sample)
    sample.wait(lambda: is_gone(process_of(sample)))
    left = psutil.Process().children(recursive=True)
    assert not [child for child in left if "sleep" in child.name()]


def test_fifty_megabytes_of_output_are_cut_and_that_is_said(sample):
    with responsive():
        run(sample, "for _ in range(50 * 1024): print('x' * 1023)")

    assert "Output cut at 1 MB, 50 MB produced." in "\n".join(sample.lines(sample.problems))
    assert len(log(sample)) < 1_000_000
    assert not sample.part(QFrame, "failureBanner").isVisible()


def test_after_each_of_them_the_next_run_is_fine(sample):
    good = sample.code.text()
    set_limit(sample, "Timeout in seconds", "1")
    for line in ("while True: pass", "everything = bytearray(10 ** 9)", "import os; os.abort()"):
        run(sample, line)
        failure(sample)

    sample.replace_code(good)
    sample.run()

    assert sample.status.startswith("1 warning")


def test_a_timeout_of_61_seconds_is_refused(sample):
    box = set_limit(sample, "Timeout in seconds", "61")

    assert box.value() != 61
    assert "Rossum waits at most 60 s." in sample.texts
