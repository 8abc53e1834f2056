"""Unsaved work: asked about, saved, and brought back after a crash."""

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from studio_user import SAMPLE_EVENTS

HANDLER = "\ndef rossum_hook_request_handler(payload):\n    return {}\n"
TYPED = "# typed "
EVENT = SAMPLE_EVENTS / "annotation_content.initialize.purchase_order.json"


@pytest.fixture
def handler(tmp_path):
    path = tmp_path / "nothing_to_say.py"
    path.write_text(HANDLER)
    return path


@pytest.fixture
def typed(open_window, handler):
    """A function from disk with an unsaved line."""
    studio = open_window(handler, EVENT)
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text() == HANDLER)
    studio.code.setFocus()
    studio.type(TYPED)
    studio.wait(lambda: studio.window.windowTitle().startswith("nothing_to_say.py*"))
    return studio


# Closing


def test_closing_asks_and_the_event_loop_goes_on(typed):
    ticks = []
    ticking = QTimer(typed.window, interval=0)
    ticking.timeout.connect(lambda: ticks.append(1))
    ticking.start()

    typed.window.close()  # would not return before the answer if it asked with exec()

    box = typed.dialog(QMessageBox)
    assert "nothing_to_say.py" in box.text()
    typed.wait(lambda: len(ticks) > 3)
    ticking.stop()
    typed.answer_question("Cancel")
    assert typed.window.isVisible()


def test_cancel_keeps_the_window_and_the_text(typed, handler):
    typed.window.close()
    typed.answer_question("Cancel")

    assert typed.window.isVisible()
    assert typed.code.text().startswith(TYPED)
    assert handler.read_text() == HANDLER
    typed.run()  # and it still works
    assert typed.tested == "tested 1/1"


def test_escape_is_cancel(typed):
    typed.window.close()
    box = typed.dialog(QMessageBox)

    QTest.keyClick(box, Qt.Key.Key_Escape)

    typed.wait(lambda: not [each for each in typed.window.findChildren(QMessageBox) if each.isVisible()])
    assert typed.window.isVisible()


def test_save_writes_the_file_and_closes(typed, handler):
    typed.leave(keep="Save")

    assert handler.read_text() == TYPED + HANDLER


def test_dont_save_closes_and_leaves_the_file(typed, handler):
    typed.leave(keep="Don't Save")

    assert handler.read_text() == HANDLER


def test_nothing_is_asked_when_all_is_saved(typed, handler):
    typed.keys("Ctrl+S")
    assert handler.read_text() == TYPED + HANDLER

    typed.window.close()

    assert not typed.window.isVisible()


def test_a_function_without_a_file_is_asked_for_one_before_the_window_closes(studio, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    code = studio.code.text()
    studio.window.close()
    studio.answer_question("Save")
    studio.answer_file_dialog(tmp_path / "kept.py")

    studio.wait(lambda: not studio.window.isVisible())
    assert (tmp_path / "kept.py").read_text() == code


@pytest.mark.parametrize(("answer", "is_replaced"), [("Cancel", False), ("Don't Save", True)])
def test_another_function_does_not_replace_unsaved_work_without_a_choice(
    typed, tmp_path, answer, is_replaced
):
    other = tmp_path / "other.py"
    other.write_text(f"# other\n{HANDLER}")
    typed.drop(other)
    typed.answer_question(answer)

    typed.wait(lambda: typed.code.text().startswith("# other" if is_replaced else TYPED))


# Saving


def test_saving_as_code_alone_writes_one_file(studio, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    code = studio.code.text()
    studio.keys("Ctrl+S")
    studio.answer_file_dialog(tmp_path / "alone.py")

    studio.wait(lambda: studio.status == "Saved alone.py")
    assert (tmp_path / "alone.py").read_text() == code
    assert not (tmp_path / "alone.json").exists()
    assert studio.window.windowTitle().startswith("alone.py —")


def test_saving_as_a_hook_object_writes_the_code_beside_it(studio, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    code = studio.code.text()
    studio.keys("Ctrl+Shift+S")
    dialog = studio.dialog(QFileDialog)
    (with_object,) = [each for each in dialog.nameFilters() if "Hook object" in each]
    dialog.selectNameFilter(with_object)
    studio.answer_file_dialog(tmp_path / "both.json")

    studio.wait(lambda: (tmp_path / "both.json").exists())
    hook = json.loads((tmp_path / "both.json").read_text())
    assert (tmp_path / "both.py").read_text() == code
    assert hook["config"]["code"] == code
    assert hook["sideload"] == ["schemas"]
    assert "annotation_content.updated" in hook["events"]


def test_what_was_saved_as_a_hook_object_opens_again(studio, open_window, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Amount due equals the sum of the lines")
    code = studio.code.text()
    studio.keys("Ctrl+Shift+S")
    studio.answer_file_dialog(tmp_path / "both.json")
    studio.wait(lambda: (tmp_path / "both.json").exists())
    studio.leave()

    again = open_window(tmp_path / "both.json")

    again.wait(lambda: again.code.text() == code)
    assert "column" in again.window.panels.simulator.values().settings


def test_a_folder_that_cannot_be_written_is_said_and_the_text_stays_unsaved(typed, handler):
    handler.unlink()
    handler.mkdir()

    typed.keys("Ctrl+S")

    typed.wait(lambda: typed.said)
    assert "nothing_to_say.py" in typed.said[-1]
    assert typed.window.windowTitle().startswith("nothing_to_say.py*")
    handler.rmdir()


# After a crash


def dead_pid():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def crash(studio, profile):
    """Keep what the window wrote down, as if its process had died; then close it."""
    studio.wait(lambda: list(profile.recovery_folder.glob("*.json")))
    (path,) = profile.recovery_folder.glob("*.json")
    left = {**json.loads(path.read_text()), "pid": dead_pid()}
    studio.leave(keep="Don't Save")
    assert not list(profile.recovery_folder.glob("*.json"))  # it closed in order
    path.write_text(json.dumps(left))


def test_after_a_crash_code_and_edits_are_back_and_marked_unsaved(typed, open_window, profile, handler):
    typed.edit_value("amount_total", "20 000")
    typed.wait(lambda: any("20 000" in each.read_text() for each in profile.recovery_folder.glob("*.json")))
    crash(typed, profile)

    again = open_window()

    again.wait_for_document("amount_total")
    again.wait(lambda: again.code.text() == TYPED + HANDLER)
    again.wait(lambda: again.value("amount_total") == "20 000")
    assert again.window.windowTitle().startswith("nothing_to_say.py*")
    assert "updated: amount_total" in again.texts
    assert any("your unsaved work is back" in each for each in again.said)
    assert handler.read_text() == HANDLER

    again.keys("Ctrl+S")
    assert handler.read_text() == TYPED + HANDLER


def test_what_was_brought_back_is_kept_again_until_it_is_saved(typed, open_window, profile):
    crash(typed, profile)

    again = open_window()

    again.wait(lambda: again.code.text() == TYPED + HANDLER)
    again.wait(lambda: any(TYPED in each.read_text() for each in profile.recovery_folder.glob("*.json")))
    again.keys("Ctrl+S")
    again.wait(lambda: not list(profile.recovery_folder.glob("*.json")))


def test_a_window_that_still_runs_keeps_its_work_to_itself(typed, open_window, profile):
    typed.wait(lambda: list(profile.recovery_folder.glob("*.json")))

    second = open_window()

    assert TYPED not in second.code.text()
    assert not any("unsaved work is back" in each for each in second.said)
    assert list(profile.recovery_folder.glob("*.json"))


def test_saving_takes_the_recovery_file_away(typed, profile):
    typed.wait(lambda: list(profile.recovery_folder.glob("*.json")))

    typed.keys("Ctrl+S")

    typed.wait(lambda: not list(profile.recovery_folder.glob("*.json")))
