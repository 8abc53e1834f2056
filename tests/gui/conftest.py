"""Fixtures that open the real window."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication
from studio_user import User

from rossum_studio.gui.app import create_window
from rossum_studio.preferences.profile import Profile

OFFSCREEN_NOISE = "This plugin does not support"
"""What the offscreen platform says about anything it cannot do."""

type OpenWindow = Callable[..., User]


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A folder of our own files in which nothing is yet."""
    return Profile(tmp_path / "profile")


@pytest.fixture
def open_window(qtbot, qtlog, caplog, profile) -> Iterator[OpenWindow]:
    """Opens a window, on the test's profile unless told otherwise.

    At the end every window is closed, and no thread, process, timer or Qt warning may be left.
    What we log as an error is a bug of ours.
    """
    users: list[User] = []
    before = set(threading.enumerate()), set(psutil.Process().children(recursive=True))
    dress = QApplication.palette(), QApplication.instance().styleSheet()

    def open_one(*paths: Path, profile: Profile = profile) -> User:
        window = create_window(paths, profile)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        users.append(User(qtbot, window))
        return users[-1]

    yield open_one
    for user in users:
        if user.window.isVisible():
            user.leave()
        assert not _running_timers(user), "a timer runs on after the window was closed"
        user.window.deleteLater()
        QCoreApplication.sendPostedEvents(user.window, QEvent.Type.DeferredDelete)
    QApplication.setPalette(dress[0])
    QApplication.instance().setStyleSheet(dress[1])
    threads, processes = before
    assert set(threading.enumerate()) <= threads
    assert set(psutil.Process().children(recursive=True)) <= processes
    assert not [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert not [each.message for each in qtlog.records if OFFSCREEN_NOISE not in each.message]


@pytest.fixture
def studio(open_window: OpenWindow) -> User:
    """Someone at a window on an empty profile."""
    return open_window()


def _running_timers(user: User) -> list[QTimer]:
    return [timer for timer in user.window.findChildren(QTimer) if timer.isActive()]
