"""A checkout of hooks dropped on the window."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget
from studio_user import SAMPLE_EVENTS

CHECKOUT = Path(__file__).parents[1] / "data" / "prd2_project"


@pytest.fixture
def checkout(tmp_path):
    return shutil.copytree(CHECKOUT, tmp_path / "project")


def hook_file(checkout, name):
    return next(checkout.rglob(f"{name}*.py"))


def test_a_checkout_asks_which_hook_and_opens_it_with_its_queues_schema(studio, checkout):
    studio.drop(checkout)
    studio.pick("Net sum check")

    studio.wait(lambda: studio.code.text() == hook_file(checkout, "Net sum check").read_text())
    studio.wait(lambda: studio.window.studio.opening.schema is not None)
    assert "Net sum check" in studio.window.windowTitle()


def test_every_hook_is_offered_and_webhooks_cannot_be_picked(studio, checkout):
    studio.drop(checkout)

    rows = studio.dialog(QDialog).findChild(QListWidget, "choiceList")
    titles = [rows.item(i).text().split("\n")[0] for i in range(rows.count())]
    assert "Net sum check" in titles and "Old webhook" in titles
    webhook = rows.item(titles.index("Old webhook"))

    assert not webhook.flags() & Qt.ItemFlag.ItemIsEnabled
    studio.dialog(QDialog).reject()


def test_the_other_hooks_of_the_queue_take_part_in_its_chain(studio, checkout):
    studio.drop(checkout)
    studio.pick("Net sum check")

    studio.wait(lambda: len(studio.window.studio.step_flow.hooks) > 1)
    titles = {opened.hook.name for opened in studio.window.studio.step_flow.hooks}
    assert "Net sum check" in titles and "Draft" not in titles


def test_what_is_wrong_with_files_of_the_checkout_is_said(studio, checkout):
    (checkout / "kestrel" / "dev" / "hooks" / "Broken_[9].json").write_text("{")

    studio.drop(checkout)

    studio.wait(lambda: any("Broken_[9].json" in text for text in studio.said))
    studio.dialog(QDialog).reject()


def test_saving_changes_the_code_file_and_nothing_else(studio, checkout):
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    studio.drop(checkout)
    studio.pick("Net sum check")
    file = hook_file(checkout, "Net sum check")
    studio.wait(lambda: studio.code.text() == file.read_text())

    studio.replace_code(file.read_text() + "\n# done\n")
    studio.keys("Ctrl+S")

    studio.wait(lambda: file.read_text().endswith("# done\n"))
    changed = {path for path, data in before.items() if path.read_bytes() != data}
    assert changed == {file}


def test_a_plain_folder_opens_as_before(studio, tmp_path):
    shutil.copy(SAMPLE_EVENTS / "annotation_content.updated.line_items.json", tmp_path)

    studio.drop(tmp_path)

    studio.wait_for_document("amount_total")
