"""Two common ways to show a JSON file in Qt, for comparison: a tree widget and an item for every value."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTreeView, QTreeWidget, QTreeWidgetItem

type Index = QModelIndex | QPersistentModelIndex


def open_in_tree_widget(path: Path) -> QTreeWidget:
    """One `QTreeWidgetItem` a node; the document stays, because a run sends all of it."""
    widget = QTreeWidget()
    widget.setHeaderLabels(["Field", "Value", "Type", "schema_id", "id"])
    sections = json.loads(path.read_bytes())["content"]
    widget.setProperty("document", [sections])
    widget.addTopLevelItems([_widget_item(section) for section in sections])
    return widget


def _widget_item(node: dict[str, Any]) -> QTreeWidgetItem:
    value = (node.get("content") or {}).get("value", "")
    made = QTreeWidgetItem([node["schema_id"], value, node["category"], node["schema_id"], str(node["id"])])
    made.addChildren([_widget_item(child) for child in node.get("children", ())])
    return made


def open_in_json_model(path: Path) -> QTreeView:
    """One Python object a JSON value, as Qt's JSON model example builds it."""
    view = QTreeView()
    view.setModel(JsonModel(json.loads(path.read_bytes()), view))
    return view


class JsonItem:
    """One JSON value."""

    def __init__(self, key: str, parent: "JsonItem | None") -> None:
        self.key, self.parent = key, parent
        self.value: Any = ""
        self.kind: type = str
        self.children: list[JsonItem] = []

    @classmethod
    def load(cls, value: Any, key: str = "root", parent: "JsonItem | None" = None) -> "JsonItem":
        """The item of a value, with those below it."""
        item = cls(key, parent)
        item.kind = type(value)
        if isinstance(value, dict):
            item.children = [cls.load(each, name, item) for name, each in value.items()]
        elif isinstance(value, list):
            item.children = [cls.load(each, str(i), item) for i, each in enumerate(value)]
        else:
            item.value = value
        return item

    @property
    def row(self) -> int:
        """Place among the siblings."""
        return self.parent.children.index(self) if self.parent else 0


class JsonModel(QAbstractItemModel):
    """Model on `JsonItem`s."""

    def __init__(self, document: Any, parent: QTreeView) -> None:
        super().__init__(parent)
        self._root = JsonItem.load(document)

    def _item(self, index: Index) -> JsonItem:
        return index.internalPointer() if index.isValid() else self._root

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._item(parent).children[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        above = self._item(index).parent if index.isValid() else None
        return (
            QModelIndex() if above is None or above is self._root else self.createIndex(above.row, 0, above)
        )

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.column() > 0 else len(self._item(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or not index.isValid():
            return None
        item = self._item(index)
        return item.key if index.column() == 0 else str(item.value)
