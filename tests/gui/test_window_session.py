"""What comes back when the window is opened again."""

import pytest
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QSplitter
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui import create_window
from rossum_studio.preferences.last_session import RECENT_LIMIT

HANDLER = "def rossum_hook_request_handler(payload):\n    return {}\n"
EVENT = SAMPLE_EVENTS / "annotation_content.initialize.purchase_order.json"


@pytest.fixture
def handler(tmp_path):
    path = tmp_path / "nothing_to_say.py"
    path.write_text(HANDLER)
    return path


def open_both(open_window, handler):
    studio = open_window(handler, EVENT)
    studio.wait_for_document("amount_total")
    studio.wait(lambda: studio.code.text() == HANDLER)
    return studio


def recent(studio):
    menu = next(each for each in studio.window.findChildren(QMenu) if "Recent" in each.title())
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


def links(studio):
    buttons = studio.window.findChildren(QPushButton)
    return [each.toolTip() for each in buttons if each.property("link") and each.isVisible()]


def link(studio, path):
    buttons = studio.window.findChildren(QPushButton)
    return next(each for each in buttons if each.toolTip() == str(path) and each.isVisible())


def test_a_fresh_profile_starts_with_the_welcome_page(studio):
    assert studio.button("Open Sample").isVisible()
    assert recent(studio) == ["Nothing was opened yet"]
    assert studio.window.windowTitle() == "Rossum Studio"


def test_function_document_and_event_are_open_again_after_a_restart(open_window, handler):
    first = open_both(open_window, handler)
    first.choose_event("annotation_content.updated")
    first.leave()

    second = open_window()

    second.wait_for_document("amount_total")
    second.wait(lambda: second.code.text() == HANDLER)
    assert second.event.currentData() == "annotation_content.updated"
    assert second.window.windowTitle().startswith("nothing_to_say.py —")
    assert second.part(QLabel, "documentLabel").text() == first.part(QLabel, "documentLabel").text()


def test_the_document_picked_from_an_export_is_open_again_without_asking(open_window):
    first = open_window()
    first.drop(SAMPLE_EVENTS / "queue_export.receipts.json")
    first.pick("parking.jpg")
    first.wait_for_document("amount_total")
    first.leave()

    second = open_window()

    second.wait_for_document("amount_total")
    assert second.part(QLabel, "documentLabel").text().startswith("parking.jpg")
    assert second.value("document_id") == first.value("document_id")


def test_paths_given_at_the_start_are_opened_instead(open_window, handler):
    open_both(open_window, handler).leave()

    second = open_window(SAMPLE_EVENTS / "annotation_content.initialize.receipt.json")

    second.wait_for_document("cost_center")
    assert second.code.text() == ""


def test_size_and_splitters_come_back(open_window):
    first = open_window()
    first.window.resize(790, 730)  # no larger than the screen, which Qt would make it fit
    columns = first.part(QSplitter, "columnsSplitter")
    columns.moveSplitter(250, 1)
    size, sizes = first.window.size(), columns.sizes()
    first.leave()

    second = open_window()

    assert second.window.size() == size
    assert second.part(QSplitter, "columnsSplitter").sizes() == pytest.approx(sizes, abs=2)


def test_the_columns_of_the_tree_are_as_wide_as_they_were_dragged(open_window):
    first = open_window(EVENT)
    first.wait_for_document("amount_total")
    header = first.tree.header()
    header.resizeSection(1, 190)
    header.moveSection(header.visualIndex(5), 2)
    first.leave()

    second = open_window()

    second.wait_for_document("amount_total")
    assert second.tree.columnWidth(1) == 190
    assert second.tree.header().visualIndex(5) == 2
    second.window.resize(1400, 820)
    assert second.tree.columnWidth(1) == 190


def test_columns_that_nobody_dragged_grow_with_the_window(open_window):
    first = open_window(EVENT)
    first.wait_for_document("amount_total")
    first.leave()
    second = open_window()
    second.wait_for_document("amount_total")
    second.window.resize(1800, 800)
    second.part(QSplitter, "columnsSplitter").moveSplitter(300, 1)
    before = second.tree.columnWidth(0)

    second.part(QSplitter, "columnsSplitter").moveSplitter(900, 1)

    assert second.tree.columnWidth(0) > before


def test_recent_files_are_in_the_menu_and_on_the_welcome_page_newest_first(open_window, handler):
    first = open_both(open_window, handler)
    assert sorted(recent(first)) == sorted([str(handler), str(EVENT)])
    order = recent(first)
    first.keys("Ctrl+W")
    first.leave()

    second = open_window()

    assert recent(second) == order
    second.wait(lambda: links(second) == order)


def test_a_recent_file_opens_with_a_click(open_window, handler):
    first = open_both(open_window, handler)
    first.keys("Ctrl+W")
    first.wait(lambda: str(handler) in links(first))

    first.click(link(first, handler))

    first.wait(lambda: first.code.text() == HANDLER)
    assert first.window.windowTitle().startswith("nothing_to_say.py")


def test_a_recent_file_that_is_gone_says_so_and_can_be_removed(open_window, handler):
    first = open_both(open_window, handler)
    first.keys("Ctrl+W")
    first.leave()
    handler.unlink()

    second = open_window()
    second.wait_for_document("amount_total")
    second.wait(lambda: str(handler) in links(second))
    assert "missing" in link(second, handler).text()
    second.click(link(second, handler))

    assert recent(second) == [str(EVENT)]
    second.wait(lambda: links(second) == [str(EVENT)])


def test_only_the_last_files_are_kept(open_window, tmp_path):
    studio = open_window()
    for number in range(RECENT_LIMIT + 2):
        path = tmp_path / f"handler_{number}.py"
        path.write_text(HANDLER)
        studio.drop(path)
        studio.wait(lambda name=path.name: studio.window.windowTitle().startswith(name))

    assert len(recent(studio)) == RECENT_LIMIT
    assert recent(studio)[0].endswith(f"handler_{RECENT_LIMIT + 1}.py")


def test_a_damaged_session_file_is_no_reason_not_to_start(open_window, profile):
    profile.folder.mkdir(parents=True)
    profile.session_file.write_text('{"geometry": 7, "recent": "x", "splitters"')
    profile.preferences_file.write_text('{"theme": "pink"}')

    studio = open_window()

    assert studio.status == "Ready"


def test_a_window_needs_no_paths_and_no_profile(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("ROSSUM_STUDIO_PROFILE", str(tmp_path / "named"))

    window = create_window()
    qtbot.addWidget(window)
    window.close()

    assert (tmp_path / "named" / "session.json").exists()
