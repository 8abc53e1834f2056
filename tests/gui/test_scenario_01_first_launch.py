"""Scenario 1: first launch, no network, no account."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QDialog, QLineEdit

NOTE_CONNECTIONS = """
import os, sys
def note(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        with open(os.environ["CONNECTIONS"], "a") as file:
            file.write(f"{event} {arguments}\\n")
sys.addaudithook(note)
"""
SHOW_AND_LEAVE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTreeView
from rossum_studio.gui import app
def look():
    for window in QApplication.topLevelWidgets():
        if window.isVisible() and window.findChild(QTreeView, "annotationTree"):
            print("furnished")
            window.close()
def start_looking():
    timer = QTimer(QApplication.instance(), interval=50)
    timer.timeout.connect(look)
    timer.start()
QTimer.singleShot(0, start_looking)
sys.exit(app.main(["--temp-profile"]))
"""


def test_the_welcome_page_offers_the_sample_opening_and_dropping(studio):
    assert studio.button("Open Sample").isEnabled()
    assert studio.button("Open", studio.window.panels.welcome).isEnabled()
    assert "drop files here" in studio.texts


def test_it_says_that_nothing_leaves_the_computer_and_what_runs_handlers(studio):
    assert "Works offline. Nothing leaves this computer." in studio.texts
    assert re.search(r"Python 3\.12\.\d+ ✓", studio.texts)
    assert re.search(r"Node\.js (22\.\d+\.\d+ ✓|not found)", studio.texts)


def test_there_is_no_login_and_no_error(studio):
    assert not [each for each in studio.window.findChildren(QDialog) if each.isVisible()]
    assert not [each for each in studio.window.findChildren(QLineEdit) if "assword" in each.placeholderText()]
    assert studio.said == []
    assert studio.status == "Ready"


def test_the_window_has_no_connection(studio):
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    studio.run()

    assert psutil.Process().net_connections("inet") == []


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Of a program that writes down whatever it tries to connect to."""
    (tmp_path / "sitecustomize.py").write_text(NOTE_CONNECTIONS)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])]),
        "CONNECTIONS": str(tmp_path / "connections.txt"),
        "HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "offscreen",
    }


def test_the_program_starts_without_trying_to_connect_anywhere(environment):
    command = [sys.executable, "-c", SHOW_AND_LEAVE]

    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout) == (0, "furnished\n"), ended.stderr
    assert not Path(environment["CONNECTIONS"]).exists()
