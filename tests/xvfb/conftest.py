"""Fixtures for tests in a real window: an X display, the application on it, mouse and keyboard."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rossum_studio.preferences.profile import VARIABLE

PATIENCE_S = 30
SCREEN = "1280x800x24"
TITLE = "Rossum Studio"


@dataclass(frozen=True)
class Screen:
    """An X display that a test may move the mouse of."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    def xdo(self, *args: object) -> str:
        """What `xdotool ARGS` prints."""
        command = [tool("xdotool", "xdotool"), *map(str, args)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
        return done.stdout.strip()

    def screenshot(self, path: Path) -> Path:
        """Write what is on the screen to a PNG file."""
        command = [tool("import", "imagemagick"), "-window", "root", str(path)]
        subprocess.run(command, env=self.environment, timeout=PATIENCE_S, check=True)
        return path


@dataclass(frozen=True)
class StudioWindow:
    """The application, its window in front."""

    process: subprocess.Popen[bytes]
    window_id: int
    log_file: Path
    screen: Screen

    @property
    def title(self) -> str:
        return self.screen.xdo("getwindowname", self.window_id)

    @property
    def log(self) -> str:
        """What the application wrote to stdout and stderr so far."""
        return self.log_file.read_text("utf-8", errors="replace")

    def key(self, *keys: str) -> None:
        """Press keys, such as "ctrl+n", one after the other."""
        self.screen.xdo("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type on the keyboard."""
        self.screen.xdo("type", "--delay", 5, text)

    def click(self, x: int, y: int, button: int = 1) -> None:
        """Click at a place in the window."""
        self.screen.xdo("mousemove", "--window", self.window_id, x, y, "click", button)

    def wait_for_exit(self) -> int:
        """The exit status, once the application has ended."""
        return self.process.wait(PATIENCE_S)


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Look again and again, as a person at the screen does."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"{what} was not seen"


def wait_for_title(window: StudioWindow, *parts: str) -> None:
    wait_until(lambda: all(part in window.title for part in parts), f"the title {parts}")


def run_until_tested(window: StudioWindow) -> None:
    """Press F5 until there is a result: the document may still be loading."""
    wait_until(lambda: window.key("F5") or "tested 1/1" in window.title, "a result")


def tool(name: str, package: str) -> str:
    """Where a program is; without it the test fails, and says what to install."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: apt-get install {package}", pytrace=False)
    return path


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """The display of the environment, else one of our own: ":NN"."""
    if given := os.environ.get("DISPLAY"):
        yield given
        return
    reading, writing = os.pipe()
    command = [tool("Xvfb", "xvfb"), "-displayfd", str(writing), "-screen", "0", SCREEN, "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            pytest.fail(f"Xvfb did not start; try it by hand: {' '.join(command)}", pytrace=False)
        yield f":{number}"
    finally:
        end(server)


@pytest.fixture
def screen(x_display: str) -> Screen:
    """The display, with mouse, keyboard and camera."""
    return Screen(x_display)


@pytest.fixture
def xdo(screen: Screen) -> Callable[..., str]:
    """Call `xdotool`; returns what it prints."""
    return screen.xdo


@pytest.fixture
def screenshot(screen: Screen) -> Callable[[Path], Path]:
    """Write a picture of the screen."""
    return screen.screenshot


@pytest.fixture
def studio_window(screen: Screen, tmp_path: Path) -> Iterator[Callable[..., StudioWindow]]:
    """Start the application: `studio_window(paths, profile)`.

    Paths are opened as if dropped on the window; without a profile folder it starts with an empty one.
    Afterwards whatever still runs is ended, and a traceback in its log fails the test.
    """
    started: list[subprocess.Popen[bytes]] = []
    logs: list[Path] = []

    def start(paths: Sequence[Path] = (), profile: Path | None = None) -> StudioWindow:
        log_file = tmp_path / f"studio-{len(logs)}.log"
        logs.append(log_file)
        process = start_studio(screen, paths, profile or tmp_path / "profile", log_file)
        started.append(process)
        window_id = find_window(screen, process, log_file)
        screen.xdo("windowfocus", "--sync", window_id)  # nobody else does it: there is no window manager
        return StudioWindow(process, window_id, log_file, screen)

    yield start
    for process in started:
        end(process)
    for log_file in logs:
        text = log_file.read_text("utf-8", errors="replace")
        assert "Traceback" not in text, text


def start_studio(
    screen: Screen, paths: Sequence[Path], profile: Path, log_file: Path
) -> subprocess.Popen[bytes]:
    environment = {**screen.environment, VARIABLE: str(profile)}
    command = [sys.executable, "-m", "rossum_studio", *map(str, paths)]
    with log_file.open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)


def find_window(screen: Screen, process: subprocess.Popen[bytes], log_file: Path) -> int:
    """The id of the main window of a process, once it can be seen."""
    wanted = ["--all", "--onlyvisible", "--pid", process.pid, "--name", TITLE]
    try:
        return int(screen.xdo("search", "--sync", *wanted).splitlines()[0])
    except subprocess.TimeoutExpired:
        pytest.fail(f"No window after {PATIENCE_S} s. The application said:\n{log_file.read_text()}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
