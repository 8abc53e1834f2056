"""Unsaved work: asked about, saved, and brought back after a crash."""

import difflib
import json
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.editor.scintilla import CodeEditor
from rossum_studio.gui.roles import Role

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


# Closing the function


def test_closing_the_function_asks_and_the_event_loop_goes_on(typed):
    ticks = []
    ticking = QTimer(typed.window, interval=0)
    ticking.timeout.connect(lambda: ticks.append(1))
    ticking.start()

    typed.keys("Ctrl+W")  # would not return before the answer if it asked with exec()

    box = typed.dialog(QMessageBox)
    assert "nothing_to_say.py" in box.text()
    typed.wait(lambda: len(ticks) > 3)
    ticking.stop()
    typed.answer_question("Cancel")
    assert typed.code.text().startswith(TYPED)


def test_cancel_keeps_the_function_and_the_text(typed, handler):
    typed.keys("Ctrl+W")
    typed.answer_question("Cancel")

    assert typed.code.text().startswith(TYPED)
    assert handler.read_text() == HANDLER
    typed.run()  # and it still works
    assert typed.tested == "tested 1/1"


def test_escape_is_cancel(typed):
    typed.keys("Ctrl+W")
    box = typed.dialog(QMessageBox)

    QTest.keyClick(box, Qt.Key.Key_Escape)

    typed.wait(lambda: not [each for each in typed.window.findChildren(QMessageBox) if each.isVisible()])
    assert typed.code.text().startswith(TYPED)


@pytest.mark.parametrize(("answer", "on_disk"), [("Save", TYPED + HANDLER), ("Don't Save", HANDLER)])
def test_the_answer_decides_what_is_on_disk(typed, handler, answer, on_disk):
    typed.keys("Ctrl+W")
    typed.answer_question(answer)

    typed.wait(lambda: typed.window.windowTitle() == "Rossum Studio")
    assert handler.read_text() == on_disk


def test_nothing_is_asked_when_all_is_saved(typed, handler):
    typed.keys("Ctrl+S")
    assert handler.read_text() == TYPED + HANDLER

    typed.keys("Ctrl+W")

    assert typed.window.windowTitle() == "Rossum Studio"


def test_a_function_without_a_file_is_asked_for_one_before_it_is_closed(studio, tmp_path):
    studio.keys("Ctrl+N")
    studio.pick("Warn about big amounts")
    code = studio.code.text()
    studio.keys("Ctrl+W")
    studio.answer_question("Save")
    studio.answer_file_dialog(tmp_path / "kept.py")

    studio.wait(lambda: studio.window.windowTitle() == "Rossum Studio")
    assert (tmp_path / "kept.py").read_text() == code


# Closing the window


def test_closing_the_window_asks_nothing_and_everything_is_back_and_marked_unsaved(
    typed, open_window, handler
):
    before = EVENT.read_bytes()
    typed.edit_value("amount_total", "20 000")
    typed.choose_event("annotation_content.confirm")

    typed.leave()
    again = open_window()

    again.wait(lambda: again.code.text() == TYPED + HANDLER)
    again.wait(lambda: again.row("amount_total") is not None and again.value("amount_total") == "20 000")
    assert again.window.windowTitle().startswith("nothing_to_say.py*")
    assert again.part(QLabel, "documentLabel").text().partition("   ")[0].endswith("*")
    assert "updated: amount_total" in again.texts
    assert again.event.currentData() == "annotation_content.confirm"
    assert not [said for said in again.said if "unexpectedly" in said]
    assert (handler.read_text(), EVENT.read_bytes()) == (HANDLER, before)


def test_what_came_back_can_be_reverted_to_the_file(typed, open_window):
    total = typed.value("amount_total")
    typed.edit_value("amount_total", "20 000")
    typed.leave()
    again = open_window()
    again.wait(lambda: again.row("amount_total") is not None and again.value("amount_total") == "20 000")

    again.part(QAction, "document.revert").trigger()

    assert again.value("amount_total") == total
    assert not again.part(QLabel, "documentLabel").text().partition("   ")[0].endswith("*")


def test_rows_added_and_results_taken_over_are_back_too(open_window):
    first = open_window(SAMPLE_EVENTS / "annotation_content.updated.line_items.json")
    first.wait_for_document("line_items")
    rows = first.tree.model().rowCount(first.index("line_items"))
    first.window.panels.tree.row_addition_requested.emit(first.index("line_items").data(Role.DATAPOINT_ID))
    assert first.tree.model().rowCount(first.index("line_items")) == rows + 1
    first.leave()

    second = open_window()

    second.wait_for_document("line_items")
    assert second.tree.model().rowCount(second.index("line_items")) == rows + 1
    second.leave()
    third = open_window()  # and once more, though nothing was done in between
    third.wait_for_document("line_items")
    assert third.tree.model().rowCount(third.index("line_items")) == rows + 1


def test_settings_come_back_unsaved_and_secrets_are_never_written(open_window, tmp_path, profile):
    hook = {
        "type": "function",
        "name": "Has both",
        "events": ["annotation_content"],
        "settings": {"limit": 1},
        "secrets": {"password": "swordfish"},
        "config": {"runtime": "python3.12", "code": HANDLER},
    }
    path = tmp_path / "both.json"
    path.write_text(json.dumps(hook))
    first = open_window(path)
    first.wait(lambda: first.code.text() == HANDLER)
    first.part(CodeEditor, "settingsEditor").set_text('{"limit": 9000}')
    first.part(CodeEditor, "secretsEditor").set_text('{"password": "open sesame"}')
    first.window.studio.hook.set_settings({"limit": 9000})
    first.leave()

    written = [each.read_text() for each in profile.folder.rglob("*") if each.is_file()]
    assert not [text for text in written if "swordfish" in text or "open sesame" in text]

    second = open_window()
    second.wait(lambda: second.window.windowTitle().startswith("both.json*"))
    values = second.window.panels.simulator.values()
    assert values.settings == {"limit": 9000}
    assert values.secrets == {"password": "swordfish"}  # from the hook's own file
    second.keys("Ctrl+S")
    second.wait(lambda: json.loads(path.read_text())["settings"] == {"limit": 9000})
    assert json.loads(path.read_text())["secrets"] == {"password": "swordfish"}


def test_another_file_is_opened_and_the_unsaved_work_is_offered(typed, open_window, tmp_path):
    typed.leave()
    other = tmp_path / "other.py"
    other.write_text(f"# other\n{HANDLER}")

    again = open_window(other)

    again.wait(lambda: again.code.text().startswith("# other"))
    assert any("nothing_to_say.py" in said for said in again.said)
    again.click_text("Bring It Back")
    again.wait(lambda: again.code.text() == TYPED + HANDLER)


def test_the_same_file_is_opened_with_its_unsaved_text(typed, open_window, handler):
    typed.leave()

    again = open_window(handler, EVENT)

    again.wait_for_document("amount_total")
    again.wait(lambda: again.code.text() == TYPED + HANDLER)
    assert again.window.windowTitle().startswith("nothing_to_say.py*")


def test_discarded_work_does_not_come_back(typed, open_window, tmp_path, profile):
    typed.leave()
    (tmp_path / "other.py").write_text(HANDLER)
    second = open_window(tmp_path / "other.py")

    second.click_text("Discard It")

    assert not list(profile.recovery_folder.glob("*.json"))


def test_where_nothing_can_be_kept_the_user_is_asked(typed, handler, profile):
    typed.wait(lambda: list(profile.recovery_folder.glob("*.json")))
    for path in profile.recovery_folder.iterdir():
        path.unlink()
    profile.recovery_folder.rmdir()
    profile.recovery_folder.write_text("in the way")

    typed.window.close()

    assert typed.window.isVisible()
    typed.answer_question("Save")
    typed.wait(lambda: not typed.window.isVisible())
    assert handler.read_text() == TYPED + HANDLER
    profile.recovery_folder.unlink()


# Opening something else


@pytest.mark.parametrize(("answer", "is_replaced"), [("Cancel", False), ("Don't Save", True)])
def test_another_function_does_not_replace_unsaved_work_without_a_choice(
    typed, tmp_path, answer, is_replaced
):
    other = tmp_path / "other.py"
    other.write_text(f"# other\n{HANDLER}")
    typed.drop(other)
    typed.answer_question(answer)

    typed.wait(lambda: typed.code.text().startswith("# other" if is_replaced else TYPED))


@pytest.mark.parametrize(("answer", "is_replaced"), [("Cancel", False), ("Don't Save", True)])
def test_another_document_does_not_replace_edits_without_a_choice(typed, answer, is_replaced):
    typed.edit_value("amount_total", "20 000")
    typed.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")
    typed.answer_question(answer)

    typed.wait(lambda: (typed.row("cost_center") is not None) == is_replaced)
    assert is_replaced or typed.value("amount_total") == "20 000"


def test_edits_that_were_undone_are_not_asked_about(typed):
    typed.edit_value("amount_total", "20 000")
    typed.tree.setFocus()
    typed.keys("Ctrl+Z")

    typed.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")

    typed.wait_for_document("cost_center")


def test_a_schema_that_is_added_leaves_the_edits(open_window):
    studio = open_window(SAMPLE_EVENTS / "annotation_content_only.purchase_order.json")
    studio.wait_for_document("amount_total")
    total = studio.value("amount_total")
    studio.edit_value("amount_total", "20 000")
    studio.drop(SAMPLE_EVENTS / "schema.purchase_order.json")

    studio.wait(lambda: "types inferred" not in studio.part(QLabel, "documentLabel").text())
    assert studio.value("amount_total") == "20 000"
    studio.part(QAction, "document.revert").trigger()
    assert studio.value("amount_total") == total


# Saving the document


def save_document(studio, path):
    studio.part(QAction, "document.save_copy").trigger()
    studio.answer_file_dialog(path)
    studio.wait(lambda: studio.status == f"Saved {path.name}")


def test_a_saved_document_differs_from_its_file_in_the_edit_alone(typed, tmp_path):
    typed.edit_value("amount_total", "20 000")
    save_document(typed, tmp_path / "edited.json")

    before, after = EVENT.read_text().splitlines(), (tmp_path / "edited.json").read_text().splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert any('"value": "20 000"' in line for line in changed)
    assert len(changed) < 20, changed


def test_a_saved_document_is_no_longer_unsaved_and_opens_again(typed, open_window, tmp_path):
    typed.edit_value("amount_total", "20 000")
    typed.keys("Ctrl+S")
    save_document(typed, tmp_path / "edited.json")
    assert not typed.part(QLabel, "documentLabel").text().partition("   ")[0].endswith("*")
    typed.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")  # asks nothing
    typed.wait_for_document("cost_center")

    again = open_window(tmp_path / "edited.json")

    again.wait_for_document("amount_total")
    assert again.value("amount_total") == "20 000"


def test_undo_after_saving_is_unsaved_again(typed, tmp_path):
    typed.edit_value("amount_total", "20 000")
    save_document(typed, tmp_path / "edited.json")
    typed.tree.setFocus()
    typed.keys("Ctrl+Z")

    assert typed.part(QLabel, "documentLabel").text().partition("   ")[0].endswith("*")
    typed.part(QAction, "document.revert").trigger()
    assert typed.value("amount_total") == "20 000"


def test_save_in_the_question_saves_the_document_and_goes_on(typed, tmp_path):
    typed.edit_value("amount_total", "20 000")
    typed.drop(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")
    typed.answer_question("Save")
    typed.answer_file_dialog(tmp_path / "edited.json")

    typed.wait_for_document("cost_center")
    assert "20 000" in (tmp_path / "edited.json").read_text()


def test_one_document_of_an_export_is_saved_whole_with_its_schema(open_window, tmp_path):
    studio = open_window()
    studio.drop(SAMPLE_EVENTS / "queue_export.receipts.json", SAMPLE_EVENTS / "schema.receipt.json")
    studio.pick("parking.jpg")
    studio.wait_for_document("amount_total")
    studio.edit_value("amount_total", "7.50")
    save_document(studio, tmp_path / "parking.json")

    again = open_window(tmp_path / "parking.json")

    again.wait_for_document("amount_total")
    assert again.value("amount_total") == studio.value("amount_total") == "7,50"
    label = again.part(QLabel, "documentLabel").text()
    assert label.startswith("parking.jpg") and "inferred" not in label


def test_a_token_in_the_file_is_not_copied(open_window, tmp_path):
    event = {**json.loads(EVENT.read_text()), "rossum_authorization_token": "t0ken"}
    (tmp_path / "event.json").write_text(json.dumps(event))
    studio = open_window(tmp_path / "event.json")
    studio.wait_for_document("amount_total")
    studio.edit_value("amount_total", "20 000")
    save_document(studio, tmp_path / "edited.json")

    assert "20 000" in (tmp_path / "edited.json").read_text()
    assert "t0ken" not in (tmp_path / "edited.json").read_text()


# Saving the function


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

    typed.wait(lambda: any("nothing_to_say.py" in each for each in typed.said))
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
    studio.leave()
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


@pytest.mark.parametrize("document", [{}, {"text": "{", "saved": "{"}, {"text": 5, "updated": None}])
def test_a_damaged_document_is_said_and_the_function_is_back(typed, open_window, profile, document):
    typed.leave()
    (path,) = profile.recovery_folder.glob("*.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "document": document}))

    again = open_window()

    again.wait(lambda: again.code.text() == TYPED + HANDLER)
    again.wait(lambda: any("damaged and cannot be brought back" in said for said in again.said))


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
