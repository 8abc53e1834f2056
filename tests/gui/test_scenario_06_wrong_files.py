"""Scenario 6: wrong files. Each is refused in a sentence, and nothing that is open is lost."""

import json
from itertools import count

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton
from studio_user import SAMPLE_EVENTS

from rossum_studio.gui.roles import Role

CONTENT = (SAMPLE_EVENTS / "annotation_content_only.purchase_order.json").read_text()
MARKER = "# not saved yet"
BIG_BYTES = 60_000_000

WRONG = {
    "truncated.json": (CONTENT[:3000].encode(), "truncated.json: line 94, column 24: the file ends inside"),
    "scan.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "scan.pdf: is a PDF"),
    "empty.json": (b"", "empty.json: is empty"),
    "numbers.json": (b"[1, 2, 3]", "numbers.json: is JSON, but nothing of Rossum's"),
    "utf16.json": (CONTENT.encode("utf-16"), "utf16.json: is encoded in UTF-16; save it as UTF-8"),
}


@pytest.fixture
def busy(studio):
    """The sample with an edit and a run."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    studio.replace_code(f"{studio.code.text()}\n{MARKER}\n")
    studio.edit_value("amount_total", "20 000")
    studio.run()
    return studio


def assert_nothing_lost(studio):
    assert MARKER in studio.code.text()
    assert studio.value("amount_total") == "20 000"
    assert studio.index("item_amount_base").data(Role.SEVERITY) == "warning"
    assert studio.history.model().rowCount() >= 1


def assert_still_usable(studio):
    studio.run()
    assert studio.status.startswith("1 warning")


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_one_sentence_and_nothing_is_lost(busy, tmp_path, name):
    data, sentence = WRONG[name]
    (tmp_path / name).write_bytes(data)

    busy.drop(tmp_path / name)

    busy.wait(lambda: busy.said)
    assert [said.removeprefix("Error: ").startswith(sentence) for said in busy.said] == [True]
    assert busy.status.startswith(sentence)
    assert_nothing_lost(busy)
    assert_still_usable(busy)


def test_a_binary_file_and_a_missing_one_are_refused_too(busy, tmp_path):
    (tmp_path / "photo.json").write_bytes(bytes(range(256)) * 10)

    busy.drop(tmp_path / "photo.json", tmp_path / "gone.json")

    busy.wait(lambda: len(busy.said) == 2)
    assert any("photo.json" in said for said in busy.said)
    assert any("gone.json" in said for said in busy.said)
    assert_nothing_lost(busy)


@pytest.fixture(scope="module")
def big_file(tmp_path_factory):
    """A document of 60 MB, and how many line items it has: each the same, with ids of its own."""
    content, ids = json.loads(CONTENT)["content"], count(2_000_000)
    nodes = [node for section in content for node in section["children"]]
    table = next(node for node in nodes if node["schema_id"] == "line_items")
    row = table["children"][0]
    rows = BIG_BYTES // len(json.dumps(row)) + 1
    table["children"] = [_renumbered(row, ids) for _ in range(rows)]
    path = tmp_path_factory.mktemp("big") / "big.json"
    path.write_text(json.dumps({"content": content}))
    assert path.stat().st_size > BIG_BYTES
    return path, rows


def _renumbered(node, ids):
    children = [_renumbered(child, ids) for child in node.get("children", [])]
    return {**node, "id": next(ids), "children": children} if children else {**node, "id": next(ids)}


def test_a_document_of_60_mb_loads(busy, big_file):
    path, rows = big_file
    label = busy.part(QLabel, "documentLabel")
    before = label.text()

    busy.drop(path)
    busy.answer_question("Don't Save")  # the edited document

    busy.wait(lambda: label.text() != before, 60_000)
    assert busy.tree.model().rowCount(busy.index("line_items")) == rows
    assert MARKER in busy.code.text()


def test_what_takes_long_to_load_can_be_cancelled_and_changes_nothing(busy, big_file):
    path, _ = big_file
    many = [path.with_stem(f"{path.stem}_{i}") for i in range(6)]
    for each in many:
        each.hardlink_to(path)
    cancel = busy.part(QToolButton, "cancelOpening")
    busy.drop(*many)
    busy.wait(cancel.isVisible)
    assert busy.part(QProgressBar, "openProgress").isVisible()
    assert "big_0.json" in busy.status

    busy.click(cancel)

    busy.wait(lambda: not cancel.isVisible())
    assert busy.status == "Opening was cancelled; nothing changed."
    assert_nothing_lost(busy)
    assert_still_usable(busy)
