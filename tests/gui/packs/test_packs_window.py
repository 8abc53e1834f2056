"""Library packs in the window: a button where an import fails, a question from the menu, and progress."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QFrame, QMessageBox, QWidget

PANDAS = """
import pandas


def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": pandas.ORIGIN}]}
"""
YAML = PANDAS.replace("pandas", "yaml")


@pytest.fixture
def sample(python, studio):
    """The sample, with a pack that can be installed and is not."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    return studio


def run(studio, code: str) -> str:
    """What the red banner says about it."""
    studio.replace_code(code)
    studio.run()
    banner = studio.part(QFrame, "failureBanner")
    return banner.text if banner.isVisible() else ""


def ask(studio) -> None:
    studio.part(QAction, "packs.install").trigger()


def offers(studio, text: str) -> bool:
    buttons = studio.window.findChildren(QAbstractButton)
    return any(button.isVisible() and button.text() == text for button in buttons)


def test_the_button_on_the_banner_installs_the_pack_and_the_next_run_has_it(sample, python):
    assert "which is not installed" in run(sample, PANDAS)

    sample.click_text("Install library pack")
    assert sample.part(QWidget, "packProgress").isVisible()
    sample.wait(lambda: "The library pack default is installed." in sample.said)
    sample.click_text("Run again")
    sample.wait(lambda: any("the pack" in line for line in sample.lines(sample.messages)))

    assert python.place("default").is_dir()
    assert not sample.part(QWidget, "packProgress").isVisible()


def test_a_library_outside_the_pack_offers_no_button(sample):
    assert "it is not in the library pack `default`" in run(sample, YAML)

    assert offers(sample, "Go to line 2")
    assert not offers(sample, "Install library pack")


def test_the_menu_asks_before_it_fetches_anything(sample, python):
    ask(sample)
    details = sample.dialog(QMessageBox).informativeText()
    sample.answer_question("Cancel")

    assert "Python: rossum, requests," in details
    assert "A run itself never fetches anything." in details
    assert not python.place("default").exists()


def test_the_question_answered_with_install_installs(sample, python):
    ask(sample)
    sample.answer_question("Install")
    sample.wait(lambda: "The library pack default is installed." in sample.said)

    assert python.place("default").is_dir()


def test_what_is_installed_is_said_and_can_be_removed(sample, python):
    python.place("default").mkdir(parents=True)

    ask(sample)
    sample.wait(lambda: any("is installed, in" in text for text in sample.said))
    sample.click_text("Remove")
    sample.wait(lambda: "The library pack default was removed." in sample.said)

    assert not python.place("default").exists()


def test_cancelling_leaves_nothing(sample, python):
    run(sample, PANDAS)
    sample.click_text("Install library pack")
    sample.click(sample.part(QWidget, "cancelPacks"))
    sample.wait(lambda: not sample.part(QWidget, "packProgress").isVisible())

    assert not python.place("default").exists()
    assert "The library pack default is installed." not in sample.said


def test_a_failure_is_said_with_what_pip_said(sample, python, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    run(sample, PANDAS)
    sample.click_text("Install library pack")
    sample.wait(lambda: any("could not be installed" in text for text in sample.said))

    assert "pip said: " in sample.said[-1]
    assert not sample.part(QWidget, "packProgress").isVisible()


def test_closing_the_window_gives_up_installing(sample, python):
    run(sample, PANDAS)
    sample.click_text("Install library pack")

    sample.leave()

    assert not python.place("default").exists()
