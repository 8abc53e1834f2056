"""Scenario 13: operations, and the document before and after them."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from studio_user import FIND, SAMPLE_EVENTS

from rossum_studio.gui.roles import Role

EVENT_FILE = "annotation_content.updated.line_items.json"
HANDLER = (
    FIND
    + """
def rossum_hook_request_handler(payload):
    content = payload["annotation"]["content"]
    document_id = find(content, "document_id")
    table = find(content, "line_items")
    return {
        "operations": [
            {"op": "replace", "id": document_id["id"], "value": {"content": {"value": "INV01"}}},
            {"op": "add", "id": table["id"], "value": [new_row("Packing")]},
            {"op": "add", "id": table["id"], "value": [new_row("Insurance")]},
            {"op": "remove", "id": table["children"][1]["id"]},
        ]
    }


def new_row(description):
    return {"schema_id": "item_description", "content": {"value": description}}
"""
)


@pytest.fixture
def files(tmp_path):
    """The function, and an event whose document_id is INV-0-1."""
    event = json.loads((SAMPLE_EVENTS / EVENT_FILE).read_text())
    (node,) = [
        child
        for section in event["annotation"]["content"]
        for child in section["children"]
        if child["schema_id"] == "document_id"
    ]
    node["content"] |= {"value": "INV-0-1", "normalized_value": "INV-0-1"}
    (tmp_path / EVENT_FILE).write_text(json.dumps(event))
    (tmp_path / "rewrite.py").write_text(HANDLER)
    return [tmp_path / "rewrite.py", tmp_path / EVENT_FILE]


@pytest.fixture
def result(open_window, files):
    studio = open_window(*files)
    studio.wait_for_document("document_id")
    studio.wait(lambda: studio.code.text() == HANDLER)
    studio.run()
    return studio


def rows(studio, change):
    """Descriptions of the line items that a run changed so."""
    table = studio.index("line_items")
    indexes = [studio.tree.model().index(row, 0, table) for row in range(studio.tree.model().rowCount(table))]
    return [
        next(cell.siblingAtColumn(1).data() for cell in studio.rows(row) if _is_description(cell))
        for row in indexes
        if row.data(Role.CHANGE) == change
    ]


def _is_description(index):
    return index.data(Role.SCHEMA_ID) == "item_description"


def test_the_changed_value_says_what_it_was(result):
    index = result.index("document_id")

    assert result.value("document_id") == "INV01"
    assert index.data(Role.CHANGE) == "changed"
    assert "was INV-0-1" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "was INV-0-1" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    result.open_tab("Operations")
    assert result.operations.model().index(0, 1).data() == "INV-0-1 → INV01"


def test_two_rows_are_marked_added_and_one_is_struck_through(result):
    assert rows(result, "added") == ["Packing", "Insurance"]
    assert rows(result, "removed") == ["Commissioning on site"]
    removed = [index for index in result.rows() if index.data(Role.CHANGE) == "removed"]
    assert removed and all(index.data(Qt.ItemDataRole.FontRole).strikeOut() for index in removed)
    added = [index for index in result.rows() if index.data(Role.CHANGE) == "added"]
    assert all("added" in index.data(Qt.ItemDataRole.AccessibleTextRole) for index in added)


def test_the_counts_are_one_two_one(result):
    outermost = [
        index.data(Role.CHANGE)
        for index in result.rows()
        if index.data(Role.CHANGE) and index.parent().data(Role.CHANGE) != index.data(Role.CHANGE)
    ]

    assert sorted(outermost).count("added") == 2
    assert sorted(outermost).count("removed") == 1
    assert result.texts.count("1 changed, 2 added, 1 removed") == 3  # the tree, the result, the status bar
    assert "1 changed, 2 added, 1 removed" in result.status


def test_f4_shows_the_values_before_the_run_and_after_it_again(result):
    result.tree.setFocus()
    result.keys("F4")

    assert result.value("document_id") == "INV-0-1"
    assert rows(result, "added") == []
    assert len(result.indexes("line_item")) == 5
    assert result.button("Before").isChecked()

    result.click(result.button("Before"))

    assert result.value("document_id") == "INV01"
    assert len(result.indexes("line_item")) == 7  # the removed one is still seen
    assert not result.part(QAction, "result.toggle_original").isChecked()


def test_the_result_becomes_the_new_input_and_undo_goes_back(result):
    result.tree.setFocus()
    result.keys("Ctrl+Shift+I")

    assert result.value("document_id") == "INV01"
    assert not [index for index in result.rows() if index.data(Role.CHANGE)]
    assert len(result.indexes("line_item")) == 6

    result.keys("Ctrl+Z")

    assert result.value("document_id") == "INV-0-1"
    assert len(result.indexes("line_item")) == 5


def test_the_next_run_works_on_the_result(result):
    result.tree.setFocus()
    result.keys("Ctrl+Shift+I")
    result.run()

    assert len(result.indexes("line_item")) == 8  # six, two more, and the one it removed again stays in sight
    assert rows(result, "added") == ["Packing", "Insurance"]


def test_the_files_on_disk_are_unchanged(result, files):
    before = [path.read_bytes() for path in files]
    result.tree.setFocus()
    result.keys("Ctrl+Shift+I")
    result.run()

    assert [path.read_bytes() for path in files] == before
    assert files[0].read_text() == HANDLER
    assert "INV01" not in files[1].read_text()
