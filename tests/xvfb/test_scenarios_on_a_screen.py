"""Scenarios in a real window: what a hand does with mouse and keyboard on an X display."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Screen, StudioWindow, end, run_until_tested, wait_for_title, wait_until

pytestmark = pytest.mark.xvfb

SAMPLE_EVENTS = Path(__file__).parents[2] / "sample_events"
EVENT = SAMPLE_EVENTS / "annotation_content.updated.line_items.json"
HANDLER = """
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": "Seen"}]}
"""


def open_palette(window: StudioWindow, screen: Screen) -> None:
    """Press its keys until it opens: a window is seen a moment before it has its commands.

    What is typed goes to the window with the focus, which a dialog has a moment after it is seen.
    """
    wait_until(lambda: window.key("ctrl+shift+p") or is_shown(screen, "Commands"), "the palette")
    wait_until(lambda: has_focus(screen, "Commands"), "the palette with the focus")


def has_focus(screen: Screen, title: str) -> bool:
    """Whether keys go to the window of this title."""
    try:
        return screen.xdo("getwindowfocus", "getwindowname") == title
    except subprocess.CalledProcessError:  # the window that had it has just gone
        return False


def is_shown(screen: Screen, title: str) -> bool:
    """Whether there is a window of this title."""
    try:
        return bool(screen.xdo("search", "--onlyvisible", "--name", f"^{title}$"))
    except subprocess.CalledProcessError:  # xdotool's way to say no
        return False


@pytest.fixture
def handler(tmp_path: Path) -> Path:
    path = tmp_path / "say_seen.py"
    path.write_text(HANDLER)
    return path


@pytest.fixture
def drag_source(screen: Screen) -> Iterator[Callable[..., tuple[int, int]]]:
    """Open a window to drag these files from; returns its middle."""
    processes = []

    def show(*paths: Path) -> tuple[int, int]:
        command = [sys.executable, str(Path(__file__).with_name("drag_source.py")), *map(str, paths)]
        processes.append(subprocess.Popen(command, env=screen.environment))
        window = screen.xdo("search", "--sync", "--onlyvisible", "--pid", processes[-1].pid).splitlines()[0]
        where = dict(
            line.split("=") for line in screen.xdo("getwindowgeometry", "--shell", window).splitlines()
        )
        return int(where["X"]) + int(where["WIDTH"]) // 2, int(where["Y"]) + int(where["HEIGHT"]) // 2

    yield show
    for process in processes:
        end(process)


def close_palette(window, screen) -> None:
    """Press Escape until it is gone: a key may come before the dialog has the focus."""

    def is_gone() -> bool:
        window.key("Escape")
        return not is_shown(screen, "Commands")

    wait_until(is_gone, "the closed palette")


def test_the_sample_runs_from_the_keyboard(studio_window, screen):
    window = studio_window()
    open_palette(window, screen)
    window.type("Open Sample")
    window.key("Return")
    wait_for_title(window, "Warn about big amounts", "never run")

    screen.xdo("windowfocus", "--sync", window.window_id)  # as a window manager would after the dialog

    run_until_tested(window)


def test_files_dragged_from_another_window_are_opened(studio_window, drag_source, screen, handler):
    window = studio_window()
    open_palette(window, screen)  # as a sign that the window is furnished
    close_palette(window, screen)
    x, y = drag_source(handler, EVENT)
    screen.xdo("mousemove", x, y, "mousedown", 1)
    for step in range(1, 11):  # the window under the pointer must see it come
        screen.xdo("mousemove", x + 60 * step, y - 40 * step)

    screen.xdo("mouseup", 1)

    wait_for_title(window, "say_seen.py", "never run")
    screen.xdo("windowfocus", "--sync", window.window_id)
    run_until_tested(window)
    tested = json.loads(handler.with_suffix(".tested.json").read_text())
    assert [run["event"] for run in tested["events"].values()] == ["annotation_content.updated"]


def test_typed_code_is_saved_and_the_program_ends(studio_window, handler):
    window = studio_window([handler])
    wait_for_title(window, "say_seen.py")
    window.type("# seen by hand")
    wait_for_title(window, "say_seen.py*")

    window.key("ctrl+s")
    wait_until(lambda: handler.read_text() == f"# seen by hand{HANDLER}", "the saved file")
    window.key("ctrl+q")

    assert window.wait_for_exit() == 0


def test_after_kill_9_everything_typed_is_back_and_unsaved(studio_window, tmp_path, handler):
    profile = tmp_path / "profile"
    window = studio_window([handler], profile)
    wait_for_title(window, "say_seen.py")
    window.type("# not lost")
    wait_until(
        lambda: any("# not lost" in kept(path) for path in profile.glob("recovery/*.json")), "a backup"
    )

    window.process.send_signal(signal.SIGKILL)
    window.wait_for_exit()

    again = studio_window((), profile)
    wait_for_title(again, "say_seen.py*")
    assert handler.read_text() == HANDLER
    again.key("ctrl+s")
    wait_until(lambda: handler.read_text() == f"# not lost{HANDLER}", "the saved file")


def kept(path: Path) -> str:
    """The text of a file that may go away."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""
