"""Automation blockers on the tree: colour, sign and words of their own, beside the severities."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QLabel
from studio_user import MESSAGES

from rossum_studio.gui.roles import Role
from rossum_studio.gui.theme import LIGHT
from rossum_studio.gui.tree.marks import BLOCKER_SIGN

HANDLER = """
from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    t.automation_blocker("Vendor is unknown", t.field.sender_name)
    t.automation_blocker("Total is doubtful", t.field.amount_total)
    t.show_warning("Total is big", t.field.amount_total)
    t.automation_blocker("Looks like a copy")
    return t.hook_response()
"""


@pytest.fixture
def result(studio):
    """A blocker alone, one beside a warning, one about the whole document."""
    studio.click_text("Open Sample")
    studio.wait_for_document("amount_total")
    studio.replace_code(HANDLER)
    studio.choose_event("annotation_content.initialize")
    studio.run()
    return studio


def pixels(icon):
    assert isinstance(icon, QIcon)
    return icon.pixmap(16).toImage().bits().tobytes()


def tint(index):
    return index.data(Qt.ItemDataRole.BackgroundRole).color().rgb()


def test_a_row_with_a_blocker_alone_has_its_tint_and_sign_and_no_severity(result):
    vendor, total = result.index("sender_name"), result.index("amount_total")

    assert vendor.data(Role.SEVERITY) is None
    assert vendor.data(Role.BLOCKERS) == ["Vendor is unknown"]
    assert tint(vendor) == QColor(LIGHT.blocker.tint).rgb()
    own, other = (pixels(each.data(Qt.ItemDataRole.DecorationRole)) for each in (vendor, total))
    assert own != other
    assert "blocker: Vendor is unknown" in vendor.siblingAtColumn(MESSAGES).data()


def test_a_row_with_a_warning_too_shows_both_signs(result):
    total = result.index("amount_total")
    beside = total.siblingAtColumn(MESSAGES)

    assert total.data(Role.SEVERITY) == "warning"
    assert tint(total) == QColor(LIGHT.warning.tint).rgb()
    vendor = result.index("sender_name").data(Qt.ItemDataRole.DecorationRole)
    assert pixels(beside.data(Qt.ItemDataRole.DecorationRole)) == pixels(vendor)
    assert beside.data() == "warning: Total is big; blocker: Total is doubtful"


def test_a_blocker_is_read_and_counted_on_its_section(result):
    vendor = result.index("sender_name")
    section = vendor.parent()

    assert "blocker: Vendor is unknown" in vendor.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "blocker: Vendor is unknown" in vendor.data(Qt.ItemDataRole.ToolTipRole)
    assert "1 blocker" in section.data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"{BLOCKER_SIGN}1" in section.siblingAtColumn(MESSAGES).data()
    assert section.data(Role.SEVERITY) is None
    assert section.data(Qt.ItemDataRole.DecorationRole) is not None


def test_a_blocker_of_the_whole_document_is_said_above_the_tree(result):
    banner = result.window.panels.tree.banner

    assert banner.isVisible()
    assert "Blocker: Looks like a copy" in [each.text() for each in banner.findChildren(QLabel)]
    assert "3 blockers" in result.window.panels.tree.counts.text()


def test_f8_stops_at_blockers_too(result):
    walked = set()
    for _ in range(len(list(result.rows()))):
        result.keys("F8")
        walked.add(result.tree.currentIndex().data(Role.SCHEMA_ID))

    assert {"sender_name", "amount_total"} <= walked


def test_a_blocker_is_found_by_its_text(result):
    result.tree.setFocus()
    result.keys("Ctrl+F")
    result.type("vendor is")

    result.wait(lambda: result.row("amount_total") is None)
    assert result.index("sender_name").data(Role.BLOCKERS)


def test_the_next_run_takes_the_blockers_away(result):
    result.replace_code("def rossum_hook_request_handler(payload):\n    return {}\n")
    result.run()

    assert result.index("sender_name").data(Role.BLOCKERS) == []
    assert result.index("sender_name").data(Qt.ItemDataRole.BackgroundRole) is None
    assert not any(
        "Looks like a copy" in each.text() for each in result.window.findChildren(QLabel) if each.isVisible()
    )
